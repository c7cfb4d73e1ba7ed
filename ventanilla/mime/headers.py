"""The header block of a message or part (RFC 5322 2.2), read from bytes with any line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ventanilla.mime import limits
from ventanilla.mime.faults import Repairs
from ventanilla.mime.words import header_text, plain

_LINE = re.compile(rb"[^\r\n]*(?:\r\r\n|\r\n|\n|\r|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one block in their order: names in lower case, values as bytes, unfolded."""

    fields: tuple[tuple[str, bytes], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self.fields)

    def raw(self, name: str) -> bytes:
        """The first value that says anything; empty if there is none."""
        return next((value for value in self.raws(name) if value.strip()), b"")

    def raws(self, name: str) -> Iterator[bytes]:
        """Every value of `name`."""
        return (value for known, value in self.fields if known == name)

    def text(self, name: str) -> str:
        """The first value as stored text, its encoded words read; empty if there is none."""
        return header_text(self.raw(name))

    def plain(self, name: str) -> str:
        """The first value as text on one line, its encoded words still encoded."""
        return plain(self.raw(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value as stored text."""
        return tuple(map(header_text, self.raws(name)))


def read_headers(
    data: bytes, start: int, end: int, repairs: Repairs, *, is_message: bool = False
) -> tuple[Headers, int]:
    """The headers of ``data[start:end]`` and where its body starts.

    Before a message (`is_message`) the line of a mailbox file and empty lines are passed over; a part may have no
    header, and then its first line is empty.
    A line that is neither field nor continuation belongs to the field before it when more header follows; else the
    body starts there, as no text may be lost.
    """
    fields: list[tuple[str, bytes]] = []
    position = _skip_envelope_line(data, start, end) if is_message else start
    stop = min(end, position + limits.HEADER_BLOCK_BYTES)
    while position < stop:
        line = _line(data, position, stop)
        text = line.rstrip(b"\r\n")
        field = _FIELD.match(text)
        if not text.strip():
            if text and _is_header_line(data, position + len(line), stop) and fields:
                position += len(line)
                continue
            return Headers(tuple(fields)), position + len(line)
        if field and text[:1] not in b" \t":
            _add(fields, field[1].decode("ascii").lower(), text[field.end() :], repairs)
        elif fields and (text[:1] in b" \t" or _is_header_line(data, position + len(line), stop)):
            _continue(fields, text, repairs)
        else:
            repairs.note("header-without-blank-line")
            return Headers(tuple(fields)), position
        position += len(line)
    if stop < end:
        repairs.note("header-too-long")
    return Headers(tuple(fields)), position


def _line(data: bytes, position: int, stop: int) -> bytes:
    found = _LINE.match(data, position, stop)
    return found[0] if found else data[position:stop]


def _is_header_line(data: bytes, position: int, stop: int) -> bool:
    """Whether the line at `position` goes on with a header: a field, a continuation."""
    line = _line(data, position, min(stop, position + 1_000))
    field = _FIELD.match(line)
    return bool(line.strip()) and (
        line[:1] in b" \t" or (field is not None and b"-" in field[1]) or _known(field)
    )


def _known(field: re.Match[bytes] | None) -> bool:
    return field is not None and field[1].lower() in {
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"received",
        b"sender",
    }


def _skip_envelope_line(data: bytes, start: int, end: int) -> int:
    """Past empty lines and the line ``From `` (or ``>From ``) that a mailbox file puts in front."""
    position = start
    for _ in range(100):
        line = _line(data, position, min(end, position + limits.HEADER_BYTES))
        if not line or (line.strip() and not line.startswith((b"From ", b">From "))):
            break
        if not line.strip() and not _FIELD.match(data, position + len(line), end):
            break
        position += len(line)
    return position


def _add(fields: list[tuple[str, bytes]], name: str, value: bytes, repairs: Repairs) -> None:
    if len(fields) >= limits.HEADERS:
        repairs.note("too-many-headers")
        return
    if len(value) > limits.HEADER_BYTES:
        repairs.note("header-too-long")
    fields.append((name, value[: limits.HEADER_BYTES].strip(b" \t")))


def _continue(fields: list[tuple[str, bytes]], text: bytes, repairs: Repairs) -> None:
    name, value = fields[-1]
    if text[:1] not in b" \t":
        repairs.note("header-folded-without-space")
    room = limits.HEADER_BYTES - len(value) - 1
    if len(text) > room:
        repairs.note("header-too-long")
    if room > 0:
        fields[-1] = (name, value + b" " + text.strip(b" \t")[:room])
