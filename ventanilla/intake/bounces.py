"""Delivery reports: which notice they are about, and whether an officer has to know."""

from __future__ import annotations

import datetime as dt

from ventanilla.cases.acts import note_bounce
from ventanilla.cases.merged import living
from ventanilla.cases.models import Case
from ventanilla.intake.boxes import tokens_in
from ventanilla.intake.letters import Letter
from ventanilla.journal.acts import lock_streams
from ventanilla.mail.incoming import notice_named, record_bounce
from ventanilla.mime import Recipient

_WORDS = {"failed": "no se entregó", "delayed": "se demora", "delivered": "se entregó"}


def record_report(letter: Letter, *, at: dt.datetime) -> tuple[Case | None, str]:
    """Write a report on the notice it names. Returns the case of that notice, if any, and what happened in words."""
    bounce = letter.mail.bounce
    if bounce is None:
        raise LookupError("the mail is no delivery report")
    told = bounce.recipients[0] if bounce.recipients else Recipient("", "failed", "5.0.0", "")
    tokens, message_id = tokens_in(letter.recipients), bounce.original_message_id
    named = notice_named(tokens=tokens, message_id=message_id)
    case = Case.objects.filter(number=named.ref).first() if named and named.ref else None
    if case is not None:
        lock_streams([living(case).stream_id])  # before the notice: the order in which acts on the case lock
    notice = record_bounce(
        tokens=tokens,
        message_id=message_id,
        action=told.action,
        diagnostic=f"{told.status} {told.diagnostic}".strip(),
        at=at,
    )
    happened = f"aviso de entrega: {told.address or 'un mensaje'} {_WORDS[told.action]} ({told.status})"
    if notice is None:
        return None, f"{happened}; no nombra ningún correo de la mesa"
    if case is not None and told.action == "failed":
        note_bounce(case=living(case), notice=notice, at=at)
    return case, happened
