"""Header values as text: unfolded, with the encoded words of RFC 2047 read, and safe to write into another header."""

from __future__ import annotations

import binascii
import re

from ventanilla.mime.charsets import decode, storable
from ventanilla.mime.transfer import base64

_SPACES = re.compile(r"[\r\n\t ]+")


def header_text(raw: bytes) -> str:
    """A header's value as stored text on one line; bytes that are not ASCII are UTF-8 or windows-1252."""
    return decode_words(plain(raw))


def plain(raw: bytes) -> str:
    """A header's value on one line with its encoded words still encoded (for values that have a grammar)."""
    text, _ = decode(raw)
    return one_line(text)


def one_line(text: str) -> str:
    """`text` storable, without any line end, and with runs of white space as one space."""
    return _SPACES.sub(" ", storable(text)).replace("\u2028", " ").replace("\u2029", " ").strip()


def decode_words(text: str) -> str:
    """`text` with its encoded words read (RFC 2047; the language of RFC 2231 5 ignored), on one line.

    Lenient: words within quotes, without spaces around, with spaces inside, or cut at the end are read as well, and a
    character split over two words is put together.
    """
    if "=?" not in text:
        return one_line(text)
    out: list[str] = []
    pending: tuple[str, bytes] = ("", b"")
    position = 0
    while (start := text.find("=?", position)) >= 0:
        word = _word_at(text, start)
        between = text[position:start]
        if word is None:
            out += (_flush(pending), between, "=?")
            pending, position = ("", b""), start + 2
            continue
        charset, data, end = word
        if pending[1] and between.strip() == "" and pending[0] == charset:
            pending = (charset, pending[1] + data)
        else:
            has_gap = between.strip() or not pending[1]
            out += (_flush(pending), between if has_gap else "")
            pending = (charset, data)
        position = end
    return one_line("".join((*out, _flush(pending), text[position:])))


def _flush(run: tuple[str, bytes]) -> str:
    return decode(run[1], run[0])[0] if run[1] else ""


def _word_at(text: str, start: int) -> tuple[str, bytes, int] | None:
    """Charset, bytes and end of the encoded word that begins at `start`; None if none does."""
    mark = text.find("?", start + 2, start + 90)
    charset = text[start + 2 : mark].split("*", maxsplit=1)[0].strip().lower()
    if mark < 0 or not charset or " " in charset or text[mark + 2 : mark + 3] != "?":
        return None
    encoding, body = text[mark + 1].lower(), mark + 3
    if encoding not in {"b", "q"}:
        return None
    end = text.find("?=", body)
    after = end + 2
    if end < 0:
        space = text.find(" ", body)
        end = after = len(text) if space < 0 else space
    payload = text[body:end].encode("utf-8", "replace")
    if encoding == "b":
        return charset, base64(payload)[0], after
    return charset, binascii.a2b_qp(payload, header=True), after
