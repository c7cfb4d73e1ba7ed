"""A notice as the bytes that travel."""

from __future__ import annotations

import datetime as dt
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.policy import SMTP
from email.quoprimime import body_encode
from email.utils import format_datetime

_LINE = 76
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=_LINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class UnusableAddress(ValueError):
    """The address cannot be written in a mail header; the text names it."""


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
) -> bytes:
    """RFC 5322 bytes of an automatic notice: UTF-8, marked so that no machine answers it (RFC 3834).

    Raises UnusableAddress where `recipient` is no address.
    """
    fields = {
        "From": str(Address(one_line(sender_name), addr_spec=sender_address)),
        "To": str(Address(addr_spec=ascii_address(recipient))),
        "Reply-To": str(Address(one_line(sender_name), addr_spec=reply_to)),
        "Subject": one_line(subject),
        "Date": format_datetime(at),
        "Message-ID": message_id,
        **({"In-Reply-To": in_reply_to, "References": in_reply_to} if in_reply_to else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }
    head = "".join(_field(name, value) for name, value in fields.items())
    return f"{head}\r\n{_quoted(body)}".encode("ascii")


def _field(name: str, value: str) -> str:
    """One header on its line. What does not fit or is not ASCII is left to the library, which is thorough and slow."""
    is_plain = value != "" and value.isascii() and value.isprintable() and "=?" not in value
    if is_plain and len(name) + 2 + len(value) <= _LINE:
        return f"{name}: {value}\r\n"
    return _POLICY.fold(name, _POLICY.header_store_parse(name, value)[1])


def _quoted(body: str) -> str:
    """A text as quoted-printable, its lines ended as mail wants them."""
    octets = b"\n".join(body.encode("utf-8").splitlines()) + b"\n"
    return body_encode(octets.decode("latin-1"), maxlinelen=_LINE).replace("\n", "\r\n")


def ascii_address(address: str) -> str:
    """The address as every mail server takes it: a domain with accents in its ASCII form (IDNA).

    Raises UnusableAddress.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        spec = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        Address(addr_spec=spec)
    except (ValueError, MessageError) as error:
        raise UnusableAddress(address) from error
    return spec


def one_line(text: str) -> str:
    """Header-safe text: control characters, line ends among them, become one space."""
    return _CONTROL.sub(" ", text).strip()
