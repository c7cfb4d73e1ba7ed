"""The mails that the demo's mail server keeps, for a page that shows them."""

from __future__ import annotations

import datetime as dt
import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import nh3
from django.utils.translation import pgettext

_HEADERS = 16 * 1024
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{12}", re.ASCII)
# What a reader needs; nothing that loads from elsewhere, asks for anything or looks like a part of our page.
_TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
}
_TAGS |= {"span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan"}, "th": {"colspan"}}


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as a list shows it."""

    id: str
    arrived_at: dt.datetime
    sent_at: dt.datetime
    sender: str
    recipients: str
    subject: str


@dataclass(frozen=True, slots=True)
class Content:
    """One mail as a page shows it; ``html`` holds only harmless marks."""

    mail: Mail
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[str, ...]


def all_mails(folder: Path, limit: int = 200) -> list[Mail]:
    """The newest mails, newest first."""
    paths = sorted((path for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)
    return [_summary(path, _parse(path)) for path in paths[:limit]]


def raw_mail(folder: Path, mail_id: str) -> bytes | None:
    """The very bytes that came, or None where there is no such mail."""
    path = folder / f"{mail_id}.eml"
    return path.read_bytes() if _NAME.fullmatch(mail_id) and path.is_file() else None


def find_mail(folder: Path, message_id: str, limit: int = 200) -> str:
    """The id of the mail with a Message-ID among the newest; "" where it has not come."""
    wanted = f"Message-ID: {message_id}".encode("utf-8", "replace")
    paths = sorted((path for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)
    for path in paths[:limit]:
        with path.open("rb") as content:
            if wanted in content.read(_HEADERS):
                return path.stem
    return ""


def parsed_mail(folder: Path, mail_id: str) -> EmailMessage | None:
    """A mail as a program reads it, or None where there is no such mail."""
    path = folder / f"{mail_id}.eml"
    return _parse(path) if _NAME.fullmatch(mail_id) and path.is_file() else None


def read_mail(folder: Path, mail_id: str) -> Content | None:
    """A mail to show, or None where there is no such mail."""
    path = folder / f"{mail_id}.eml"
    if not _NAME.fullmatch(mail_id) or not path.is_file():
        return None
    message = _parse(path)
    labels = {
        "From": pgettext("mail", "From"),
        "To": pgettext("mail", "To"),
        "Reply-To": pgettext("mail", "Replies go to"),
        "Message-ID": pgettext("mail", "Identifier"),
    }
    return Content(
        mail=_summary(path, message),
        headers=tuple((label, str(message[name])) for name, label in labels.items() if message[name]),
        text=_body(message, "plain"),
        html=nh3.clean(
            _body(message, "html"),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
        ),
        attachments=tuple(
            part.get_filename() or part.get_content_type() for part in message.iter_attachments()
        ),
    )


def _parse(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=default)


def _summary(path: Path, message: EmailMessage) -> Mail:
    arrived = dt.datetime.strptime(path.stem.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=dt.UTC)
    return Mail(
        id=path.stem,
        arrived_at=arrived,
        sent_at=_sent(message) or arrived,
        sender=str(message["From"] or ""),
        recipients=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
    )


def _sent(message: EmailMessage) -> dt.datetime | None:
    """What the mail says of itself: the population's mails are weeks old, though they arrive when it is made."""
    sent: dt.datetime | None = getattr(message["Date"], "datetime", None)
    return sent if sent is not None and sent.tzinfo is not None else None


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
