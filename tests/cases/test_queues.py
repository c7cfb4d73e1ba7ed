"""Queues page by key, count up to a cap and never show what belongs to another unit."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, OTHER_UNIT, Cast, make_case
from ventanilla.cases.acts import Said, assign_case, offer_transfer, take_step
from ventanilla.cases.queries import QueueView
from ventanilla.cases.queues import BadCursor, counts, queue_page
from ventanilla.people.models import Membership


@pytest.fixture
def sixty(cast: Cast) -> list[str]:
    """Sixty cases, one a working hour or so, the oldest first."""
    return [make_case(cast.applicant, at=MONDAY + dt.timedelta(hours=3 * n)).number for n in range(60)]


def walk(cast: Cast, view: QueueView) -> list[list[str]]:
    actor = cast.actor(cast.officer)
    pages, page = [], queue_page(actor, view)
    pages.append([row.number for row in page.rows])
    while page.next_cursor:
        page = queue_page(actor, view, after=page.next_cursor)
        pages.append([row.number for row in page.rows])
    return pages


def test_pages_forwards_and_backwards_are_the_same(cast: Cast, sixty: list[str]) -> None:
    pages = walk(cast, QueueView.UNIT)
    assert [len(page) for page in pages] == [25, 25, 10]
    assert sorted(number for page in pages for number in page) == sorted(sixty)
    actor = cast.actor(cast.officer)
    second = queue_page(actor, QueueView.UNIT, after=queue_page(actor, QueueView.UNIT).next_cursor)
    third = queue_page(actor, QueueView.UNIT, after=second.next_cursor)
    assert third.next_cursor == ""
    back = queue_page(actor, QueueView.UNIT, before=third.previous_cursor)
    assert [row.number for row in back.rows] == pages[1]
    first = queue_page(actor, QueueView.UNIT, before=back.previous_cursor)
    assert [row.number for row in first.rows] == pages[0]
    assert first.previous_cursor == ""


def test_the_most_urgent_comes_first_and_the_stopped_last(cast: Cast, sixty: list[str]) -> None:
    actor = cast.actor(cast.officer)
    rows = [row for page in walk(cast, QueueView.UNIT) for row in page]
    case = make_case(cast.applicant, at=MONDAY)
    said = Said(text="¿Qué año?")
    take_step(case=case, step="request_information", by=actor, at=MONDAY, via="desk", said=said)
    after = [row for page in walk(cast, QueueView.UNIT) for row in page]
    assert after == [*rows, case.number]
    assert [row.number for row in queue_page(actor, QueueView.WAITING).rows] == [case.number]


def test_each_view_holds_its_own(cast: Cast) -> None:
    officer, outsider = cast.actor(cast.officer), cast.actor(cast.outsider)
    fresh, taken, answered, moving = (make_case(cast.applicant, at=MONDAY) for _ in range(4))
    assign_case(case=taken, person_id=cast.officer.pk, by=officer, at=MONDAY, via="desk")
    said = Said(text="Sí", outcome="attended")
    take_step(case=answered, step="answer", by=officer, at=MONDAY, via="desk", said=said)
    offer_transfer(case=moving, to_unit=OTHER_UNIT, reason="Fianza", by=officer, at=MONDAY, via="desk")
    found = {view: {row.number for row in queue_page(officer, view).rows} for view in QueueView}
    assert found == {
        QueueView.MINE: {taken.number},
        QueueView.UNASSIGNED: {fresh.number, moving.number},
        QueueView.UNIT: {fresh.number, taken.number, moving.number},
        QueueView.WAITING: set(),
        QueueView.INCOMING: set(),
        QueueView.DECIDED: {answered.number},
        QueueView.CLOSED: set(),
    }
    assert [row.number for row in queue_page(outsider, QueueView.INCOMING).rows] == [moving.number]
    assert counts(officer)["unit"] == 3
    assert counts(outsider) == {
        "mine": 0,
        "unassigned": 0,
        "unit": 0,
        "waiting": 0,
        "incoming": 1,
        "decided": 0,
    }
    take_step(case=answered, step="conform", by=cast.actor(cast.applicant), at=MONDAY, via="portal")
    assert [row.number for row in queue_page(officer, QueueView.CLOSED).rows] == [answered.number]


def test_counting_stops_at_the_cap(cast: Cast, sixty: list[str]) -> None:
    assert counts(cast.actor(cast.officer), cap=10)["unit"] == 10


def test_a_unit_of_others_shows_nothing(cast: Cast, sixty: list[str]) -> None:
    assert queue_page(cast.actor(cast.officer), QueueView.UNIT, unit=OTHER_UNIT).rows == ()
    assert queue_page(cast.actor(cast.administrator), QueueView.UNIT).rows == ()


@pytest.mark.parametrize("cursor", ["x", "!!!!", "WzFd", "bnVsbA", "WyJub3QtYS1kYXRlIiwgMV0"])
def test_a_page_mark_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(BadCursor):
        queue_page(cast.actor(cast.officer), QueueView.UNIT, after=cursor)


def test_a_page_is_one_query_however_many_rows(cast: Cast, sixty: list[str]) -> None:
    actor = cast.actor(cast.officer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        queue_page(actor, QueueView.UNIT)
    assert len(queries) == 1


@pytest.mark.parametrize("view", list(QueueView))
def test_no_view_sorts_or_scans_the_whole_table(cast: Cast, sixty: list[str], view: QueueView) -> None:
    """The plan walks an index unit by unit; a sequential scan of `case` would not hold at two million."""
    actor = cast.actor(cast.officer)
    with CaptureQueriesContext(connection) as queries, connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        queue_page(actor, view)
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert 'Seq Scan on "case"' not in plan
    assert "Seq Scan on case" not in plan


@pytest.mark.parametrize(
    "mark",
    [
        '["2026-W01-1", Infinity]',
        '["infinity", true]',
        '["infinity", 1e400]',
        '["infinity", -1]',
        '["9999-12-31T23:59:59-10:00", 1]',
        '["2026-01-01T00:00:00+00:00", 100000000000000000000]',
        "[" * 20_000,
        "[1, 1]",
        '["infinity", 1]' + " " * 1_000,
    ],
)
def test_no_mark_of_paging_reaches_the_database_unread(cast: Cast, mark: str) -> None:
    cursor = base64.urlsafe_b64encode(mark.encode()).decode().rstrip("=")
    with pytest.raises(BadCursor):
        queue_page(cast.actor(cast.officer), QueueView.UNIT, after=cursor)


@pytest.mark.parametrize(
    "moment", ["2026-W01-1", "20260101T000000", "2026-01-01T00:00:00+23:59", "0001-01-02"]
)
def test_a_moment_in_another_form_is_read_as_postgresql_writes_it(cast: Cast, moment: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["{moment}", 1]'.encode()).decode().rstrip("=")
    assert queue_page(cast.actor(cast.officer), QueueView.UNIT, after=cursor).rows == ()


def test_who_left_a_unit_sees_none_of_its_cases_as_hers(cast: Cast) -> None:
    case = make_case(cast.applicant)
    assign_case(case=case, person_id=cast.officer.pk, by=cast.actor(cast.officer), at=MONDAY, via="desk")
    assert [row.number for row in queue_page(cast.actor(cast.officer), QueueView.MINE).rows] == [case.number]
    Membership.objects.filter(person=cast.officer).update(unit=OTHER_UNIT)
    moved = cast.actor(cast.officer)
    assert queue_page(moved, QueueView.MINE).rows == ()
    assert counts(moved)[QueueView.MINE] == 0
