"""Values with parameters: Content-Type and Content-Disposition (RFC 2045 5.1, RFC 2183, RFC 2231)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ventanilla.mime.charsets import decode
from ventanilla.mime.words import decode_words, one_line

_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,80})\s*/\s*([A-Za-z0-9!#$&^_.+-]{1,80})")
_GAP = re.compile(r"[\s;]*")
_NAME = re.compile(r"([^\s=;\"]{1,60})\s*=\s*")
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Parameterised:
    """A value in lower case and its parameters, names in lower case, values as text."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The parameter's text; empty if there is none."""
        return self.parameters.get(name, "")


def content_type(text: str) -> Parameterised:
    """A Content-Type; an empty value where no type can be made out."""
    found = _TYPE.match(text)
    if not found:
        word = text.split(";", maxsplit=1)[0].strip().lower()
        return Parameterised("text/plain" if word == "text" else "", parameters(text.partition(";")[2]))
    return Parameterised(f"{found[1]}/{found[2]}".lower(), parameters(text[found.end() :]))


def disposition(text: str) -> Parameterised:
    """A Content-Disposition; an empty value where there is none."""
    value, _, rest = text.partition(";")
    if "=" in value:
        return Parameterised("", parameters(text))
    return Parameterised(value.strip().strip('"').lower(), parameters(rest))


def parameters(text: str) -> dict[str, str]:
    """The parameters of `text`; pieces of RFC 2231 are put together, encoded words within quotes are read as well.

    The extended form (``name*``) beats the plain one; of plain ones the first counts.
    """
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in _pairs(text):
        found = _PIECE.match(name)
        if not found or (found[2] is None and not found[3]):
            plain.setdefault(name, one_line(decode_words(value)))
        else:
            pieces.setdefault(found[1], []).append((int(found[2] or 0), bool(found[3]), value))
    extended = {name: _joined(parts) for name, parts in pieces.items()}
    return plain | {name: value for name, value in extended.items() if value or name not in plain}


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = 0
    while len(pairs) < _PARAMETERS and position < len(text):
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        found = _NAME.match(text, position)
        if not found:
            semicolon = text.find(";", position)
            if semicolon < 0:
                break
            position = semicolon
            continue
        value, position = _value_at(text, found.end())
        pairs.append((found[1].lower(), value))
    return pairs


def _value_at(text: str, start: int) -> tuple[str, int]:
    """The value at `start` and where it ends; an unclosed quote ends at the next semicolon."""
    if text[start : start + 1] == '"':
        end = start + 1
        while (end := text.find('"', end)) >= 0 and text[end - 1] == "\\" and text[end - 2] != "\\":
            end += 1
        if end > 0:
            return re.sub(r'\\(["\\])', r"\1", text[start + 1 : end]), end + 1
        start += 1
    semicolon = text.find(";", start)
    semicolon = len(text) if semicolon < 0 else semicolon
    return text[start:semicolon].strip(), semicolon


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """The text of the pieces of one parameter: decoded as bytes first, for a character may lie across two of them."""
    charset, data = "", b""
    for number, is_extended, value in sorted(parts, key=lambda part: part[0]):
        text = value
        if is_extended and number == 0 and value.count("'") >= 2:
            charset, _, text = value.split("'", 2)
        data += unquote_to_bytes(text) if is_extended else text.encode("utf-8", "replace")
    text, _ = decode(data, charset)
    return one_line(decode_words(text))
