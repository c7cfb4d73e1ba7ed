"""What reading a message gives: frozen values that a database can store.

Every text here is free of NUL, of other control characters and of lone surrogates, so that PostgreSQL takes it; header
values hold no line end, so that they can be written into another header.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AutoSubmitted = Literal["auto-replied", "auto-generated", "bulk"]
Action = Literal["failed", "delayed", "delivered"]


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 3.4; `address` is empty where only a name was written."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body. `size` in bytes of `content`; `sha256` in hexadecimal.

    `is_inline`: the body shows it by its Content-ID (RFC 2392), so it is not one of the files the person attached.
    """

    name: str
    type: str
    size: int
    sha256: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of one recipient (RFC 3464 2.3). `status` is x.y.z of RFC 3463, told or inferred, never empty."""

    address: str
    action: Action
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report. `original_message_id` is the returned message's own, with its brackets; empty if not told."""

    recipients: tuple[Recipient, ...]
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """An abuse report (ARF, RFC 5965): `kind` as told (abuse, fraud, not-spam, ...)."""

    kind: str
    user_agent: str = ""
    recipients: tuple[str, ...] = ()
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, read. Ids keep their angle brackets; `reply_text` is what the person wrote.

    `headers`: the trace and list headers that filing looks at, lower-case names, in the order of the message.
    `return_path`: None without such a header; empty for the null sender ``<>``.
    `faults`: codes of what was repaired or cut, each once, in the order of discovery.
    """

    from_: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    return_path: str | None
    headers: tuple[tuple[str, str], ...]
    auto_submitted: AutoSubmitted | None
    bounce: Bounce | None
    feedback_report: FeedbackReport | None
    body_text: str
    body_html: str | None
    reply_text: str
    attachments: tuple[Attachment, ...]
    faults: tuple[str, ...]
