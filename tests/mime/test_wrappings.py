"""What lies inside other formats: compressed RTF, TNEF, opaque signatures; and what of it is not whole."""

from __future__ import annotations

import struct

import pytest

from tests.mime.making.outlook_wrapping import tnef
from ventanilla.mime.calendar_text import calendar_text
from ventanilla.mime.rtf import compressed_rtf_text, rtf_text
from ventanilla.mime.smime import signed_content
from ventanilla.mime.tnef import read_tnef

RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;}\pard Petici\'f3n\par Otra l\u237?nea \{x\}\tab fin \emdash\~{\*\generator X;}\line}"
TEXT = "Petición\nOtra línea {x}\tfin —\xa0"


def stored(rtf: bytes) -> bytes:
    """RTF in the form that is not compressed."""
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def compressed(rtf: bytes) -> bytes:
    """RTF in the compressed form: letters as they are, and one reference to what was written before."""
    out, chunks = b"", [rtf[start : start + 8] for start in range(0, len(rtf), 8)]
    for chunk in chunks:
        out += b"\0" + chunk
    start, length = 207, 4
    reference = struct.pack(">H", start << 4 | length - 2)
    end = struct.pack(">H", ((207 + len(rtf) + length) % 4096) << 4)
    out += b"\x03" + reference + end
    return struct.pack("<II4sI", len(out) + 12, 10_000, b"LZFu", 0) + out


def test_rtf_gives_its_text() -> None:
    assert rtf_text(RTF) == TEXT.strip()
    assert compressed_rtf_text(stored(RTF)) == TEXT.strip()


def test_compressed_rtf_is_read_with_its_references() -> None:
    rtf = b"abcdefghijkl{\\rtf1 hola}"
    assert compressed_rtf_text(compressed(rtf)) == "abcdefghijklholaabcd"


def test_rtf_made_from_html_leaves_out_what_only_html_shows() -> None:
    rtf = rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hola\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}}"
    assert rtf_text(rtf) == "Hola"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 10,
        struct.pack("<II4sI", 9, 9, b"????", 0) + b"x",
        struct.pack("<II4sI", 9, 9, b"LZFu", 0) + b"\xff",
    ],
)
def test_what_is_no_compressed_rtf_gives_nothing(data: bytes) -> None:
    assert compressed_rtf_text(data) == ""


def attribute(key: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, key, len(data)) + data + b"\0\0"


def properties(*written: bytes) -> bytes:
    return struct.pack("<I", len(written)) + b"".join(written)


def variable(kind: int, key: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, key, 1, len(data)) + data + b"\0" * (-len(data) % 4)


START = struct.pack("<IH", 0x223E9F78, 1)


def test_tnef_gives_html_and_rtf_bodies() -> None:
    html = (
        START
        + attribute(0x00069007, struct.pack("<II", 1252, 0))
        + attribute(0x00069003, properties(variable(0x102, 0x1013, "<p>Año</p>".encode("cp1252"))))
    )
    assert read_tnef(html).html == "<p>Año</p>"
    rtf = START + attribute(0x00069003, properties(variable(0x102, 0x1009, stored(RTF))))
    assert read_tnef(rtf).text == TEXT.strip()
    body = START + attribute(0x0002800C, b"Hola\0")
    assert read_tnef(body).text == "Hola"


def test_tnef_gives_files_by_property_with_content_id_and_those_of_a_message_within() -> None:
    new = attribute(0x00069002, bytes(14), 2)
    by_property = properties(
        variable(0x1E, 0x3704, b"corto.pdf\0"),
        variable(0x1E, 0x3712, b"<foto@x.example>\0"),
        variable(0x102, 0x3701, b"datos"),
    )
    found = read_tnef(START + new + attribute(0x00069005, by_property, 2))
    assert [(file.name, file.content, file.content_id) for file in found.files] == [
        ("corto.pdf", b"datos", "foto@x.example")
    ]
    inner = tnef("texto", [("a.pdf", b"%PDF")])
    within = properties(variable(0x0D, 0x3701, bytes(16) + inner))
    found = read_tnef(START + new + attribute(0x00069005, within, 2))
    assert [file.name for file in found.files] == ["a.pdf"]
    other = properties(variable(0x0D, 0x3701, bytes(16) + b"objeto"))
    assert read_tnef(START + new + attribute(0x00069005, other, 2)).files[0].content == b"objeto"


