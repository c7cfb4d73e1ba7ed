"""Raw mails, written as people's programs write them, and what becomes of them."""

from __future__ import annotations

import datetime as dt
import itertools
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from tests.cast import MONDAY
from ventanilla.cases.models import Case
from ventanilla.intake.draining import file_waiting
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import MailInbound, MailOutgoing

DESK = "servicios.dga@mh.gob.sv"
REGISTRATION = "registro.usuarios@mh.gob.sv"
TUESDAY = MONDAY + dt.timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

_serial = itertools.count(1)


def letter(
    text: str = "Buenas tardes, consulto por el trámite de mi fianza.",
    *,
    sender: str = "Ana Solís <ana.solis@example.com>",
    to: str = DESK,
    subject: str = "Consulta sobre fianza",
    message_id: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """The bytes of a mail; other headers by their name with underscores."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Tue, 10 Mar 2026 09:00:00 -0600"
    message["Message-ID"] = message_id or f"<carta-{next(_serial)}@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        kind = "pdf" if name.endswith(".pdf") else "octet-stream"
        message.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


def delivery_report(
    *, to: str, recipient: str, message_id: str, action: str = "failed", status: str = "5.1.1"
) -> bytes:
    """What Postfix writes to `to` when the mail with that id cannot be delivered to `recipient`."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r\n"
        f"To: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nMessage-ID: <dsn@mx.example.com>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def reply_to(outgoing: MailOutgoing, text: str = "Adjunto lo que falta.", **changes: object) -> bytes:
    """A reply to one of our notices as a mail program makes it: to its Reply-To, with its ids."""
    notice = read(outgoing)
    given: dict[str, object] = {
        "to": notice["Reply-To"],
        "subject": f"RE: {notice['Subject']}",
        "In_Reply_To": outgoing.message_id,
        "References": outgoing.message_id,
    }
    return letter(text, **{**given, **changes})  # type: ignore[arg-type]


def read(outgoing: MailOutgoing) -> EmailMessage:
    """A notice as its recipient reads it."""
    message = message_from_bytes(bytes(outgoing.rendered), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def arrive(
    raw: bytes,
    *,
    box: str = "solicitudes",
    at: dt.datetime = TUESDAY,
    envelope_from: str | None = "ana.solis@example.com",
    recipients: tuple[str, ...] = (),
) -> MailInbound:
    """A mail comes in and is filed."""
    inbound = receive_mail(box=box, raw=[raw], envelope_from=envelope_from, recipients=recipients, at=at)
    file_waiting(clock=lambda: at)
    inbound.refresh_from_db()
    return inbound


def case_of(inbound: MailInbound) -> Case:
    """The case a mail was filed in."""
    return Case.objects.get(number=inbound.ref)


def notices(case: Case, kind: str = "") -> list[MailOutgoing]:
    """What was sent about a case."""
    rows = MailOutgoing.objects.filter(ref=case.number).order_by("id")
    return list(rows.filter(kind=kind) if kind else rows)
