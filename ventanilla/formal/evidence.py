"""Which records of formal proceedings the journal vouches for row by row; signed acts are compared in `verification`."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from ventanilla.formal.models import (
    Delegation,
    Inquiry,
    Notification,
    PaperCopy,
    RequirementState,
    RunningTerm,
    SolvencyCheck,
    TermMark,
)
from ventanilla.journal.evidence import Evidence
from ventanilla.mail.models import MailOutgoing

DELEGATIONS_STREAM = "delegations"
OF_CASE, OF_ACT = "case__stream__subject", "act__case__stream__subject"

VERDICT = Evidence(
    RequirementState,
    "el resultado de un requisito",
    OF_CASE,
    columns=("case_id", "code", "state", "attachment_id", "valid_until", "by_id", "at"),
    texts=("reason",),
)
TERM = Evidence(
    RunningTerm,
    "el plazo",
    OF_CASE,
    columns=("case_id", "code", "act_id", "started_at", "due_on", "state", "ended_at"),
)
SILENCE = Evidence(
    TermMark,
    "el silencio",
    OF_CASE,
    columns=("case_id", "code", "kind", "due_on", "at"),
    rows=Q(kind=TermMark.Kind.SILENCE),
)
INQUIRY = Evidence(
    Inquiry,
    "la diligencia",
    OF_CASE,
    columns=("case_id", "asked_by_id", "asked_at", "settled_by_id", "settled_at"),
    texts=("what", "to_whom", "result"),
)
SOLVENCY = Evidence(
    SolvencyCheck,
    "la consulta de solvencia",
    OF_CASE,
    columns=("case_id", "at", "by_id", "result", "valid_until", "attachment_id"),
    texts=("reference", "text"),
)
NOTIFICATION = Evidence(
    Notification,
    "la notificación",
    OF_ACT,
    columns=(
        "act_id",
        "party_id",
        "medium",
        "outgoing_id",
        "queued_at",
        "opened_at",
        "delivered_at",
        "delivered_by_id",
    ),
    texts=("address", "delivered_to"),
)
MAIL = Evidence(
    MailOutgoing,
    "el correo que notifica",
    Concat(Value("case:"), F("ref")),
    columns=("message_id", "reply_token", "kind", "ref", "created_at"),
    texts=("envelope_from", "recipient", "subject", "rendered"),
    rows=Q(pk__in=Notification.objects.exclude(outgoing=None).values("outgoing_id")),
)
COPY = Evidence(
    PaperCopy,
    "la copia en papel",
    OF_ACT,
    columns=("act_id", "asked_by_id", "asked_at", "available_on", "handed_by_id", "handed_at"),
    texts=("handed_to", "document"),
)
DELEGATION = Evidence(
    Delegation,
    "la delegación",
    Value(DELEGATIONS_STREAM),
    columns=(
        "unit",
        "person_id",
        "since",
        "until",
        "granted_by_id",
        "granted_at",
        "is_withdrawn",
        "ended_by_id",
        "ended_at",
    ),
    texts=("basis",),
)
EVIDENCE = (VERDICT, TERM, SILENCE, INQUIRY, SOLVENCY, NOTIFICATION, MAIL, COPY, DELEGATION)
