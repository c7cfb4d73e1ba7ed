"""The case's own legal term passed undecided: what the law makes of that is written down, never done by itself."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from ventanilla.cases.acts.work import begin
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import OPEN, Case, Phase
from ventanilla.catalogue.model import TermSilence
from ventanilla.formal.evidence import SILENCE
from ventanilla.formal.lapsing import alert
from ventanilla.formal.models import TermMark
from ventanilla.journal.acts import lock_streams
from ventanilla.people.access import SYSTEM
from ventanilla.reference.current import current_pack, zone

logger = logging.getLogger(__name__)

OWN = "own"
"""The code under which the case's own term is marked."""
RUNS = (Phase.RECEIVED, Phase.IN_REVIEW)
"""Where the case's own term runs: elsewhere it stands, or has ended."""


def marked(kind: str, code: str = OWN) -> Exists:
    """Whether a case annotated with `due_day` bears the mark of that day."""
    return Exists(
        TermMark.objects.filter(case=OuterRef("pk"), kind=kind, code=code, due_on=OuterRef("due_day"))
    )


def record_silences(*, at: dt.datetime, limit: int = 200) -> int:
    """Write down the effect of silence in the cases whose legal term ended undecided, once for each due date."""
    waiting = list(_overdue(at).values_list("pk", "stream_id")[:limit])
    return sum(_record_one(pk, stream, at) for pk, stream in waiting)


def _overdue(at: dt.datetime) -> QuerySet[Case]:
    legal = [
        code for code, item in current_pack().procedures.items() if item.term and item.term.clock == "legal"
    ]
    late = Case.objects.filter(OPEN, phase__in=RUNS, due_at__lt=at, procedure__in=legal)
    dated = late.annotate(due_day=TruncDate("due_at", tzinfo=zone()))
    return dated.exclude(marked(TermMark.Kind.SILENCE)).order_by("due_at", "id")


def _record_one(case_id: int, stream_id: int, at: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            lock_streams([stream_id])
            case = _overdue(at).select_related("stream").filter(pk=case_id).first()
            return case is not None and _record(case, at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("case %s: the end of its legal term could not be written down", case_id)
        return False


def _record(case: Case, at: dt.datetime) -> bool:
    due_at, term = case.due_at, procedure_of(case).term
    if due_at is None or term is None:
        return False
    due_on = due_at.astimezone(zone()).date()
    mark = TermMark.objects.create(case=case, code=OWN, kind=TermMark.Kind.SILENCE, due_on=due_on, at=at)
    if term.clock != "legal":
        return False
    rule = term.silence or TermSilence()
    work = begin(case, by=SYSTEM, at=at, via="system")
    alert(work, "legal_term_over")
    work.record(
        "term.silence",
        public=True,
        effective_at=due_at,
        facts={
            "effect": rule.effect,
            "basis": list(rule.basis),
            "is_confirmed": rule.is_confirmed and term.silence is not None,
            "due_on": due_on.isoformat(),
        },
        rows=[SILENCE.told(mark)],
    )
    return True
