"""How the dossier names its documents and tells the proof of a notification. Papers are in Spanish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from ventanilla.catalogue.model import Procedure
from ventanilla.formal.models import FormalAct, Medium, Notification
from ventanilla.formal.receipts import MEDIA
from ventanilla.formal.telling import KINDS, body_of, title_of
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import OutgoingState
from ventanilla.reference.current import zone

PROOFS = frozenset({"act.notified", "act.opened", "copy.asked", "copy.handed", *KINDS})
"""Entries that prove what became of an act, or of a term."""

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "case.opened": "Solicitud",
        "case.completed": "Solicitud completada",
        "message.received": "Escrito de la parte interesada",
        "message.sent": "Mensaje de la administración",
        "note.added": "Nota interna",
        "step.information_requested": "Requerimiento de información",
        "step.information_supplied": "Información presentada",
        "step.answered": "Respuesta",
        "step.answer_withdrawn": "Respuesta retirada para corregirla",
        "step.closed_conform": "Conformidad",
        "step.closed_not_conform": "Inconformidad",
        "step.reopened_not_conform": "Inconformidad",
        "step.closed_without_answer": "Cierre sin respuesta",
        "step.withdrawn": "Desistimiento",
        "step.remedy_notice_issued": "Auto de prevención",
        "step.archived_unanswered": "Archivo por falta de subsanación",
        "step.resolved": "Resolución",
        "call.solved": "Resuelto en la llamada",
        "act.notified": "Notificación de un acto",
        "act.opened": "Apertura de un acto en el portal",
        "copy.asked": "Petición de copia en papel",
        "copy.handed": "Entrega de copia en papel",
        "term.moved": "Fechas recontadas",
        "term.lapsed": "Término vencido",
        "term.silence": "Efecto del silencio",
        "power.accepted": "Aceptación del documento de personería",
        "power.used": "Personería que consta en el archivo",
        "power.revoked": "Revocatoria de la personería",
    }
)
_MAIL_STATES: Mapping[str, str] = MappingProxyType(
    {
        OutgoingState.QUEUED: "por enviarse",
        OutgoingState.SENDING: "por enviarse",
        OutgoingState.SENT: "entregada al servidor de correo",
        OutgoingState.FAILED: "no se pudo entregar",
        OutgoingState.BOUNCED: "devuelta por el servidor de correo",
    }
)


def kind_of(entry: JournalEntry, procedure: Procedure) -> str:
    """What a document is called: by its kind, or by the step of the workflow that it took."""
    if entry.kind in _KINDS:
        return _KINDS[entry.kind]
    code = str(entry.facts.get("transition", ""))
    transitions = procedure.workflow.transitions if procedure.workflow else ()
    return next((str(item.title) for item in transitions if item.code == code), "Actuación")


def medium_of(via: str) -> str:
    """How a document came in or was made."""
    return MEDIA.get(via, "El sistema" if via == "system" else via)


def text_of_proof(entry: JournalEntry) -> str:
    """What an entry about an act proves: which act, and by which medium."""
    facts = entry.facts
    if entry.kind in KINDS:
        return f"{title_of(entry)}.\n{body_of(entry)}"
    lines = [f"Acto: {facts.get('act', '')}."]
    if "medium" in facts:
        lines.append(f"Medio: {'correo electrónico' if facts['medium'] == Medium.EMAIL else 'papel'}.")
    if "available_on" in facts:
        lines.append(f"Disponible desde: {dt.date.fromisoformat(str(facts['available_on'])):%d/%m/%Y}.")
    return "\n".join(lines)


def signature_of(act: FormalAct) -> str:
    """Who signed an act, as what, and the code anybody verifies it by."""
    capacity = f", {act.signed_as}" if act.signed_as else ""
    return f"Firmado por {act.signed_by}{capacity}.\nCódigo de verificación: {act.code}."


def proof_of(row: Notification, *, with_address: bool) -> str:
    """What became of one attempt to notify an act."""
    by_mail = row.medium == Medium.EMAIL
    address = f" ({row.address})" if with_address and row.address else ""
    parts = [
        f"Notificación a {row.party.name}{address}, por {'correo electrónico' if by_mail else 'papel'}, {moment(row.queued_at)}"
    ]
    if row.outgoing is not None:
        sent = f" el {moment(row.outgoing.sent_at)}" if row.outgoing.sent_at else ""
        parts.append(f"{_MAIL_STATES.get(row.outgoing.state, row.outgoing.state)}{sent}")
    if row.delivered_at is not None:
        parts.append(f"recibida por {row.delivered_to} el {moment(row.delivered_at)}")
    elif not by_mail:
        parts.append("espera su entrega")
    if row.opened_at is not None:
        parts.append(f"abierta en el portal el {moment(row.opened_at)}")
    return "; ".join(parts) + "."


def moment(value: dt.datetime) -> str:
    """A day and hour in figures, where the administration is."""
    return f"{value.astimezone(zone()):%d/%m/%Y %H:%M:%S}"
