"""When an answer is due: the entries of the journal that move the clock, read by the pure rule."""

from __future__ import annotations

import datetime as dt

from ventanilla.cases.models import Case
from ventanilla.catalogue.model import Term
from ventanilla.journal.models import JournalEntry
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.terms import ImpossibleTerm, Stop, TermResult, legal_term


def explain_term(case: Case, term: Term, *, language: str = "es") -> TermResult:
    """The due date of a case with the reason of each day. Raises BeyondCalendar where no calendar is published."""
    entries = JournalEntry.objects.filter(stream_id=case.stream_id).exclude(clock="").order_by("seq")
    return compute_term(term, [(entry.clock, entry.effective_at) for entry in entries], language=language)


def compute_term(term: Term, moves: list[tuple[str, dt.datetime]], *, language: str = "es") -> TermResult:
    """The same from `(clock, moment)` pairs in their order; the first is `start`."""
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
    calendar = current_pack(language).calendar(law=term.law)
    return legal_term(presented=presented, days=term.amount, calendar=calendar, stops=stops, unit=term.unit)


def due_moment(term: Term | None, moves: list[tuple[str, dt.datetime]]) -> dt.datetime | None:
    """The end of the due day; None without a term, while the clock stands, or where the calendar or the entries give no date."""
    if term is None:
        return None
    try:
        due = compute_term(term, moves).due
    except (BeyondCalendar, ImpossibleTerm):
        return None
    return None if due is None else end_of_day(due)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of a day where the administration is."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone())
