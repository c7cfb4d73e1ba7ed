"""The loop that files what waits. Several may run at once; one bad mail stops none of them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction

from ventanilla.intake.filing import Filed, file_mail
from ventanilla.mail.incoming import claim, fail_mail, hold_row, is_worn_out

logger = logging.getLogger(__name__)

WORN_OUT = "su archivo se empezó varias veces y nunca terminó; revíselo a mano"


def file_waiting(*, clock: Callable[[], dt.datetime], limit: int = 10_000) -> int:
    """File what is due until nothing is; returns how many mails were looked at."""
    done = 0
    while done < limit and (batch := claim(at=clock())):
        for inbound_id in batch:
            file_one(inbound_id, at=clock())
        done += len(batch)
    return done


def file_one(inbound_id: int, *, at: dt.datetime) -> Filed | None:
    """File one mail in its own transaction; None where it is settled, or it failed and says so."""
    try:
        return _file(inbound_id, at=at)
    except Exception as error:  # whatever it is, the mail must be seen and the others filed
        logger.exception("mail %s could not be filed", inbound_id)
        _fail(inbound_id, f"{type(error).__name__}: {error}"[:500], at=at)
        return None


@transaction.atomic
def _file(inbound_id: int, *, at: dt.datetime) -> Filed | None:
    inbound = hold_row(inbound_id)
    if inbound is None:
        return None
    if is_worn_out(inbound):
        fail_mail(inbound, reason=WORN_OUT, at=at)
        return None
    return file_mail(inbound, at=at)


@transaction.atomic
def _fail(inbound_id: int, reason: str, *, at: dt.datetime) -> None:
    """In a transaction of its own, once filing's is rolled back: meanwhile the lease keeps other loops away."""
    inbound = hold_row(inbound_id)
    if inbound is not None:
        fail_mail(inbound, reason=reason, at=at)
