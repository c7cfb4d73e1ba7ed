"""When an answer is due: the entries of the journal that move the clock, read by the pure rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ventanilla.cases.models import Case
from ventanilla.catalogue.model import Term
from ventanilla.journal.models import JournalEntry
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import zone
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar
from ventanilla.rules.terms import ImpossibleTerm, Stop, TermResult, legal_term


def explain_term(case: Case, term: Term, *, language: str = "es") -> TermResult:
    """The due date of a case with the reason of each day. Raises BeyondCalendar where no calendar is published."""
    entries = JournalEntry.objects.filter(stream_id=case.stream_id).exclude(clock="").order_by("seq")
    moves = [(entry.clock, entry.effective_at) for entry in entries]
    return compute_term(term, moves, calendar=calendar(law=term.law, post=case.post, language=language))


def compute_term(
    term: Term, moves: Sequence[tuple[str, dt.datetime]], *, calendar: BusinessCalendar
) -> TermResult:
    """The same from `(clock, moment)` pairs in their order, the first of them `start`, by the calendar given."""
    local = zone()
    presented = moves[0][1].astimezone(local)
    stops: list[Stop] = []
    stopped: dt.date | None = None
    for clock, moment in moves[1:]:
        day = moment.astimezone(local).date()
        if clock == "stop":
            stopped = day
        elif clock in ("resume", "end") and stopped is not None:
            stops.append(Stop(start=stopped, end=day))
            stopped = None
    if stopped is not None:
        stops.append(Stop(start=stopped, end=None))
    return legal_term(presented=presented, days=term.amount, calendar=calendar, stops=stops, unit=term.unit)


def due_moment(
    term: Term | None,
    moves: Sequence[tuple[str, dt.datetime]],
    *,
    post: str = "",
    by: BusinessCalendar | None = None,
) -> dt.datetime | None:
    """The end of the due day; None without a term, while the clock stands, or where the calendar or the entries give no date.

    It is counted `by` the calendar given, else by the present one of the case's office.
    """
    if term is None:
        return None
    try:
        due = compute_term(term, moves, calendar=by or calendar(law=term.law, post=post, fresh=True)).due
    except (BeyondCalendar, ImpossibleTerm):
        return None
    return None if due is None else end_of_day(due)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of a day where the administration is."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone())
