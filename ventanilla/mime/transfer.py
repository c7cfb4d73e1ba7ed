"""Content-Transfer-Encoding undone (RFC 2045 6), leniently: what can be read of broken encodings is read."""

from __future__ import annotations

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHERS = bytes(set(range(256)) - set(_ALPHABET + b"=-_"))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,255}$", re.MULTILINE)
_SOFT = re.compile(rb"=[ \t]{1,76}\n")
_LINE_END = re.compile(rb"\r\r\n|\r\n|\r")


def undo(data: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes behind `encoding` (any case, may be unknown), and whether nothing had to be repaired."""
    name = encoding.strip().strip("\"';").strip().lower()
    if name in {"base64", "b", "base-64"}:
        return base64(data)
    if name in {"quoted-printable", "q", "quotedprintable"}:
        return quoted_printable(data), True
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return uuencoded(data)
    return data, name in {"", "7bit", "8bit", "binary", "utf-8"}


def base64(data: bytes) -> tuple[bytes, bool]:
    """Base64 with whatever stands between its letters dropped; blocks that were joined after padding are all read."""
    try:
        return binascii.a2b_base64(data.translate(None, b" \t\r\n"), strict_mode=True), True
    except binascii.Error:
        pass
    letters = data.translate(None, _OTHERS).translate(_URL_SAFE)
    is_clean = len(letters) == len(data.translate(None, b" \t\r\n"))
    blocks = [block for block in letters.split(b"=") if block]
    is_clean &= len(letters) % 4 == 0 and len(blocks) < 2
    return b"".join(map(_block, blocks[:10_000])), is_clean


def _block(letters: bytes) -> bytes:
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def quoted_printable(data: bytes) -> bytes:
    """Quoted-printable (RFC 2045 6.7); an equals sign that encodes nothing stays."""
    return binascii.a2b_qp(_SOFT.sub(b"=\n", _LINE_END.sub(b"\n", data)))


def uuencoded(data: bytes) -> tuple[bytes, bool]:
    """The first uuencoded block; the data itself where there is none."""
    data = _LINE_END.sub(b"\n", data)
    begin = _UU_BEGIN.search(data)
    if not begin:
        return data, False
    out: list[bytes] = []
    for line in data[begin.end() + 1 :].split(b"\n"):
        if line.strip() in {b"end", b"`", b""}:
            break
        out.append(_uu_line(line))
    return b"".join(out), True


def _uu_line(line: bytes) -> bytes:
    """One line; cut or padded to what its first letter promises, as broken encoders need."""
    length = (line[0] - 32) & 63
    wanted = (length * 8 + 5) // 6  # what follows in the last group is padding, which must not be garbage
    body = bytes(0x20 if byte == 0x60 or not 0x20 <= byte <= 0x5F else byte for byte in line[1 : 1 + wanted])
    return binascii.a2b_uu(line[:1] + body.ljust(wanted))
