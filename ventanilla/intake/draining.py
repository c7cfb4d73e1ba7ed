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


@transaction.atomic
def file_one(inbound_id: int, *, at: dt.datetime) -> Filed | None:
    """File one mail in its own transaction; None where another loop has it, it is settled, or it failed and says so."""
    inbound = hold_row(inbound_id)
    if inbound is None:
        return None
    if is_worn_out(inbound):
        fail_mail(inbound, reason=WORN_OUT, at=at)
        return None
    try:
        return file_mail(inbound, at=at)
    except Exception as error:  # whatever it is, the mail must be seen and the others filed
        logger.exception("mail %s of box %s could not be filed", inbound_id, inbound.box)
        inbound.refresh_from_db(fields=["state", "tries"])
        fail_mail(inbound, reason=f"{type(error).__name__}: {error}"[:500], at=at)
        return None
