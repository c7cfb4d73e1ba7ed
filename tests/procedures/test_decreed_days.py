"""A day decreed afterwards moves every date that was counted over it, once, and gives it back when it is withdrawn."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from tests.cast import MONDAY, Cast, make_case, make_cast
from tests.databases import TestDatabase
from tests.formal.cases import make_bond_change, make_head, signed_notice
from ventanilla.cases.acts import Said, add_note, take_step
from ventanilla.cases.clock import explain_term
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Definition
from ventanilla.formal.acts import ask_copy
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.models import PaperCopy, RunningTerm
from ventanilla.formal.silence import record_silences
from ventanilla.formal.telling import is_over
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.operations.verification import verify_all
from ventanilla.procedures.decreeing import apply_decreed_day, enter_decreed_day, withdraw_decreed_day
from ventanilla.procedures.moves import touched_by
from ventanilla.procedures.recounting import date_the_undated, recount_batch
from ventanilla.reference.calendars import calendar, forget
from ventanilla.reference.context import attending
from ventanilla.reference.current import today, zone
from ventanilla.reference.models import DecreedDay

FRIDAY = dt.date(2026, 3, 13)
BASIS = "Decreto Legislativo 900, D.O. 45 (ilustrativo)"


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with translation.override("es"):
        yield


def enter(cast: Cast, day: dt.date = FRIDAY, **changed: Any) -> DecreedDay:
    given = {"title": "Asueto por duelo", "basis": BASIS, "by": cast.actor(cast.administrator), "at": MONDAY}
    return enter_decreed_day(day=day, **{**given, **changed})


def apply(cast: Cast, day: DecreedDay, at: dt.datetime = MONDAY) -> None:
    apply_decreed_day(day=day, by=cast.actor(cast.administrator), at=at)
    settle(at)


def settle(at: dt.datetime) -> None:
    """The worker, now and a minute later."""
    for moment in (at, at + dt.timedelta(minutes=2)):
        while recount_batch(at=moment):
            pass


def due(case: Case) -> dt.date | None:
    case.refresh_from_db()
    return case.due_at.astimezone(zone()).date() if case.due_at else None


def moved(case: Case) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(stream_id=case.stream_id, kind="term.moved").order_by("seq"))


def test_a_day_moves_what_was_counted_over_it_and_the_journal_says_why(cast: Cast, case: Case) -> None:
    # Presented on Monday 9 March 2026, 10 business days: 10-13 = 1-4, 16-20 = 5-9, 23 = 10.
    assert due(case) == dt.date(2026, 3, 23)
    row = enter(cast)
    assert due(case) == dt.date(2026, 3, 23)
    [found] = touched_by(row)
    assert [(move.what, move.old, move.new) for move in found.moves] == [
        ("own", dt.date(2026, 3, 23), dt.date(2026, 3, 24))
    ]
    apply(cast, row)
    assert due(case) == dt.date(2026, 3, 24)
    [entry] = moved(case)
    assert entry.facts["basis"] == BASIS
    assert entry.facts["moves"] == [{"what": "own", "old": "2026-03-23", "new": "2026-03-24"}]
    assert entry.public
    row.refresh_from_db()
    assert (row.moved, row.passes) == (1, 2)
    assert row.settled_at is not None


def test_the_explanation_names_the_day_with_its_basis(cast: Cast, case: Case) -> None:
    apply(cast, enter(cast, is_confirmed=False))
    term = procedure_of(case).term
    assert term is not None
    reasons = {day.date: day.reason for day in explain_term(case, term).days}
    assert reasons[FRIDAY] == f"Asueto por duelo (asueto decretado, {BASIS}, por confirmar)"


def test_acts_that_come_after_count_by_the_new_calendar(cast: Cast) -> None:
    apply_decreed_day(day=enter(cast), by=cast.actor(cast.administrator), at=MONDAY)
    case = make_case(cast.applicant, at=MONDAY)
    assert due(case) == dt.date(2026, 3, 24)
    settle(MONDAY)
    assert moved(case) == []


def test_applied_twice_is_once_and_withdrawn_gives_the_dates_back(cast: Cast, case: Case) -> None:
    row, administrator = enter(cast), cast.actor(cast.administrator)
    apply(cast, row)
    apply(cast, row)
    assert len(moved(case)) == 1
    with pytest.raises(Invalid, match="Motivo"):
        withdraw_decreed_day(day=row, reason=" ", by=administrator, at=MONDAY)
    withdraw_decreed_day(day=row, reason="El decreto se derogó", by=administrator, at=MONDAY)
    settle(MONDAY)
    assert due(case) == dt.date(2026, 3, 23)
    assert moved(case)[-1].facts["withdrawn"] is True
    assert calendar().is_business_day(FRIDAY)
    with pytest.raises(NotAllowed, match="se retiró"):
        apply_decreed_day(day=row, by=administrator, at=MONDAY)
    kinds = (
        JournalEntry.objects.filter(stream__subject="calendar").order_by("seq").values_list("kind", flat=True)
    )
    assert list(kinds) == ["calendar.entered", "calendar.applied", "calendar.withdrawn"]


def test_a_batch_that_was_cut_short_is_gone_on_with(cast: Cast) -> None:
    cases = [make_case(cast.applicant, at=MONDAY) for _ in range(5)]
    row = enter(cast)
    apply_decreed_day(day=row, by=cast.actor(cast.administrator), at=MONDAY)
    assert recount_batch(at=MONDAY, limit=2)
    assert [due(case) for case in cases] == [dt.date(2026, 3, day) for day in (24, 24, 23, 23, 23)]
    row.refresh_from_db()
    assert (row.pass_after, row.passes, row.moved) == (cases[1].pk, 0, 2)
    settle(MONDAY)
    assert {due(case) for case in cases} == {dt.date(2026, 3, 24)}
    assert [len(moved(case)) for case in cases] == [1] * 5


def test_an_act_that_had_read_the_old_calendar_is_counted_by_the_last_pass(cast: Cast) -> None:
    apply_decreed_day(day=enter(cast), by=cast.actor(cast.administrator), at=MONDAY)
    while recount_batch(at=MONDAY):
        pass
    late = make_case(cast.applicant, at=MONDAY)
    Case.objects.filter(pk=late.pk).update(due_at=dt.datetime(2026, 3, 23, 23, 59, 59, tzinfo=zone()))
    assert not recount_batch(at=MONDAY + dt.timedelta(seconds=30))
    assert recount_batch(at=MONDAY + dt.timedelta(seconds=61))
    assert due(late) == dt.date(2026, 3, 24)


def test_a_case_that_cannot_be_counted_stops_nobody_else(cast: Cast) -> None:
    stuck, fine = (make_case(cast.applicant, at=MONDAY) for _ in range(2))
    broken = Definition.objects.create(
        sha256="f" * 64, pack="sv", code=stuck.procedure, schema=1, body="{}", stored_at=MONDAY
    )
    Case.objects.filter(pk=stuck.pk).update(definition=broken)
    apply(cast, enter(cast))
    stuck.refresh_from_db()
    assert stuck.needs_attention == "recount_refused"
    assert due(fine) == dt.date(2026, 3, 24)


def test_her_own_date_moves_and_she_is_told(cast: Cast) -> None:
    case, head = make_bond_change(cast, at=MONDAY), make_head()
    signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    term = RunningTerm.objects.get(case=case, code="remedy")
    assert term.due_on == dt.date(2026, 3, 23)
    apply(cast, enter(cast))
    term.refresh_from_db()
    assert term.due_on == dt.date(2026, 3, 24)
    [mail] = MailOutgoing.objects.filter(kind="date_moved")
    assert mail.recipient == "ana.solis@example.com"
    assert mail.ref == case.number


def test_a_term_that_lapsed_on_the_day_decreed_runs_again(cast: Cast) -> None:
    case, head = make_bond_change(cast, at=MONDAY), make_head()
    signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    tuesday = dt.datetime(2026, 3, 24, 8, 0, tzinfo=zone())
    assert lapse_due(at=tuesday) == 1
    apply(cast, enter(cast, dt.date(2026, 3, 23)), at=tuesday)
    term = RunningTerm.objects.get(case=case, code="remedy")
    assert (term.due_on, term.state, term.ended_at) == (dt.date(2026, 3, 24), "running", None)
    case.refresh_from_db()
    assert case.needs_attention == ""
    assert lapse_due(at=tuesday + dt.timedelta(days=1)) == 1


def test_a_legal_term_that_ended_on_the_day_decreed_is_not_over(cast: Cast) -> None:
    case = make_bond_change(cast, at=MONDAY)
    tuesday = dt.datetime(2026, 3, 24, 8, 0, tzinfo=zone())
    assert record_silences(at=tuesday) == 1
    told = JournalEntry.objects.get(stream_id=case.stream_id, kind="term.silence")
    assert is_over(told, case.due_at)
    apply(cast, enter(cast, dt.date(2026, 3, 23)), at=tuesday)
    assert due(case) == dt.date(2026, 3, 24)
    assert case.needs_attention == ""
    assert not is_over(told, case.due_at)
    assert record_silences(at=tuesday) == 0
    assert record_silences(at=tuesday + dt.timedelta(days=1)) == 1


def test_a_paper_copy_and_a_closing_by_silence_move(cast: Cast, case: Case) -> None:
    said = Said(text="Procede", outcome="attended")
    take_step(case=case, step="answer", by=cast.actor(cast.officer), at=MONDAY, via="desk", said=said)
    formal, head = make_bond_change(cast, at=MONDAY), make_head()
    act = signed_notice(formal, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    ask_copy(act=act, by=cast.actor(cast.applicant), at=MONDAY, via="portal")
    apply(cast, enter(cast, dt.date(2026, 3, 10)))
    case.refresh_from_db()
    assert case.wake_at is not None
    assert case.wake_at.astimezone(zone()).date() == dt.date(2026, 3, 17)
    assert PaperCopy.objects.get(act=act).available_on == dt.date(2026, 3, 11)
    assert MailOutgoing.objects.filter(ref=case.number, kind="date_moved").count() == 0


def test_the_day_of_an_office_moves_its_cases_alone(cast: Cast, case: Case) -> None:
    there = make_case(cast.applicant, at=MONDAY, post="02")
    apply(cast, enter(cast, post="02"))
    assert (due(case), due(there)) == (dt.date(2026, 3, 23), dt.date(2026, 3, 24))


def test_who_may_and_what_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="calendario"):
        enter(cast, by=cast.actor(cast.head))
    row = enter(cast, key=(key := uuid.uuid4()))
    assert enter(cast, key=key) == row
    for changed, field in (
        ({}, "day"),
        ({"day": dt.date(2031, 1, 7)}, "day"),
        ({"day": dt.date(2026, 3, 16), "title": " "}, "title"),
        ({"day": dt.date(2026, 3, 16), "basis": ""}, "basis"),
        ({"day": dt.date(2026, 3, 16), "post": "9999"}, "post"),
        ({"day": dt.date(2026, 3, 16), "law": "cff"}, "law"),
    ):
        with pytest.raises(Invalid) as refused:
            enter(cast, **changed)
        assert refused.value.field == field


def test_a_case_beyond_the_calendar_is_dated_when_its_year_appears(cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(due_at=None)
    assert date_the_undated(at=MONDAY) == 1
    assert due(case) == dt.date(2026, 3, 23)
    assert moved(case)[0].facts["moves"] == [{"what": "own", "old": None, "new": "2026-03-23"}]
    assert date_the_undated(at=MONDAY) == 0


def test_what_is_written_sees_a_day_at_once_and_pages_soon(cast: Cast, settings: Any) -> None:
    assert calendar().is_business_day(FRIDAY)
    DecreedDay.objects.create(
        day=FRIDAY,
        title="Asueto",
        basis=BASIS,
        entered_by="person:1",
        entered_at=MONDAY,
        applied_by="person:1",
        applied_at=MONDAY,
        changed_at=MONDAY,
    )
    assert calendar().is_business_day(FRIDAY)
    assert not calendar(fresh=True).is_business_day(FRIDAY)
    settings.DECREED_DAYS_KEPT_SECONDS = 0
    forget()
    assert not calendar().is_business_day(FRIDAY)


def test_every_page_knows_that_the_desk_is_closed_on_a_decreed_day(cast: Cast, client: Client) -> None:
    day = calendar().next_business_day(today(), inclusive=True)
    enter(cast, day)
    apply_decreed_day(day=DecreedDay.objects.get(), by=cast.actor(cast.administrator), at=MONDAY)
    assert calendar().is_closed(day)
    context = attending(client.get("/").wsgi_request)
    assert not context["attending"].is_open


def test_two_workers_count_every_case_once_while_people_write(own_database: TestDatabase) -> None:
    cast = make_cast()
    cases = [make_case(cast.applicant, at=MONDAY) for _ in range(24)]
    row = enter(cast)
    apply_decreed_day(day=row, by=cast.actor(cast.administrator), at=MONDAY)
    failed: list[BaseException] = []

    def work(doing: Callable[[], object]) -> None:
        try:
            doing()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def count() -> None:
        while recount_batch(at=MONDAY, limit=3):
            pass

    def write() -> None:
        for case in cases:
            add_note(case=case, text="Visto", by=cast.actor(cast.officer), at=MONDAY, via="desk")

    threads = [threading.Thread(target=work, args=(doing,)) for doing in (count, count, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(MONDAY)
    assert failed == []
    assert [len(moved(case)) for case in cases] == [1] * len(cases)
    assert {due(case) for case in cases} == {dt.date(2026, 3, 24)}
    row.refresh_from_db()
    assert row.moved == len(cases)
    assert not list(verify_all())
