"""Writes a small ``winmail.dat`` (MS-OXTNEF), as Outlook would wrap a text and files."""

from __future__ import annotations

import struct


def _attribute(level: int, key: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, key, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _unicode(key: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, key, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def tnef(text: str, files: list[tuple[str, bytes]]) -> bytes:
    """The bytes of a ``winmail.dat`` with a body and files."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    number = struct.pack("<HHI", 3, 0x0E08, 1)
    named = struct.pack("<HH", 3, 0x8001) + bytes(16) + struct.pack("<III", 0, 5, 7)
    properties = struct.pack("<I", 3) + number + named + _unicode(0x1000, text)
    out += _attribute(1, 0x00069003, properties)
    for name, content in files:
        short = name.encode("cp1252")[:8] + b".pdf\0"
        out += _attribute(2, 0x00069002, bytes(14))
        out += _attribute(2, 0x00018010, short)
        out += _attribute(2, 0x0006800F, content)
        told = struct.pack("<I", 2) + _unicode(0x3707, name) + _unicode(0x370E, "application/pdf")
        out += _attribute(2, 0x00069005, told)
    return out
