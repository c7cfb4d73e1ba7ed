"""``winmail.dat``: the files and the text that Outlook and Exchange wrap in TNEF (MS-OXTNEF, MS-OXPROPS).

Each attribute is read once and lengths are checked against what is there, so that time and memory follow the size of
the data whatever it says of itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ventanilla.mime.charsets import decode
from ventanilla.mime.rtf import compressed_rtf_text

_SIGNATURE = struct.pack("<I", 0x223E9F78)
_BODY, _MESSAGE_PROPERTIES, _CODEPAGE = 0x0002800C, 0x00069003, 0x00069007
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_FILE_DATA, _SHORT_NAME, _LONG_NAME, _MIME_TYPE, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_DEEPEST, _MOST_FILES, _MOST_PROPERTIES = 3, 500, 5_000


@dataclass(slots=True)
class TnefFile:
    """A file within; `type` is octet-stream where nothing is told."""

    name: str = ""
    type: str = "application/octet-stream"
    content: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    """What was found; texts are empty where there is none."""

    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def is_tnef(data: bytes) -> bool:
    """Whether `data` begins as TNEF does."""
    return data.startswith(_SIGNATURE)


def read_tnef(data: bytes, depth: int = 0) -> Tnef | None:
    """The content of TNEF `data`, as far as it is whole; None if nothing is. A message within gives its files."""
    found, codepage = Tnef(), "cp1252"
    for key, value in _attributes(data):
        if key == _CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif key == _BODY:
            found.text = found.text or _text(value, codepage)
        elif key == _MESSAGE_PROPERTIES:
            _read_message(found, value, codepage)
        elif key == _NEW_FILE and len(found.files) < _MOST_FILES:
            found.files.append(TnefFile())
        elif found.files and key == _TITLE:
            found.files[-1].name = found.files[-1].name or _text(value, codepage)
        elif found.files and key == _DATA:
            found.files[-1].content = value
        elif found.files and key == _FILE_PROPERTIES:
            found.files += _read_file(found.files[-1], value, codepage, depth)
    found.files = [file for file in found.files if file.content]
    return found if found.files or found.text or found.html else None


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(data):
        _, key, length = struct.unpack_from("<BII", data, position)
        position += 9
        if length > len(data) - position:
            return
        yield key, data[position : position + length]
        position += length + 2


def _read_message(found: Tnef, value: bytes, codepage: str) -> None:
    for key, kind, data in _properties(value):
        if key == _TEXT:
            found.text = found.text or _text(data, _charset(kind, codepage))
        elif key == _HTML:
            found.html = _text(data, _charset(kind, codepage))
        elif key == _RTF and not found.text and not found.html:
            found.text = compressed_rtf_text(data)


def _read_file(file: TnefFile, value: bytes, codepage: str, depth: int) -> list[TnefFile]:
    """Fill `file` from its properties; gives the files of a message that it is."""
    within: list[TnefFile] = []
    for key, kind, data in _properties(value):
        charset = _charset(kind, codepage)
        if key == _LONG_NAME or (key == _SHORT_NAME and not file.name):
            file.name = _text(data, charset) or file.name
        elif key == _MIME_TYPE:
            file.type = _text(data, charset).lower()[:100] or file.type
        elif key == _CONTENT_ID:
            file.content_id = _text(data, charset).strip("<>")
        elif key == _FILE_DATA and kind == _OBJECT:
            inner = read_tnef(data[16:], depth + 1) if is_tnef(data[16:]) and depth < _DEEPEST else None
            within += inner.files if inner else []
            file.content = file.content if within else data[16:]
        elif key == _FILE_DATA:
            file.content = data
    return within


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Key, kind and bytes of each MAPI property; ends where a length points beyond the data."""
    if len(value) < 4:
        return
    count, position = min(struct.unpack_from("<I", value)[0], _MOST_PROPERTIES), 4
    for _ in range(count):
        if position + 4 > len(value):
            return
        kind, key = struct.unpack_from("<HH", value, position)
        position = _after_name(value, position + 4) if key >= 0x8000 else position + 4
        values, position = _values(value, position, kind)
        if position > len(value):
            return
        if values:
            yield key, kind & 0xFFF, values[0]


def _after_name(value: bytes, position: int) -> int:
    """Past the GUID and the number or text that name a property of one's own."""
    if position + 24 > len(value):
        return len(value) + 1
    is_text, number = struct.unpack_from("<II", value, position + 16)
    return position + 24 + (_padded(number) if is_text else 0)


def _values(value: bytes, position: int, kind: int) -> tuple[list[bytes], int]:
    """The values of one property and the place after them; a place beyond the end where they are not whole."""
    base, beyond = kind & 0xFFF, len(value) + 1
    is_variable = base in {_STRING, _UNICODE, _OBJECT, _BINARY}
    count = 1
    if is_variable or kind & 0x1000:
        if position + 4 > len(value):
            return [], beyond
        count = struct.unpack_from("<I", value, position)[0]
        position += 4
    if count > _MOST_PROPERTIES or (not is_variable and base not in _FIXED):
        return [], beyond
    values: list[bytes] = []
    for _ in range(count):
        size = _FIXED.get(base, 0)
        if is_variable:
            if position + 4 > len(value):
                return [], beyond
            size = struct.unpack_from("<I", value, position)[0]
            position += 4
        if size > len(value) - position:
            return [], beyond
        values.append(value[position : position + size])
        position += _padded(size)
    return values, min(position, len(value)) if values else position


def _padded(size: int) -> int:
    return size + (-size % 4)


def _charset(kind: int, codepage: str) -> str:
    return "utf-16-le" if kind == _UNICODE else codepage


def _text(data: bytes, charset: str) -> str:
    if charset == "utf-16-le":
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return decode(data.rstrip(b"\0"), charset)[0]
