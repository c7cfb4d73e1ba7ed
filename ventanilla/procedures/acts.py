"""`perform`: how every door takes a step of any procedure; `wake_due`: how time takes one."""

from __future__ import annotations

import datetime as dt
import logging
import uuid

from django.db import OperationalError, transaction

from ventanilla.cases.acts import Said
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.errors import ActRefused, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.journal.acts import lock_streams
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.procedures.models import SheetFeedback
from ventanilla.procedures.owners import OWNERS
from ventanilla.reference.current import current_pack

logger = logging.getLogger(__name__)

RETRY_AFTER = dt.timedelta(hours=1)


def perform(
    *,
    case: Case,
    step: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    said: Said | None = None,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Take a step of the case's workflow through the room that owns it.

    Raises cases.errors.ActRefused: NotAllowed, Invalid or Stale, each with the text people see.
    """
    workflow = workflow_of(case)
    transition = next((item for item in workflow.transitions if item.code == step), None)
    if transition is None:
        raise NotAllowed(
            "Esa acción no existe en este trámite. Actualice la página para ver lo que sí procede."
        )
    owner = OWNERS[workflow.step(transition.to).owner]
    return owner.take(case=case, step=step, by=by, at=at, via=via, said=said or Said(), seen=seen, key=key)


def wake_due(*, at: dt.datetime, limit: int = 200) -> int:
    """Do what cases wait for whose `wake_at` has come; returns how many. Safe to run twice at once."""
    waiting = Case.objects.filter(wake_at__lte=at).order_by("wake_at", "id").values_list("pk", "stream_id")
    return sum(_wake_one(pk, stream, at) for pk, stream in list(waiting[:limit]))


def _wake_one(case_id: int, stream_id: int, at: dt.datetime) -> bool:
    """Wake one case, locked by its stream first as every act does; False where somebody was faster."""
    try:
        with transaction.atomic():
            lock_streams([stream_id])
            case = Case.objects.filter(pk=case_id, wake_at__lte=at).first()
            if case is None:
                return False
            wait_began = case.wake_at
            _wake(case, at)
            Case.objects.filter(pk=case_id, wake_at=wait_began).update(wake_at=None)
    except OperationalError:  # the database's trouble, not the case's: the next minute tries again
        raise
    except Exception:  # whatever is wrong with this case, those after it have to wake
        logger.exception("case %s could not wake; it is tried again in %s", case_id, RETRY_AFTER)
        Case.objects.filter(pk=case_id, wake_at__lte=at).update(
            needs_attention="wake_refused", wake_at=at + RETRY_AFTER
        )
        return False
    return True


def _wake(case: Case, at: dt.datetime) -> None:
    owner = OWNERS[workflow_of(case).step(case.step).owner]
    try:
        with transaction.atomic():
            owner.on_due(case=case, at=at)
    except ActRefused as refusal:
        logger.warning("%s: what its time asked for was refused: %s", case.number, refusal.text)
        Case.objects.filter(pk=case.pk).update(needs_attention="wake_refused")


def leave_feedback(*, procedure: str, is_helpful: bool, comment: str, at: dt.datetime) -> SheetFeedback:
    """Keep an answer to *¿Te sirvió el contenido?* for the sheet's owner. Unknown procedures raise KeyError."""
    sheet = current_pack().procedures[procedure]
    return SheetFeedback.objects.create(
        procedure=sheet.code, unit=sheet.unit, is_helpful=is_helpful, comment=comment.strip()[:1000], at=at
    )
