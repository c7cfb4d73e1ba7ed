"""A notice as the bytes that travel."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class UnusableAddress(ValueError):
    """The address cannot be written in a mail header; the text names it."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a notice."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


def render(
    *,
    message_id: str,
    sender_name: str,
    sender_address: str,
    reply_to: str,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    in_reply_to: str = "",
    attachments: Sequence[Enclosed] = (),
) -> bytes:
    """RFC 5322 bytes of an automatic notice: UTF-8, marked so that no machine answers it (RFC 3834).

    To an address with accents before the @ its headers are raw UTF-8 (RFC 6532), which only SMTPUTF8 carries. Raises
    UnusableAddress where `recipient` is no address.
    """
    address = ascii_address(recipient)
    local, _, domain = address.rpartition("@")
    policy = SMTP.clone(cte_type="7bit", max_line_length=76, utf8=not address.isascii())
    message = EmailMessage(policy=policy)
    message["From"] = Address(one_line(sender_name), addr_spec=sender_address)
    message["To"] = Address(username=local, domain=domain) if policy.utf8 else Address(addr_spec=address)
    message["Reply-To"] = Address(one_line(sender_name), addr_spec=reply_to)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body, cte="quoted-printable")
    for enclosed in attachments:
        maintype, _, subtype = enclosed.media_type.partition("/")
        message.add_attachment(enclosed.content, maintype=maintype, subtype=subtype, filename=enclosed.name)
    return message.as_bytes()


def ascii_address(address: str) -> str:
    """The address with its domain in the ASCII form (IDNA). Before the @ letters with accents stay: they have none.

    Raises UnusableAddress.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        spec = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        Address(addr_spec="".join(_plain(char) for char in spec))
    except (ValueError, MessageError) as error:
        raise UnusableAddress(address) from error
    return spec


def _plain(char: str) -> str:
    """What stands for a character where the form of an address is checked: any letter or digit is like another."""
    return "x" if not char.isascii() and (char.isalnum() or unicodedata.combining(char)) else char


def one_line(text: str) -> str:
    """Header-safe text: control characters, line ends among them, become one space."""
    return _CONTROL.sub(" ", text).strip()
