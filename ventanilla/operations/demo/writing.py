"""A mail as somebody's program writes it, brought to the desk's own door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid

from django.utils import timezone

from ventanilla.mail.addresses import box_at
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import MailInbound
from ventanilla.mail.rendering import ascii_address, one_line

STRANGER = "otra.persona@correo.example"
"""Who has no part in any case of the population."""

_WRAPPED = {"message", "multipart"}


class NobodyReads(Exception):
    """The desk has no box at the address a mail was written to."""


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A file as a mail carries it; `type` is a media type."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote. `answered` is the mail it answers, whose text is quoted below as mail programs do."""

    sender: str
    recipient: str
    subject: str
    text: str
    sender_name: str = ""
    files: Sequence[EnclosedFile] = ()
    answered: EmailMessage | None = None


def send_draft(draft: Draft, *, at: dt.datetime) -> MailInbound:
    """Bring a mail to the box it is addressed to, as the mail server would. Raises NobodyReads, UnusableAddress."""
    sender = ascii_address(draft.sender)
    box = box_at(draft.recipient)
    if box is None:
        raise NobodyReads(draft.recipient)
    raw = _written(draft, sender, at)
    return receive_mail(box=box.code, raw=[raw], envelope_from=sender, recipients=[draft.recipient], at=at)


def first_address(message: EmailMessage, *names: str) -> str:
    """The first address in the first of these headers that has one; "" where none has."""
    for name in names:
        found = [address for _name, address in getaddresses([str(message[name] or "")]) if "@" in address]
        if found:
            return found[0]
    return ""


def answer_subject(message: EmailMessage) -> str:
    """The subject that a mail program proposes for an answer."""
    subject = one_line(str(message["Subject"] or ""))
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _written(draft: Draft, sender: str, at: dt.datetime) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(draft.sender_name), addr_spec=sender)
    message["To"] = draft.recipient
    message["Subject"] = one_line(draft.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    text = draft.text.rstrip() + "\n"
    if draft.answered is not None:
        answered_id = one_line(str(draft.answered["Message-ID"] or ""))
        references = one_line(str(draft.answered["References"] or ""))
        message["In-Reply-To"] = answered_id
        message["References"] = f"{references} {answered_id}".strip()
        text += _quoted(draft.answered)
    message.set_content(text, cte="quoted-printable")
    for file in draft.files:
        main, _slash, sub = file.type.partition("/")
        if not sub or main in _WRAPPED:
            main, sub = "application", "octet-stream"
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=one_line(file.name))
    return message.as_bytes()


def _quoted(message: EmailMessage) -> str:
    """The answered mail below a line that says whose it is."""
    body = message.get_body(("plain",))
    lines = str(body.get_content()).splitlines() if isinstance(body, EmailMessage) else []
    moment: dt.datetime | None = getattr(message["Date"], "datetime", None)
    day = f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment and moment.tzinfo else ""
    # What a mail program in Spanish writes, whatever language the page is read in.
    heading = f"El {day}, {first_address(message, 'From')} escribió:"
    return "\n".join(["", heading, *(f"> {line}" for line in lines), ""])
