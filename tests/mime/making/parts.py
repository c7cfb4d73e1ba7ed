"""Bricks of raw messages: headers, bodies, attachments, and the value that holds one mail with its expectation."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field
from typing import Any

DESK = "Mesa de Servicios DGA <servicios@mesa.example>"
OUR_ID = "<k7f3-000123@mesa.example>"
TICKET = "[DGA-2026-000123]"
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Made:
    """One mail of the corpus: its name, its bytes, and what reading must give (the keys that it is about)."""

    name: str
    raw: bytes
    expected: dict[str, Any] = field(default_factory=dict)
    language: str = ""


def head(
    sender: str,
    subject: str,
    *lines: str,
    to: str = DESK,
    answers: bool = True,
    message_id: str = "",
    date: str = "",
) -> str:
    """A usual header block, without the blank line. `lines` are further headers."""
    written = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {date or 'Tue, 10 Mar 2026 09:41:07 -0600'}",
        f"Message-ID: {message_id or '<c1d2e3@' + sender.rpartition('@')[2].strip('<> ') + '>'}",
    ]
    if answers:
        written += [f"In-Reply-To: {OUR_ID}", f"References: {OUR_ID}"]
    return "\r\n".join([*written, "MIME-Version: 1.0", *lines])


def message(headers: str, content: bytes) -> bytes:
    """Headers and the entity that follows them (which begins with its own Content-Type)."""
    return encoded_headers(headers) + b"\r\n" + content


def encoded_headers(headers: str) -> bytes:
    """Header lines as mail programs send them: words with other letters as encoded words."""
    return "\r\n".join(_line(line) for line in headers.split("\r\n")).encode("ascii")


def _line(line: str) -> str:
    if line.isascii():
        return line
    name, _, value = line.partition(": ")
    address = ""
    if "<" in value:
        value, _, address = value.partition("<")
        address = f" <{address}"
    word = base64.b64encode(value.strip().encode()).decode()
    pieces = [word[start : start + 44] for start in range(0, len(word), 44)]
    return f"{name}: " + "\r\n ".join(f"=?UTF-8?B?{piece}?=" for piece in pieces) + address


def crlf(text: str) -> bytes:
    """Text as UTF-8 with the line ends of the wire."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def plain(text: str, *, encoding: str = "quoted-printable", charset: str = "utf-8", more: str = "") -> bytes:
    """A text/plain entity."""
    return entity(f"text/plain; charset={charset}{more}", text, encoding=encoding, charset=charset)


def html(text: str, *, encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """A text/html entity."""
    return entity(f"text/html; charset={charset}", text, encoding=encoding, charset=charset)


def entity(type_: str, text: str, *, encoding: str, charset: str = "utf-8") -> bytes:
    """A text entity of any type."""
    data = text.replace("\n", "\r\n").encode(charset)
    if encoding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    elif encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return f"Content-Type: {type_}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data


def multipart(kind: str, boundary: str, *parts: bytes, more: str = "") -> bytes:
    """A multipart entity."""
    opened = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
    middle = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return opened + middle + f"--{boundary}--\r\n".encode()


def attached(headers: str, content: bytes) -> bytes:
    """A part in base64; `headers` are its own header lines."""
    data = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return headers.replace("\n", "\r\n").encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data


def pdf(name: str, content: bytes = PDF) -> bytes:
    """A PDF as most programs attach it."""
    return attached(
        f'Content-Type: application/pdf; name="{name}"\nContent-Disposition: attachment; filename="{name}"',
        content,
    )


def both(text: str, markup: str, boundary: str = "000000000000a1b2c3") -> bytes:
    """multipart/alternative of text and HTML."""
    return multipart("alternative", boundary, plain(text), html(markup))


def quoted(text: str, mark: str = "> ") -> str:
    """`text` with every line marked."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def paragraphs(text: str, tag: str = "div") -> str:
    """Text as HTML blocks; blank lines as empty ones."""
    return "".join(f"<{tag}>{line or '<br>'}</{tag}>" for line in text.split("\n"))
