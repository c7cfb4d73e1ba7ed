"""Which dates of which cases a change of the calendar moves: from when to when. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from ventanilla.cases.acts.steps import silence_ends
from ventanilla.cases.clock import due_moment, end_of_day
from ventanilla.cases.definitions import procedure_of, workflow_of
from ventanilla.cases.models import OPEN, Case, Phase
from ventanilla.formal.models import PaperCopy, RunningTerm
from ventanilla.formal.silence import OWN, RUNS
from ventanilla.formal.terms import due_on, rule_of
from ventanilla.journal.models import JournalEntry
from ventanilla.reference.calendars import calendar_with, closure_of, decreed_days
from ventanilla.reference.current import zone
from ventanilla.reference.models import DecreedDay
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar, Closure

CLOSING, COPY = "closing", "paper_copy"
"""What a move may concern beside the case's own term and the codes of running ones: its closing by silence, a paper copy."""
AT_ONCE = 200

Clocks = dict[int, list[tuple[str, dt.datetime]]]


@dataclass(frozen=True, slots=True)
class Move:
    """A date that moves: of the case's own (`what`) or of the row `pk`. None is a date beyond the published calendar."""

    what: str
    old: dt.date | None
    new: dt.date | None
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """A case with its dates that move."""

    case: Case
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The calendar before and after: the decreed days that closed and those that close."""

    before: tuple[Closure, ...]
    after: tuple[Closure, ...]

    @staticmethod
    def of(day: DecreedDay, *, back: bool = False) -> Change:
        """What a day changes: entered, that it closes; withdrawn (or if it were, going `back`), that it no longer does."""
        others = tuple(closure for closure in decreed_days(fresh=True) if closure != closure_of(day))
        with_it = (*others, closure_of(day))
        return Change(with_it, others) if back or day.withdrawn_at else Change(others, with_it)

    def calendars(self, law: str | None, post: str) -> tuple[BusinessCalendar, BusinessCalendar]:
        """Both calendars of an office under a law."""
        return calendar_with(self.before, law=law, post=post), calendar_with(self.after, law=law, post=post)


def touched_by(day: DecreedDay, *, after: int = 0, back: bool = False) -> Iterator[Moved]:
    """The cases with a date that the day moves, or that goes `back` without it, in the order of their ids from `after` on."""
    change = Change.of(day, back=back)
    while True:
        cases = list(candidates(day, after=after)[:AT_ONCE])
        yield from moved_among(cases, change)
        if len(cases) < AT_ONCE:
            return
        after = cases[-1].pk


def candidates(day: DecreedDay, *, after: int) -> QuerySet[Case]:
    """Cases with some date on the day or later, by id: only those can move."""
    start = dt.datetime.combine(day.day, dt.time.min, tzinfo=zone())
    terms = RunningTerm.objects.exclude(state=RunningTerm.State.MET).filter(due_on__gte=day.day)
    copies = PaperCopy.objects.filter(handed_at=None, available_on__gte=day.day)
    dated = Q(due_at__gte=start, phase__in=RUNS) | Q(wake_at__gte=start, phase=Phase.DECIDED)
    found = (OPEN & dated) | Q(pk__in=terms.values("case_id")) | Q(pk__in=copies.values("act__case_id"))
    office = Q(post=day.post) if day.post else Q()
    return Case.objects.filter(found, office, pk__gt=after).select_related("stream").order_by("pk")


def moved_among(cases: Sequence[Case], change: Change) -> Iterator[Moved]:
    """Those of the cases that have a date to move, in three queries for all of them."""
    clocks = _clocks(cases)
    terms: dict[int, list[RunningTerm]] = defaultdict(list)
    unmet = RunningTerm.objects.exclude(state=RunningTerm.State.MET).filter(case__in=cases).order_by("id")
    for term in unmet:
        terms[term.case_id].append(term)
    copies: dict[int, list[PaperCopy]] = defaultdict(list)
    for copy in PaperCopy.objects.filter(act__case__in=cases, handed_at=None).select_related("act"):
        copies[copy.act.case_id].append(copy)
    for case in cases:
        found = (
            *_own(case, clocks[case.stream_id], change),
            *_closing(case, clocks[case.stream_id], change),
            *(move for term in terms[case.pk] for move in _running(case, term, change)),
            *(move for copy in copies[case.pk] for move in _copy(case, copy, change)),
        )
        if found:
            yield Moved(case, found)


def undated() -> Iterator[Moved]:
    """Cases left without a date because no calendar was published so far ahead, and which have one now."""
    days = decreed_days(fresh=True)
    change = Change(days, days)
    waiting = Case.objects.filter(OPEN, due_at=None, phase__in=RUNS).select_related("stream").order_by("pk")
    for case in waiting.iterator(AT_ONCE):
        clock, term = _clocks([case])[case.stream_id], procedure_of(case).term
        new = _due(case, clock, change.calendars(term.law, case.post)[1]) if term else None
        if new is not None:
            yield Moved(case, (Move(OWN, None, new),))


def first(found: Iterator[Moved], limit: int) -> list[Moved]:
    """So many of them."""
    return list(islice(found, limit))


def _clocks(cases: Sequence[Case]) -> Clocks:
    entries = JournalEntry.objects.filter(stream_id__in=[case.stream_id for case in cases]).exclude(clock="")
    found: Clocks = defaultdict(list)
    for stream, clock, moment in entries.order_by("stream_id", "seq").values_list(
        "stream_id", "clock", "effective_at"
    ):
        found[stream].append((clock, moment))
    return found


def _own(case: Case, clock: list[tuple[str, dt.datetime]], change: Change) -> Iterator[Move]:
    term = procedure_of(case).term
    if term is None or case.phase not in RUNS or case.due_at is None or not clock:
        return
    before, after = (_due(case, clock, each) for each in change.calendars(term.law, case.post))
    yield from _move(OWN, case.due_at.astimezone(zone()).date(), before, after)


def _due(case: Case, clock: list[tuple[str, dt.datetime]], by: BusinessCalendar) -> dt.date | None:
    due = due_moment(procedure_of(case).term, clock, by=by)
    return due.date() if due else None


def _closing(case: Case, clock: list[tuple[str, dt.datetime]], change: Change) -> Iterator[Move]:
    """The day on which an answered case closes by silence; a resolved one closes with the term of its recourse."""
    answered = [moment for kind, moment in clock if kind == "end"]
    if case.phase != Phase.DECIDED or case.wake_at is None or not answered or _is_formal(case):
        return
    before, after = (_silence(answered[-1], each) for each in change.calendars(None, ""))
    yield from _move(CLOSING, case.wake_at.astimezone(zone()).date(), before, after)


def _silence(answered_at: dt.datetime, by: BusinessCalendar) -> dt.date | None:
    try:
        return silence_ends(answered_at, by=by).date()
    except BeyondCalendar:
        return None


def _is_formal(case: Case) -> bool:
    return workflow_of(case).step(case.step).owner == "formal"


def _running(case: Case, term: RunningTerm, change: Change) -> Iterator[Move]:
    """A term that lapsed moves too while its case is open: the day that ended it may not have counted."""
    if term.state == RunningTerm.State.LAPSED and case.phase == Phase.CLOSED:
        return
    yield from _ruled(case, term.code, term.started_at, term.due_on, term.pk, change)


def _copy(case: Case, copy: PaperCopy, change: Change) -> Iterator[Move]:
    yield from _ruled(case, COPY, copy.asked_at, copy.available_on, copy.pk, change)


def _ruled(
    case: Case, code: str, start: dt.datetime, old: dt.date, pk: int, change: Change
) -> Iterator[Move]:
    rule = rule_of(code)
    if rule is None:
        return
    try:
        before, after = (due_on(rule, start, by=each) for each in change.calendars(rule.law, case.post))
    except BeyondCalendar:
        return
    yield from _move(code, old, before, after, pk)


def _move(
    what: str, stored: dt.date, before: dt.date | None, after: dt.date | None, pk: int = 0
) -> Iterator[Move]:
    """A date moves where the change concerns it and it does not stand there already: so twice is once."""
    if before != after and stored != after:
        yield Move(what, stored, after, pk)


def moment_of(move: Move) -> dt.datetime | None:
    """The end of the new day."""
    return end_of_day(move.new) if move.new else None
