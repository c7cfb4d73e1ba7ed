"""Counting due dates anew after the calendar changed: in batches that a killed worker leaves whole."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from ventanilla.cases.acts.work import begin
from ventanilla.cases.models import Case
from ventanilla.cases.notices import tell_parties
from ventanilla.catalogue.formal import TermRule
from ventanilla.formal.archiving import withdraw_proposal
from ventanilla.formal.evidence import COPY as EVIDENCE_OF_COPY
from ventanilla.formal.evidence import TERM
from ventanilla.formal.models import PaperCopy, RunningTerm
from ventanilla.formal.silence import OWN
from ventanilla.formal.terms import rule_of
from ventanilla.journal.acts import lock_streams
from ventanilla.journal.evidence import Told
from ventanilla.people.access import SYSTEM
from ventanilla.procedures.moves import (
    CLOSING,
    COPY,
    Change,
    Move,
    Moved,
    candidates,
    moment_of,
    moved_among,
    undated,
)
from ventanilla.reference.calendars import forget
from ventanilla.reference.current import current_pack, zone
from ventanilla.reference.models import DecreedDay

logger = logging.getLogger(__name__)

BATCH = 50
LATE = dt.timedelta(minutes=1)
"""How long an act may take that read the calendar before it changed: the last pass begins after that."""
ARCHIVES = "remedy"
"""The term at whose end the system may have drafted a resolution."""
TOLD = "date_moved"
"""The text that tells a party that a date moved by which she has to act."""


def recount_batch(*, at: dt.datetime, limit: int = BATCH) -> bool:
    """Count the next cases anew for the first day that asks for it; False where there is nothing to do now.

    One batch is one transaction; two workers never do the same one.
    """
    with transaction.atomic():
        day = _unsettled(at).select_for_update(skip_locked=True).first()
        if day is None:
            return False
        if day.pass_began_at is None:
            day.pass_began_at, day.pass_after = at, 0
        forget()
        cases = list(candidates(day, after=day.pass_after)[:limit])
        lock_streams([case.stream_id for case in cases])
        held = list(
            Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("stream").order_by("pk")
        )
        day.moved += sum(_recount(case, day, at) for case in held)
        _note_progress(day, cases, at, is_last=len(cases) < limit)
    return True


def _unsettled(at: dt.datetime) -> QuerySet[DecreedDay]:
    waiting = DecreedDay.objects.filter(changed_at__isnull=False, settled_at=None)
    return (waiting.filter(passes=0) | waiting.filter(changed_at__lte=at - LATE)).order_by("id")


def _note_progress(day: DecreedDay, cases: Sequence[Case], at: dt.datetime, *, is_last: bool) -> None:
    if cases:
        day.pass_after = cases[-1].pk
    if is_last:
        day.passes += 1
        if day.pass_began_at and day.changed_at and day.pass_began_at >= day.changed_at + LATE:
            day.settled_at = at
        day.pass_began_at = None
    day.save(update_fields=["moved", "pass_after", "passes", "settled_at", "pass_began_at"])


def _recount(case: Case, day: DecreedDay, at: dt.datetime) -> bool:
    """Whether a date of the case moved. A case that cannot be counted is marked, and those after it are counted."""
    try:
        with transaction.atomic():
            for moved in moved_among([case], Change.of(day)):
                _write(moved, _facts(day), at)
                return True
    except OperationalError:  # the database's trouble, not the case's: the batch is done again
        raise
    except Exception:
        logger.exception("%s: its dates could not be counted anew", case.number)
        Case.objects.filter(pk=case.pk).update(needs_attention="recount_refused")
    return False


def date_the_undated(*, at: dt.datetime) -> int:
    """Give their due dates to cases opened before the calendar reached so far; returns how many."""
    found = list(undated())
    for moved in found:
        with transaction.atomic():
            lock_streams([moved.case.stream_id])
            if Case.objects.filter(pk=moved.case.pk, due_at=None).exists():
                _write(moved, {}, at)
    return len(found)


def _facts(day: DecreedDay) -> dict[str, Any]:
    return {
        "decreed": day.pk,
        "day": day.day.isoformat(),
        "title": day.title,
        "basis": day.basis,
        "withdrawn": day.withdrawn_at is not None,
    }


def _write(moved: Moved, facts: dict[str, Any], at: dt.datetime) -> None:
    work = begin(moved.case, by=SYSTEM, at=at, via="system")
    told = [row for move in moved.moves for row in _set(work.case, move, at)]
    work.case.save(update_fields=["due_at", "wake_at", "needs_attention"])
    lines = [{"what": move.what, "old": _iso(move.old), "new": _iso(move.new)} for move in moved.moves]
    hers = [(rule, move) for move in moved.moves if (rule := rule_of(move.what)) and rule.whose == "person"]
    is_public = any(move.what in (OWN, CLOSING, COPY) for move in moved.moves) or bool(hers)
    work.record("term.moved", public=is_public, facts={**facts, "moves": lines}, rows=told)
    if any(move.what == ARCHIVES for move in moved.moves) and _runs_again(work.case):
        withdraw_proposal(work)
    _tell(work.case, hers, facts, at)


def _runs_again(case: Case) -> bool:
    """Whether the term runs in which a remedy notice may be answered."""
    return case.running_terms.filter(code=ARCHIVES, state=RunningTerm.State.RUNNING).exists()


def _set(case: Case, move: Move, at: dt.datetime) -> list[Told]:
    """Write a date where it stands; returns what the entry tells beside the case's own."""
    if move.what == OWN:
        case.due_at = moment_of(move)
        if case.needs_attention == "legal_term_over" and case.due_at is not None and case.due_at > at:
            case.needs_attention = ""
    elif move.what == CLOSING:
        case.wake_at = moment_of(move)
    elif move.what == COPY:
        PaperCopy.objects.filter(pk=move.pk).update(available_on=move.new)
        return [EVIDENCE_OF_COPY.told(copy) for copy in PaperCopy.objects.filter(pk=move.pk)]
    else:
        RunningTerm.objects.filter(pk=move.pk).update(due_on=move.new)
        _revive(case, move, at)
        if move.what == "recourse" and case.wake_at is not None:
            case.wake_at = moment_of(move)
        return [TERM.told(term) for term in RunningTerm.objects.filter(pk=move.pk)]
    return []


def _revive(case: Case, move: Move, at: dt.datetime) -> None:
    """A term that had lapsed runs again where its new last day is still to come, unless another of its kind runs."""
    if move.new is None or move.new < at.astimezone(zone()).date():
        return
    if case.running_terms.filter(code=move.what, state=RunningTerm.State.RUNNING).exists():
        return
    lapsed = RunningTerm.objects.filter(pk=move.pk, state=RunningTerm.State.LAPSED)
    if (
        lapsed.update(state=RunningTerm.State.RUNNING, ended_at=None)
        and case.needs_attention == "term_lapsed"
    ):
        case.needs_attention = ""


def _tell(case: Case, hers: Sequence[tuple[TermRule, Move]], facts: dict[str, Any], at: dt.datetime) -> None:
    """Tell the parties of dates that are theirs to keep, where the pack has words for it."""
    pack = current_pack()
    if not hers or not pack.formal.tells_moved_dates or TOLD not in pack.texts:
        return
    lines = [f"{rule.title}: {_day(move.old)} → {_day(move.new)}" for rule, move in hers]
    if facts.get("basis"):
        lines.append(f"{facts['title']} ({_day(dt.date.fromisoformat(facts['day']))}), {facts['basis']}")
    tell_parties(case, TOLD, at=at, message="\n".join(lines))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "—"
