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
from email.quoprimime import body_encode
from email.utils import format_datetime

_LINE = 76
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=_LINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TEXT = {
    "Content-Type": 'text/plain; charset="utf-8"',
    "Content-Transfer-Encoding": "quoted-printable",
    "MIME-Version": "1.0",
}


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
    to = Address(addr_spec=address) if address.isascii() else Address(username=local, domain=domain)
    fields = {
        "From": str(Address(one_line(sender_name), addr_spec=sender_address)),
        "To": str(to),
        "Reply-To": str(Address(one_line(sender_name), addr_spec=reply_to)),
        "Subject": one_line(subject),
        "Date": format_datetime(at),
        "Message-ID": message_id,
        **({"In-Reply-To": in_reply_to, "References": in_reply_to} if in_reply_to else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if attachments or not address.isascii():
        return _by_the_library(fields, body, attachments, utf8=not address.isascii())
    head = "".join(_field(name, value) for name, value in (fields | _TEXT).items())
    return f"{head}\r\n{_quoted(body)}".encode("ascii")


def _by_the_library(
    fields: dict[str, str], body: str, attachments: Sequence[Enclosed], *, utf8: bool
) -> bytes:
    message = EmailMessage(policy=_POLICY.clone(utf8=utf8))
    for name, value in fields.items():
        message[name] = value
    message.set_content(body, cte="quoted-printable")
    for enclosed in attachments:
        maintype, _, subtype = enclosed.media_type.partition("/")
        message.add_attachment(enclosed.content, maintype=maintype, subtype=subtype, filename=enclosed.name)
    return message.as_bytes()


def _field(name: str, value: str) -> str:
    """One header on its line. What does not fit or is not ASCII is left to the library, which is thorough and slow."""
    is_plain = value != "" and value.isascii() and value.isprintable() and "=?" not in value
    if is_plain and len(name) + 2 + len(value) <= _LINE:
        return f"{name}: {value}\r\n"
    return str(_POLICY.fold(name, _POLICY.header_store_parse(name, value)[1]))


def _quoted(body: str) -> str:
    """A text as quoted-printable, its lines ended as mail wants them."""
    octets = b"\n".join(body.encode("utf-8").splitlines()) + b"\n"
    return body_encode(octets.decode("latin-1"), maxlinelen=_LINE).replace("\n", "\r\n")


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
