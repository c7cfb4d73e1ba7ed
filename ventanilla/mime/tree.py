"""The tree of parts of a message (RFC 2046 5), read from bytes in bounded time and without recursion.

The standard library's parser is not used: 1,500 nested multiparts end it, and it decodes where it should only cut.
Parts are slices of the raw bytes; nothing is decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ventanilla.mime import limits
from ventanilla.mime.faults import Repairs
from ventanilla.mime.headers import Headers, read_headers
from ventanilla.mime.parameters import Parameterised, content_type, disposition

_LINE_ENDS = b"\r\n"
_MESSAGE = ""  # the default type of a whole message, which is text/plain
_TAIL = re.compile(rb"(--)?[ \t]*(?:\r\r\n|\r\n|\n|\r|\Z)")
_GUESS = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*(?:\r\r\n|\r\n|\n|\r)Content-", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """One entity: its headers, its type (never empty), and where its body lies in the raw message."""

    headers: Headers
    type: Parameterised
    disposition: Parameterised
    start: int
    end: int
    depth: int = 0
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether it is read as a sequence of parts."""
        return bool(self.children)

    @property
    def encoding(self) -> str:
        """Its Content-Transfer-Encoding as written, without comments."""
        return self.headers.plain("content-transfer-encoding").split(";")[0].split("(")[0].strip()

    @property
    def content_id(self) -> str:
        """Its Content-ID without brackets."""
        return self.headers.plain("content-id").strip("<> \t")

    @property
    def file_name(self) -> str:
        """The name that its headers give it, as written; empty if none."""
        return self.disposition.get("filename") or self.type.get("name")


def read_tree(raw: bytes, repairs: Repairs, start: int = 0, end: int | None = None) -> Part:
    """The root of the message in ``raw[start:end]``, with all its parts down to the leaves."""
    end = len(raw) if end is None else end
    root = _read_part(raw, start, end, 0, repairs, _MESSAGE)
    _Splitter(raw, repairs).split_all(root)
    return root


def _read_part(raw: bytes, start: int, end: int, depth: int, repairs: Repairs, default: str) -> Part:
    headers, body = read_headers(raw, start, end, repairs, is_message=default == _MESSAGE)
    type_ = content_type(headers.plain("content-type"))
    if not type_.value:
        if headers.raw("content-type"):
            repairs.note("content-type-unreadable")
        type_ = Parameterised("text/plain" if default == _MESSAGE else default, type_.parameters)
    return Part(
        headers, type_, disposition(headers.plain("content-disposition")), body, max(body, end), depth
    )


class _Splitter:
    """Cuts multiparts at their delimiter lines; the number of parts and the bytes searched are bounded."""

    def __init__(self, raw: bytes, repairs: Repairs) -> None:
        self._raw = raw
        self._repairs = repairs
        self._scanned = 0
        self._parts = 1
        self._multiparts = 0

    def split_all(self, root: Part) -> None:
        """Split `root` and what it holds. Multiparts below the deepest level leave their children in their place."""
        waiting: list[tuple[Part, Part | None]] = [(root, None)]
        while waiting:
            part, parent = waiting.pop()
            if not part.type.value.startswith("multipart/") and not self._is_unlabelled(part, parent):
                continue
            self._split(part)
            home = part
            if parent and part.depth >= limits.DEPTH and part.children:
                self._repairs.note("nested-too-deep")
                place = parent.children.index(part)
                parent.children[place : place + 1] = part.children
                home = parent
            waiting.extend((child, home) for child in reversed(part.children))

    def _is_unlabelled(self, part: Part, parent: Part | None) -> bool:
        """Whether a message that names no type begins like a multipart (one that quotes another does so later)."""
        if parent is not None or part.headers.raw("content-type"):
            return False
        if not _GUESS.search(self._raw, part.start, min(part.end, part.start + 120)):
            return False
        part.type = Parameterised("multipart/mixed")
        return True

    def _split(self, part: Part) -> None:
        self._multiparts += 1
        slices = self._slices(part)
        if not slices:
            self._repairs.note("multipart-without-parts")
            _become_leaf(part)
            return
        default = "message/rfc822" if part.type.value == "multipart/digest" else "text/plain"
        depth = part.depth + (len(slices) > 1)
        for start, end in slices:
            if self._parts >= limits.PARTS:
                self._repairs.note("too-many-parts")
                return
            self._parts += len(slices) > 1
            part.children.append(_read_part(self._raw, start, end, depth, self._repairs, default))

    def _slices(self, part: Part) -> list[tuple[int, int]]:
        """Where the parts of `part` lie; none if no delimiter is found, or the search has become too long."""
        if self._multiparts > limits.MULTIPARTS or self._scanned > limits.SCANNED_BYTES:
            self._repairs.note("too-many-parts")
            return []
        boundary = part.type.get("boundary").rstrip().encode("utf-8", "replace")
        delimiters = self._delimiters(boundary, part) if boundary else []
        if not delimiters:
            guess = _GUESS.search(self._raw, part.start, part.end)
            delimiters = self._delimiters(guess[1], part) if guess else []
            if delimiters:
                self._repairs.note("boundary-guessed")
        if not delimiters:
            return []
        if not delimiters[-1].is_last:
            self._repairs.note("multipart-not-closed")
        ends = [delimiter.start for delimiter in delimiters[1:]] + [part.end]
        return [
            (delimiter.end, end)
            for delimiter, end in zip(delimiters, ends, strict=True)
            if not delimiter.is_last and end > delimiter.end
        ]

    def _delimiters(self, boundary: bytes, part: Part) -> list[_Delimiter]:
        raw, needle = self._raw, b"--" + boundary
        found: list[_Delimiter] = []
        position = part.start
        self._scanned += part.end - part.start
        while len(found) <= limits.PARTS and (position := raw.find(needle, position, part.end)) >= 0:
            after = position + len(needle)
            tail = _TAIL.match(raw, after, part.end)
            if tail and (position == part.start or raw[position - 1] in _LINE_ENDS):
                found.append(_Delimiter(_before(raw, position, part.start), tail.end(), bool(tail[1])))
            position = after
        return found


@dataclass(frozen=True, slots=True)
class _Delimiter:
    """A delimiter line: `start` lies before the line end that belongs to it, `end` behind its own."""

    start: int
    end: int
    is_last: bool


def _before(raw: bytes, position: int, start: int) -> int:
    """The place before the line end in front of `position`."""
    for line_end in (b"\r\r\n", b"\r\n", b"\n", b"\r"):
        if raw.endswith(line_end, start, position):
            return position - len(line_end)
    return position


def _become_leaf(part: Part) -> None:
    part.type = Parameterised("text/plain", part.type.parameters)
