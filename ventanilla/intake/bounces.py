"""Delivery reports: which notice they are about, and whether an officer has to know."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ventanilla.cases.acts import note_bounce
from ventanilla.cases.merged import living
from ventanilla.cases.models import Case
from ventanilla.intake.boxes import tokens_in
from ventanilla.intake.letters import Letter
from ventanilla.mail.incoming import record_bounce
from ventanilla.mail.models import MailOutgoing
from ventanilla.mime import Recipient

_WORDS = {"failed": "no se entregó", "delayed": "se demora", "delivered": "se entregó"}


def record_report(letter: Letter, *, at: dt.datetime) -> tuple[Case | None, str]:
    """Write a report on the notice it names. Returns the case of that notice, if any, and what happened in words."""
    bounce = letter.mail.bounce
    if bounce is None:
        raise LookupError("the mail is no delivery report")
    told = bounce.recipients[0] if bounce.recipients else Recipient("", "failed", "5.0.0", "")
    notice = record_bounce(
        tokens=tokens_in(letter.recipients),
        message_id=bounce.original_message_id,
        action=told.action,
        diagnostic=f"{told.status} {told.diagnostic}".strip(),
        at=at,
    )
    happened = f"aviso de entrega: {told.address or 'un mensaje'} {_WORDS[told.action]} ({told.status})"
    if notice is None:
        return None, f"{happened}; no nombra ningún correo de la mesa"
    case = _case_of(notice)
    if case is not None and told.action == "failed":
        note_bounce(case=living(case), notice=notice, at=at)
    return case, happened


@transaction.atomic
def record_refusal(notice: MailOutgoing, *, at: dt.datetime) -> Case | None:
    """The mail server did not take a notice at all, so that no report will come: its case is marked just the same."""
    case = _case_of(notice)
    if case is not None:
        note_bounce(case=case, notice=notice, at=at)
    return case


def _case_of(notice: MailOutgoing) -> Case | None:
    return Case.objects.filter(number=notice.ref).first() if notice.ref else None
