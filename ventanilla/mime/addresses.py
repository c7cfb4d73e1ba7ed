"""Address lists (RFC 5322 3.4) as they really come: with stray commas, semicolons, quotes and missing brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ventanilla.mime import limits
from ventanilla.mime.faults import Repairs
from ventanilla.mime.model import Address
from ventanilla.mime.words import decode_words, one_line

_PLAIN = re.compile(r"[^\"(<,;:\\=]+")
_WORD = re.compile(r"=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]{0,1000}\?=")
_ADDRESS = re.compile(r"(?<![^\s<>\"'(),;:])[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_MAILTO = re.compile(r"(?i)^(?:mailto|smtp):")


@dataclass(slots=True)
class _Entry:
    """One address while it is read."""

    words: str = ""
    quoted: str = ""
    angle: str | None = None
    comment: str = ""
    length_at_angle: int = 0

    def cut_after_angle(self) -> _Entry:
        """A new entry with the words that followed this one's address: a comma was forgotten between them."""
        words = self.words[self.length_at_angle :]
        self.words = self.words[: self.length_at_angle]
        return _Entry(words=words)

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.quoted.strip() or self.angle or self.comment.strip())


def read_addresses(text: str, repairs: Repairs) -> tuple[Address, ...]:
    """The mailboxes of `text`, a header's value with its encoded words still encoded. Group names are dropped."""
    found: list[Address] = []
    name_before = ""
    for entry in _entries(text):
        address = _finish(entry, name_before)
        name_before = ""
        if not address.address and not entry.quoted and entry.angle is None and address.name:
            name_before = address.name
            continue
        if len(found) >= limits.ADDRESSES:
            repairs.note("too-many-addresses")
            break
        if address.address or address.name:
            found.append(address)
    if name_before and len(found) < limits.ADDRESSES:
        found.append(Address(name_before, ""))
    return tuple(found)


def _entries(text: str) -> list[_Entry]:
    """The entries between commas and semicolons."""
    scanner = _Scanner(text)
    scanner.scan()
    return [kept for kept in (*scanner.entries, scanner.entry) if not kept.is_empty]


class _Scanner:
    """One pass over a list: every step moves on. What is never closed is plain text from its first letter on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._may_quote = self._may_comment = True
        self.entries: list[_Entry] = []
        self.entry = _Entry()

    def scan(self) -> None:
        """Read to the end, or until there are far too many."""
        while self._position < len(self._text) and len(self.entries) <= limits.ADDRESSES * 2:
            character = self._text[self._position]
            if character == '"' and self._may_quote:
                self._quotation()
            elif character == "(" and self._may_comment:
                after = _comment_at(self.entry, self._text, self._position)
                self._may_comment = after > 0
                self._position = after or self._position + 1
            elif character == "<":
                self._angle()
            elif character in ",;" or (character == ":" and self._names_group()):
                self._end_entry(is_kept=character != ":")
            else:
                self._plain(character)

    def _quotation(self) -> None:
        inner, after = _quoted_at(self._text, self._position + 1)
        self._may_quote = after > 0
        if after:
            self.entry.quoted += inner
            self.entry.words += f'"{inner}"' if _touches(self._text, after) else f" {inner} "
        self._position = after or self._position + 1

    def _angle(self) -> None:
        if self.entry.angle and "@" in self.entry.angle:
            self.entries.append(self.entry)
            self.entry = self.entry.cut_after_angle()
        self._position = _angle_at(self.entry, self._text, self._position)

    def _names_group(self) -> bool:
        words = self.entry.words
        return "@" not in words and not _MAILTO.match(words.strip() + ":")

    def _end_entry(self, *, is_kept: bool) -> None:
        if is_kept:
            self.entries.append(self.entry)
        self.entry = _Entry()
        self._position += 1

    def _plain(self, character: str) -> None:
        if character == "\\":
            self.entry.words += self._text[self._position + 1 : self._position + 2]
            self._position += 2
            return
        found = _WORD.match(self._text, self._position) or _PLAIN.match(self._text, self._position)
        run = found[0] if found else character
        self.entry.words += run
        self._position += len(run)


def _touches(text: str, after: int) -> bool:
    """Whether a quoted string is (part of) a local part: an at sign follows it."""
    return text[after : after + 1] == "@"


def _quoted_at(text: str, start: int) -> tuple[str, int]:
    """The inside of the quoted string at `start` and the place after it; 0 if it is never closed."""
    out: list[str] = []
    position = start
    while position < len(text):
        if text[position] == "\\":
            out.append(text[position + 1 : position + 2])
            position += 2
        elif text[position] == '"':
            return "".join(out), position + 1
        else:
            out.append(text[position])
            position += 1
    return "", 0


def _angle_at(entry: _Entry, text: str, start: int) -> int:
    end = text.find(">", start)
    inner = text[start + 1 : end if end >= 0 else len(text)]
    entry.angle = inner.rsplit(":", 1)[-1] if inner.startswith("@") else inner
    entry.length_at_angle = len(entry.words)
    return end + 1 if end >= 0 else len(text)


def _comment_at(entry: _Entry, text: str, start: int) -> int:
    """The place after the comment at `start`, nested or not; 0 if it is not closed within a thousand letters."""
    depth = 0
    for position in range(start, min(len(text), start + 1_000)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            entry.comment += f" {text[start + 1 : position]}"
            return position + 1
    entry.words += " "
    return 0


def _finish(entry: _Entry, name_before: str) -> Address:
    """The address of an entry; `name_before` is a piece of its name that an unquoted comma cut off."""
    words = " ".join(entry.words.split())
    if entry.angle is not None and (entry.angle.strip() or "@" not in words):
        address, name = entry.angle, words
        if "@" not in address and _ADDRESS.fullmatch(words):
            address, name = words, address
    else:
        found = _ADDRESS.search(_MAILTO.sub("", words)) if '"' not in words else None
        address = found[0] if found else (words if "@" in words else "")
        name = "" if "@" in words and not found else words.replace(address, " ") if address else words
        name = "" if _MAILTO.match(name.strip()) else name
    name = name.strip() or entry.comment
    full = f"{name_before}, {name}" if name_before else name
    return Address(_name(full), _address(address))


def _name(text: str) -> str:
    name = decode_words(text).strip().strip('"').strip()
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()
    return name[:300]


def _address(text: str) -> str:
    address = "".join(one_line(decode_words(text)).split()) if "@" in text else one_line(text)
    address = _MAILTO.sub("", address).strip("<>").rstrip(".,;")
    if len(address) > 1 and address[0] == address[-1] == "'":
        address = address[1:-1]
    return address[:320]
