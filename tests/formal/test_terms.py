"""Terms that end: lapsed with an alert, warned of once before, and silence written down but never acted on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from tests.cast import MONDAY, OTHER_UNIT, Cast
from tests.formal.cases import at, make_bond_change, make_head, noticed, signed_notice, signed_resolution
from ventanilla.cases.models import Case
from ventanilla.formal.acts import answer_remedy
from ventanilla.formal.alarms import is_hour, tell_of_endings
from ventanilla.formal.dossier import Scope, dossier_of
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.models import RunningTerm, TermMark
from ventanilla.formal.silence import record_silences
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Person
from ventanilla.procedures.acts import wake_due
from ventanilla.reference.current import zone


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with translation.override("es"):
        yield


@pytest.fixture
def head(cast: Cast) -> Person:
    return make_head()


def entries(case: Case, kind: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(stream_id=case.stream_id, kind=kind).order_by("seq"))


def test_a_remedy_term_lapses_the_day_after_its_last_and_archives_nothing(cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    assert lapse_due(at=at(23, 23)) == 0
    assert lapse_due(at=at(24, 0)) == 1
    assert lapse_due(at=at(24, 0)) == 0
    term = RunningTerm.objects.get(case=case, code="remedy")
    assert term.state == "lapsed"
    case.refresh_from_db()
    assert (case.needs_attention, case.phase, case.step) == ("term_lapsed", "waiting_applicant", "remedy")
    [entry] = entries(case, "term.lapsed")
    assert entry.facts["due_on"] == "2026-03-23"
    assert entry.public
    assert entry.effective_at == dt.datetime(2026, 3, 23, 23, 59, 59, tzinfo=zone())


def test_an_answer_after_the_term_is_taken_and_the_term_stays_lapsed(cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    applicant = cast.actor(cast.applicant)
    answer_remedy(case=case, answers={1: "Va", 2: "Va"}, by=applicant, at=at(24, 9), via="portal")
    assert RunningTerm.objects.get(case=case, code="remedy").state == "lapsed"


def test_a_term_met_in_time_does_not_lapse(cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    applicant = cast.actor(cast.applicant)
    answer_remedy(case=case, answers={1: "Va", 2: "Va"}, by=applicant, at=at(20), via="portal")
    assert lapse_due(at=at(24)) == 0


def test_an_act_not_notified_in_time_alerts_the_unit_and_not_the_applicant(cast: Cast, head: Person) -> None:
    case = make_bond_change(cast, at=MONDAY)
    case.parties.update(email="")
    signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    assert RunningTerm.objects.get(case=case, code="notify").due_on == dt.date(2026, 3, 12)
    assert lapse_due(at=at(13)) == 1
    case.refresh_from_db()
    assert case.needs_attention == "term_lapsed"
    assert not entries(case, "term.lapsed")[0].public


def test_a_resolution_nobody_appeals_closes_with_its_term_lapsed(cast: Cast, head: Person) -> None:
    case = make_bond_change(cast, at=MONDAY)
    signed_resolution(case, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    case.refresh_from_db()
    assert case.wake_at is not None
    assert wake_due(at=case.wake_at) == 1
    case.refresh_from_db()
    assert (case.phase, case.needs_attention) == ("closed", "")
    assert RunningTerm.objects.get(case=case, code="recourse").state == "lapsed"
    kinds = [entry.kind for entry in JournalEntry.objects.filter(stream_id=case.stream_id).order_by("seq")]
    assert kinds[-2:] == ["term.lapsed", "step.became_final"]


def test_the_alarm_comes_once_in_one_mail_a_person(cast: Cast, head: Person) -> None:
    first, second = noticed(cast, head), noticed(cast, head)
    Case.objects.filter(pk=first.pk).update(officer=cast.outsider)
    Case.objects.filter(pk=second.pk).update(officer=None)
    assert tell_of_endings(at=at(18)) == 0
    assert tell_of_endings(at=at(19)) == 2
    mails = MailOutgoing.objects.filter(kind="staff_terms")
    assert {mail.recipient for mail in mails} == {cast.outsider.email, head.email}
    [mine] = mails.filter(recipient=cast.outsider.email)
    text = bytes(mine.rendered).decode("utf-8", "replace")
    assert first.number in text
    assert second.number not in text
    first.refresh_from_db()
    assert first.needs_attention == "term_soon"
    assert tell_of_endings(at=at(20)) == 0
    assert TermMark.objects.filter(kind="alarm", code="remedy").count() == 2


def test_the_warning_goes_when_the_term_is_met(cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    tell_of_endings(at=at(19))
    applicant = cast.actor(cast.applicant)
    answer_remedy(case=case, answers={1: "Va", 2: "Va"}, by=applicant, at=at(20), via="portal")
    case.refresh_from_db()
    assert case.needs_attention == ""


def test_the_own_term_of_a_case_has_its_alarm_too(cast: Cast, head: Person) -> None:
    case = make_bond_change(cast, at=MONDAY)
    assert case.due_at is not None
    assert tell_of_endings(at=at(18)) == 0
    assert tell_of_endings(at=at(19)) == 1
    assert TermMark.objects.get(case=case).code == "own"


def test_the_mails_go_out_at_seven_of_a_business_day() -> None:
    assert is_hour(at(19))
    assert not is_hour(at(19, 8))
    assert not is_hour(at(21))
    assert not is_hour(at(3, month=4))


def test_silence_is_written_down_at_the_moment_the_term_ended_and_decides_nothing(
    cast: Cast, head: Person
) -> None:
    case = make_bond_change(cast, at=MONDAY)
    assert record_silences(at=at(23, 23)) == 0
    assert record_silences(at=at(24, 0)) == 1
    assert record_silences(at=at(24, 1)) == 0
    [entry] = entries(case, "term.silence")
    assert entry.effective_at == case.due_at
    assert (entry.facts["effect"], entry.facts["is_confirmed"]) == ("none", False)
    assert entry.facts["basis"] == ["Ley de Procedimientos Administrativos, artículos 111 a 113"]
    case.refresh_from_db()
    assert (case.needs_attention, case.phase, case.outcome) == ("legal_term_over", "in_review", "")
    assert case.unit == OTHER_UNIT


def test_a_service_target_has_no_silence(cast: Cast, case: Case) -> None:
    assert record_silences(at=at(24)) == 0
    assert entries(case, "term.silence") == []


def test_no_silence_while_the_clock_stands(cast: Cast, head: Person) -> None:
    noticed(cast, head)
    assert record_silences(at=at(24)) == 0


def test_the_file_of_the_case_prints_what_became_of_its_terms(cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    late = make_bond_change(cast, at=MONDAY)
    record_silences(at=at(24))
    for one, kind, words in (
        (case, "Término vencido", "Venció el 23/03/2026: Plazo para subsanar la prevención."),
        (late, "Efecto del silencio", "Efecto del silencio: ninguno; Ley de Procedimientos Administrativos"),
    ):
        [item] = [item for item in dossier_of(one, Scope.PARTY).items if item.kind == kind]
        assert words in item.text
