"""The papers people attach in the demonstration: small, real files, the same bytes each time."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = 595, 842, 56
_LINE_HEIGHT = 16
_PICTURE_WIDTH, _PICTURE_HEIGHT = 480, 300
_BACKGROUND, _INK, _BAR = 0xF4, 0x55, 0x2A


def make_paper(name: str, title: str, lines: Sequence[str]) -> bytes:
    """The content of a file called `name`, by its extension: pdf, png, csv or txt. Others raise LookupError."""
    kind = PurePosixPath(name).suffix.lower().lstrip(".")
    return _MAKERS[kind](title, lines)


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page with a title and lines of text."""
    words = [f"BT /F2 15 Tf {_MARGIN} {_PAGE_HEIGHT - 80} Td ({_escaped(title)}) Tj ET"]
    for index, line in enumerate(lines):
        height = _PAGE_HEIGHT - 120 - index * _LINE_HEIGHT
        words.append(f"BT /F1 11 Tf {_MARGIN} {height} Td ({_escaped(line)}) Tj ET")
    content = "\n".join(words).encode("cp1252", "replace")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_PAGE_WIDTH} {_PAGE_HEIGHT}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    return _assembled(objects)


def png(title: str, lines: Sequence[str]) -> bytes:
    """A picture that looks like a screen from afar: a bar, and a line of ink as long as each line of text."""
    rows = [bytearray([_BACKGROUND]) * _PICTURE_WIDTH for _ in range(_PICTURE_HEIGHT)]
    _draw(rows, top=0, height=28, left=0, width=_PICTURE_WIDTH, shade=_BAR)
    _draw(rows, top=10, height=8, left=16, width=len(title) * 6, shade=_BACKGROUND)
    for index, line in enumerate(lines):
        _draw(rows, top=52 + index * 22, height=7, left=24, width=len(line) * 6, shade=_INK)
    header = struct.pack("!IIBBBBB", _PICTURE_WIDTH, _PICTURE_HEIGHT, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def text(title: str, lines: Sequence[str]) -> bytes:
    """Plain text, as CSV files are too."""
    return "\r\n".join([title, *lines, ""]).encode("utf-8")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """The objects numbered from 1, with the table that says where each begins."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % start for start in starts))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def _draw(rows: list[bytearray], *, top: int, height: int, left: int, width: int, shade: int) -> None:
    right = min(left + width, _PICTURE_WIDTH - 16)
    for row in rows[top : top + height]:
        row[left:right] = bytes([shade]) * (right - left)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


_MAKERS = {"pdf": pdf, "png": png, "txt": text, "csv": text}
