"""Terms whose last day passed: they end as lapsed, and whoever works the case sees it. What follows is hers to decide.

Where the pack archives at the end of a term, the resolution is drafted for her as well, or the pack's own step taken.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import OperationalError, transaction

from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.clock import end_of_day
from ventanilla.cases.models import Case
from ventanilla.formal.archiving import archive_unanswered, archives
from ventanilla.formal.evidence import TERM
from ventanilla.formal.models import RunningTerm
from ventanilla.formal.terms import ALERTS, rule_of
from ventanilla.journal.acts import lock_streams
from ventanilla.people.access import SYSTEM
from ventanilla.reference.current import zone

logger = logging.getLogger(__name__)

QUIET = frozenset({"recourse"})
"""Terms whose end is the ordinary course: nobody has to look."""


def lapse_due(*, at: dt.datetime, limit: int = 200) -> int:
    """End the running terms whose last day has passed; returns how many. Safe to run twice at once."""
    today = at.astimezone(zone()).date()
    running = RunningTerm.objects.filter(state=RunningTerm.State.RUNNING, due_on__lt=today)
    waiting = running.order_by("due_on", "id").values_list("pk", "case__stream_id")
    return sum(_lapse_one(pk, stream, today, at) for pk, stream in list(waiting[:limit]))


def _lapse_one(term_id: int, stream_id: int, today: dt.date, at: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            lock_streams([stream_id])
            term = (
                RunningTerm.objects.select_related("case__stream", "act")
                .filter(pk=term_id, state=RunningTerm.State.RUNNING, due_on__lt=today)
                .first()
            )
            if term is None:
                return False
            lapse(term, at=at)
    except OperationalError:  # the database's trouble, not the term's: the next minute tries again
        raise
    except Exception:  # whatever is wrong with this term, those after it end
        logger.exception("term %s could not end", term_id)
        return False
    return True


@transaction.atomic
def lapse(term: RunningTerm, *, at: dt.datetime) -> None:
    """End one term at the end of its last day, with an entry of that moment and an alert to the unit.

    Its end archives where the pack says so; a case that is archived needs no alert.
    """
    work = begin(term.case, by=SYSTEM, at=at, via="system")
    term.state, term.ended_at = RunningTerm.State.LAPSED, end_of_day(term.due_on)
    term.save(update_fields=["state", "ended_at"])
    rule, end = rule_of(term.code), archives(term)
    work.record(
        "term.lapsed",
        public=rule is not None and rule.whose == "person",
        effective_at=min(at, term.ended_at),
        facts={
            "code": term.code,
            "due_on": term.due_on.isoformat(),
            "act": term.act.number if term.act else "",
            "basis": list(rule.basis) if rule else [],
        },
        rows=[TERM.told(term)],
    )
    is_archived = archive_unanswered(work, term, end) if end is not None else False
    if term.code not in QUIET and not is_archived:
        alert(work, "term_lapsed")


def alert(work: Work, code: str) -> None:
    """Mark the case for who works it; what it is marked for already stays, unless that was only a warning of this."""
    if work.case.needs_attention in ("", *ALERTS):
        work.case.needs_attention = code
        Case.objects.filter(pk=work.case.pk).update(needs_attention=code)
