"""The text of compressed RTF (MS-OXRTFCP), for mails of Outlook that hold no other."""

from __future__ import annotations

import re
import struct

from ventanilla.mime import limits
from ventanilla.mime.charsets import decode

_COMPRESSED, _UNCOMPRESSED = b"LZFu", b"MELA"
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?[0-9]{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n\\]",
    re.IGNORECASE,
)
_SILENT = {
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"header",
    b"footer",
    b"generator",
}
_WORDS = {
    b"par": b"\n",
    b"line": b"\n",
    b"tab": b"\t",
    b"emdash": b"\x97",
    b"endash": b"\x96",
    b"bullet": b"\x95",
}


def compressed_rtf_text(data: bytes) -> str:
    """The plain text; empty if `data` is no compressed RTF."""
    if len(data) < 16:
        return ""
    magic, size = data[8:12], min(struct.unpack_from("<I", data, 4)[0], limits.TEXT_CHARACTERS * 4)
    if magic == _UNCOMPRESSED:
        return rtf_text(data[16 : 16 + size])
    return rtf_text(_decompressed(data, size)) if magic == _COMPRESSED else ""


def _decompressed(data: bytes, size: int) -> bytes:
    """LZFu: flags for eight tokens each, references into a ring of 4,096 bytes."""
    ring, write = bytearray(_DICTIONARY.ljust(4096, b"\0")), len(_DICTIONARY)
    out = bytearray()
    position = 16
    while position < len(data) and len(out) < size:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position + (flags >> bit & 1) >= len(data) or len(out) >= size:
                return bytes(out)
            if flags >> bit & 1:
                token = data[position] << 8 | data[position + 1]
                position += 2
                read, length = token >> 4, (token & 15) + 2
                if read == write:
                    return bytes(out)
            else:
                read, length = write, 1
                ring[write] = data[position]
                position += 1
            for _ in range(length):
                byte = ring[read]
                out.append(byte)
                ring[write] = byte
                read, write = (read + 1) % 4096, (write + 1) % 4096
    return bytes(out)


def rtf_text(data: bytes) -> str:
    """The text of RTF, or of the HTML that it was made from (``\\fromhtml``: what only HTML shows is left out)."""
    out: list[str] = []
    silent_from, depth, skips, is_hidden = 0, 0, False, False
    for token in _TOKEN.finditer(data):
        code, word, number, symbol, brace, run = token.groups()
        if brace:
            depth += 1 if brace == b"{" else -1
            silent_from = 0 if depth < silent_from else silent_from
        elif word == b"htmlrtf":
            is_hidden = number != b"0"
        elif symbol == b"*" or word in _SILENT:
            silent_from = silent_from or max(depth, 1)
        elif silent_from or is_hidden:
            continue
        elif word == b"u" and number:
            out.append(chr(int(number) % 65536))
            skips = True
        elif skips and (code or run):
            skips = False
            out.append(_characters(run[1:]) if run else "")
        else:
            out.append(_characters(_plain(code, word, symbol, run)))
    return "".join(out).strip()


def _plain(code: bytes | None, word: bytes | None, symbol: bytes | None, run: bytes | None) -> bytes:
    """The bytes that one token stands for."""
    if code:
        return bytes.fromhex(code.decode("ascii"))
    if word:
        return _WORDS.get(word, b"")
    if symbol:
        return {b"~": b"\xa0", b"_": b"-", b"\n": b"\n", b"\r": b"\n"}.get(
            symbol, symbol if symbol in b"\\{}" else b""
        )
    return run or b""


def _characters(data: bytes) -> str:
    return decode(data, "cp1252")[0] if len(data) != 1 else data.decode("cp1252", "replace")
