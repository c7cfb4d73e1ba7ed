"""Every formal act killed before each of its statements: nothing of it stays, and done again it is done once."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import ventanilla.formal.acts as formal_acts
from tests.cast import Cast
from tests.dying import done_once_whenever_it_dies
from tests.formal.cases import POINTS, RESOLUTION, a_file, make_bond_change, make_head
from tests.formal.companies import COMPANY, company_case, credential_of, terms
from ventanilla.cases.acts import Said
from ventanilla.cases.models import Case
from ventanilla.formal.acts import (
    Draft,
    RemedyPoint,
    Verdict,
    accept_presented_power,
    answer_by_message,
    answer_remedy,
    ask_copy,
    check_requirements,
    discard_draft,
    draft_remedy_notice,
    draft_resolution,
    end_delegation,
    grant_delegation,
    hand_copy,
    note_export,
    note_opening,
    notify_again,
    notify_by_hand,
    open_inquiry,
    prove_solvency_on_paper,
    record_solvency,
    revoke_presented_power,
    settle_inquiry,
    sign_act,
    use_power,
)
from ventanilla.formal.models import Delegation, FormalAct, Inquiry, PaperCopy
from ventanilla.formal.solvency import Answer
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import Actor
from ventanilla.people.models import Power

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/El_Salvador")
MONDAY = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZONE)


class Story:
    """One bond change from its check to the paper copy. Every act reads its rows anew, as a new process would."""

    def __init__(self, cast: Cast) -> None:
        self.number = make_bond_change(cast, at=MONDAY).number
        self.officer = cast.actor(cast.outsider)
        self.head = cast.actor(make_head())
        self.applicant = cast.actor(cast.applicant)
        self.person = cast.outsider

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def last_act(self) -> FormalAct:
        return FormalAct.objects.filter(case__number=self.number).latest("id")

    def at(self, day: int) -> dt.datetime:
        return MONDAY + dt.timedelta(days=day)

    def by(self, who: Actor, day: int) -> dict[str, Any]:
        return {"by": who, "at": self.at(day), "via": "desk"}

    def notice(self) -> None:
        draft = Draft(body={"opening": "Se revisó.", "warning": "Subsane en diez días hábiles."})
        points = [RemedyPoint(point.requirement, point.defect) for point in POINTS]
        draft_remedy_notice(case=self.case, draft=draft, points=points, **self.by(self.officer, 1))

    def acts(self) -> list[tuple[str, Callable[[], object]]]:
        """Each act in the order it is done, under the name it has in the room."""
        officer, head, applicant = self.officer, self.head, self.applicant
        party = lambda: self.case.parties.get(until=None)  # noqa: E731
        answers = {1: "Va auditado.", 2: "Va el anexo."}
        annex = a_file("annex-2", self.at(2))  # the door keeps it before it acts
        unmet = {"sales-evidence": Verdict("sales-evidence", "unmet", reason="No está auditado.")}
        return [
            ("check_requirements", lambda: check_requirements(case=self.case, verdicts=unmet, **self.by(officer, 0))),
            ("draft_remedy_notice", self.notice),
            ("discard_draft", lambda: discard_draft(act=self.last_act(), **self.by(officer, 1))),
            ("draft_remedy_notice", self.notice),
            ("sign_act", lambda: sign_act(act=self.last_act(), **self.by(head, 1))),
            ("notify_again", lambda: notify_again(act=self.last_act(), party=party(), **self.by(officer, 1))),
            ("answer_remedy", lambda: answer_remedy(
                case=self.case, answers=answers, files=[annex], **self.by(applicant, 2)
            )),
            ("record_solvency", lambda: record_solvency(
                case=self.case, answer=Answer(result="not_reflected"), **self.by(officer, 3)
            )),
            ("prove_solvency_on_paper", lambda: prove_solvency_on_paper(
                case=self.case, text="Solvencia en papel, folio 3.", **self.by(officer, 3)
            )),
            ("open_inquiry", lambda: open_inquiry(
                case=self.case, what="Ventas del año", to_whom="Fiscalización", **self.by(officer, 3)
            )),
            ("settle_inquiry", lambda: settle_inquiry(
                inquiry=Inquiry.objects.get(case=self.case), result="Coinciden.", **self.by(officer, 4)
            )),
            ("draft_resolution", lambda: draft_resolution(case=self.case, draft=RESOLUTION, **self.by(officer, 4))),
            ("sign_act", lambda: sign_act(act=self.last_act(), **self.by(head, 4))),
            ("note_opening", lambda: note_opening(
                case=self.case, sha256=str(self.last_act().blob_id), by=applicant, at=self.at(5)
            )),
            ("notify_by_hand", lambda: notify_by_hand(
                act=self.last_act(), party=party(), delivered_to="Ana Solís", **self.by(officer, 7)
            )),
            ("ask_copy", lambda: ask_copy(act=self.last_act(), **self.by(applicant, 7))),
            ("hand_copy", lambda: hand_copy(
                copy=PaperCopy.objects.get(), handed_to="Ana Solís", document="00016297-5", **self.by(officer, 9)
            )),
            ("note_export", lambda: note_export(
                case=self.case, form="zip", scope="staff", sha256="0" * 64, **self.by(officer, 9)
            )),
        ]  # fmt: skip


def test_each_act_of_a_whole_case_leaves_nothing_when_it_dies(cast: Cast) -> None:
    story = Story(cast)
    for name, act in story.acts():
        assert done_once_whenever_it_dies(act), name
    assert [act.n for act in FormalAct.objects.order_by("id")] == [1, 1], "a number was lost or given twice"
    assert not list(verify_all())


def test_a_mail_that_answers_a_notice_leaves_nothing_when_it_dies(cast: Cast) -> None:
    story = Story(cast)
    story.notice()
    sign_act(act=story.last_act(), **story.by(story.head, 1))
    said = Said(text="Lo que faltaba va aquí.")
    assert done_once_whenever_it_dies(
        lambda: answer_by_message(case=story.case, said=said, **story.by(story.applicant, 2))
    )


def test_a_delegation_leaves_nothing_when_it_dies(cast: Cast) -> None:
    story = Story(cast)
    doing = {"by": story.head, "at": story.at(1)}
    days = {"since": story.at(1).date(), "until": None}
    assert done_once_whenever_it_dies(
        lambda: grant_delegation(
            unit=story.case.unit, person=cast.outsider, basis="Acuerdo 12", **days, **doing
        )
    )
    assert done_once_whenever_it_dies(lambda: end_delegation(delegation=Delegation.objects.get(), **doing))


def test_the_acts_on_powers_leave_nothing_when_they_die(cast: Cast) -> None:
    first, by_mail = company_case(cast, at=MONDAY), company_case(cast, at=MONDAY, signed_in=False)
    doing = {"by": cast.actor(cast.officer), "at": MONDAY, "via": "desk"}

    def case(known: Case) -> Case:
        return Case.objects.get(pk=known.pk)

    assert done_once_whenever_it_dies(
        lambda: accept_presented_power(
            case=case(first), attachment=credential_of(first), terms=terms(MONDAY), name=COMPANY, **doing
        )
    )
    assert done_once_whenever_it_dies(
        lambda: use_power(case=case(by_mail), power=Power.objects.get(), **doing)
    )
    assert done_once_whenever_it_dies(
        lambda: revoke_presented_power(
            case=case(first), power=Power.objects.get(), reason="Escritura de revocatoria", **doing
        )
    )
    assert not list(verify_all())


def every_act_of_the_room(cast: Cast) -> set[str]:
    """The names of the acts that the tests above kill."""
    elsewhere = {"answer_by_message", "grant_delegation", "end_delegation"}
    powers = {"accept_presented_power", "use_power", "revoke_presented_power"}
    return {name for name, _ in Story(cast).acts()} | elsewhere | powers


def test_no_act_of_the_room_is_left_out(cast: Cast) -> None:
    acts = {name for name in formal_acts.__all__ if inspect.isfunction(getattr(formal_acts, name))}
    assert acts == every_act_of_the_room(cast)