def test_tnef_named_by_text_and_with_many_values_is_read_past() -> None:
    name = "propia".encode("utf-16-le") + b"\0\0"
    named = (
        struct.pack("<HH", 3, 0x8001)
        + bytes(16)
        + struct.pack("<II", 1, len(name))
        + name
        + b"\0" * (-len(name) % 4)
        + struct.pack("<I", 5)
    )
    many = struct.pack("<HHI", 0x1003, 0x0E10, 2) + struct.pack("<II", 1, 2)
    data = START + attribute(
        0x00069003, properties(named, many, variable(0x1F, 0x1000, "Hola".encode("utf-16-le")))
    )
    assert read_tnef(data).text == "Hola"


@pytest.mark.parametrize(
    "broken",
    [
        b"\x01\x00",
        struct.pack("<I", 1) + struct.pack("<HH", 0x1E, 0x8001),
        struct.pack("<I", 1) + struct.pack("<HH", 0x99, 0x1000),
        struct.pack("<I", 1) + struct.pack("<HHI", 0x1E, 0x1000, 9_999),
        struct.pack("<I", 1) + struct.pack("<HHII", 0x1E, 0x1000, 1, 50),
        struct.pack("<I", 1) + struct.pack("<HHI", 0x1E, 0x1000, 1),
        struct.pack("<I", 1) + struct.pack("<HH", 0x1E, 0x1000),
        struct.pack("<I", 9),
    ],
)
def test_tnef_that_is_not_whole_gives_nothing(broken: bytes) -> None:
    assert read_tnef(START + attribute(0x00069003, broken)) is None


def test_opaque_signature_in_pieces_of_unknown_length() -> None:
    oid = bytes.fromhex("06092a864886f70d010702")
    data = bytes.fromhex("06092a864886f70d010701")
    pieces = b"\x04\x05Hola \x04\x05mundo\x00\x00"
    whole = (
        b"\x30\x80"
        + oid
        + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80"
        + data
        + b"\xa0\x80\x24\x80"
        + pieces
    )
    assert signed_content(whole) == b"Hola mundo"
    known = (
        b"\x30\x80" + oid + b"\xa0\x80\x30\x80\x30\x80" + data + b"\xa0\x80\x24\x0e\x04\x05Hola \x04\x05mundo"
    )
    assert signed_content(known) == b"Hola mundo"


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\xa0",
        b"\xa1\x01\x04",
        b"\xa0\x85\x01\x01\x01\x01\x01\x04",
        b"\xa0\x80\x02\x01\x01",
        b"\xa0\x82\x01",
    ],
)
def test_opaque_signature_that_is_not_whole_gives_nothing(tail: bytes) -> None:
    start = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609") + bytes.fromhex(
        "2a864886f70d010701"
    )
    assert signed_content(start + tail) == b""
    assert signed_content(tail) == b""


def test_calendar_tells_its_first_event() -> None:
    text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Visita\\, previa\r\nDTSTART:20260312T150000Z\r\nDTEND;VALUE=DATE:20260313\r\nDESCRIPTION:Uno\\ndos y\r\n  tres\r\nORGANIZER:mailto:ana@sol.example\r\nLOCATION:\r\nEND:VEVENT\r\nSUMMARY:otra\r\n"
    assert (
        calendar_text(text.encode())
        == "Visita, previa\n2026-03-12 15:00 UTC\n2026-03-13\nana@sol.example\nUno\ndos y tres"
    )
    assert calendar_text(b"DTSTART:pronto") == "pronto"
    assert calendar_text(b"nada") == ""
