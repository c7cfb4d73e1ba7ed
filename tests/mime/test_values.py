"""The small readers: charsets, words, addresses, parameters, ids, dates, names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ventanilla.mime import limits, read
from ventanilla.mime.addresses import read_addresses
from ventanilla.mime.charsets import decode, is_known, storable
from ventanilla.mime.dates import read_date
from ventanilla.mime.faults import Repairs
from ventanilla.mime.names import file_name, message_name, shortened
from ventanilla.mime.parameters import content_type, disposition
from ventanilla.mime.threads import message_ids
from ventanilla.mime.transfer import undo
from ventanilla.mime.words import decode_words


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("año".encode("utf-16"), "", "año"),
        (b"a\xf1o", "utf-16", "año"),
        ("año".encode("cp437"), "cp437", "año"),
        ("año".encode("cp850"), "ibm850", "año"),
        (b"a\xf1o", "idna", "año"),
        (b"a\xf1o", "unicode_escape", "año"),
        (b"a\xf1o", "base64_codec", "año"),
        (b"a\xf1o", "???", "año"),
        (b"a\xf1o", "8bit", "año"),
        ("año".encode(), "shift_jis_2004", "aﾃｱo"),
        (b"a\xff\xf1", "euc_jp", "a\ufffd\ufffd"),
        ("señal: año".encode() + "日本".encode(), "big5", "señal: año日本"),
        (b"\x81\x8d", "windows-1252", "\x81\x8d"),
        ("税関".encode("iso2022_jp"), "", "税関"),
        ("año".encode("utf-8-sig"), "utf-8", "año"),
        (b"hola", "x-nada", "hola"),
    ],
)
def test_bytes_become_text_whatever_the_label_says(data: bytes, label: str, text: str) -> None:
    assert storable(decode(data, label)[0]) == storable(text)


def test_what_cannot_be_stored_is_left_out_or_replaced() -> None:
    assert storable("a\0b\x07c\ud800d\x7f\te\nf") == "abc\ufffdd\te\nf"
    assert is_known("utf-8")
    assert not is_known("x-nada")
    assert "\ud800" not in decode_words("=?utf-7?Q?+2AA-?=")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Ana <@uno,@dos:ana@sol.example>", ["ana@sol.example"]),
        ('"Ana (jefa)" <ana@sol.example> (casa)', ["ana@sol.example"]),
        ("Ana <ana@sol.example> Luis <luis@sol.example>", ["ana@sol.example", "luis@sol.example"]),
        ('"ana sol"@x.example', ['"anasol"@x.example']),
        ("ana\\@sol.example", ["ana@sol.example"]),
        ("<mailto:ana@sol.example>", ["ana@sol.example"]),
        ("'ana@sol.example'", ["ana@sol.example"]),
        ("Grupo: a@b.example, c@d.example;", ["a@b.example", "c@d.example"]),
        ("ana@sol.example <Ana>", ["ana@sol.example"]),
        ("Solo Nombre", [""]),
        ("(solo un comentario)", [""]),
        ("<>", []),
        ("Ana <ana@sol.example", ["ana@sol.example"]),
        ('"Ana\\"" <ana@sol.example>', ["ana@sol.example"]),
        ("ñandú@sol.example", ["ñandú@sol.example"]),
        ("(" * 50 + "ana@sol.example", ["ana@sol.example"]),
    ],
)
def test_addresses_are_found_in_careless_lists(text: str, addresses: list[str]) -> None:
    assert [one.address for one in read_addresses(text, Repairs())] == addresses


def test_number_of_addresses_is_bounded() -> None:
    repairs = Repairs()
    assert len(read_addresses("a@b.example," * 600, repairs)) == 500
    assert repairs.codes == ("too-many-addresses",)


def test_number_of_repairs_is_bounded() -> None:
    repairs = Repairs()
    for number in range(100):
        repairs.note(f"code-{number}")
    assert len(repairs.codes) == 50


def test_first_and_nearest_references_stay() -> None:
    ids = message_ids("".join(f"<{number}@x.example>" for number in range(500)))
    assert (len(ids), ids[0], ids[-1]) == (200, "<0@x.example>", "<499@x.example>")
    assert message_ids("ana@x.example [] <> <a b>") == ("<ana@x.example>",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-10T09:41:07Z", datetime(2026, 3, 10, 9, 41, 7, tzinfo=UTC)),
        ("2026-03-10 09:41", datetime(2026, 3, 10, 9, 41, tzinfo=UTC)),
        ("2026-13-10 09:41", None),
        ("ter, 10 fev 2026 09:41:07 +0000", datetime(2026, 2, 10, 9, 41, 7, tzinfo=UTC)),
        ("Tue, 10 Mar 1026 09:41:07 +0000", None),
        ("Tue, 10 Mar 2026 09:41:07 +2359", datetime(2026, 3, 9, 9, 42, 7, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates(text: str, moment: datetime | None) -> None:
    assert read_date(text) == moment


def test_parameters_that_are_not_whole() -> None:
    assert disposition('attachment; filename="a\\\\b\\"c.pdf').get("filename") == 'a\\\\b\\"c.pdf'
    assert disposition("filename=a.pdf").get("filename") == "a.pdf"
    assert content_type("text/plain;;; charset").value == "text/plain"
    assert content_type("; charset=x").get("charset") == "x"
    assert content_type("text/plain; ;=; a=1").get("a") == "1"


def test_names_of_files() -> None:
    assert file_name("CON.txt", "text/plain", 1) == "_CON.txt"
    assert file_name("a\\..\\b/", "text/plain", 1) == "b"
    assert file_name("", "x/y", 3) == "adjunto-3.bin"
    assert file_name("Año.pdf", "application/pdf", 1) == "Año.pdf"
    assert message_name("") == "mensaje.eml"
    assert len(shortened("a" * 300)) == 150


def test_transfer_encodings() -> None:
    assert undo(b"YQ==YQ==", "BASE64") == (b"aa", False)
    assert undo(b"_-8=", "base64")[0] == b"\xff\xef"
    assert undo(b"begin 644 a\n#86)C\n`\nend\n", "x-uuencode") == (b"abc", True)
    assert undo(b"nada", "x-uuencode") == (b"nada", False)
    for first in range(256):
        undo(b"begin 644 a\n" + bytes((first,)) + b"_" * 90 + b"\nend\n", "x-uuencode")
        undo(b"begin 644 a\n" + bytes((first,)) + b"\xff\n", "x-uuencode")


def test_messages_beyond_every_limit_are_read_in_part() -> None:
    head = b"From: a@b.example\r\n"
    assert "text-too-long" in read(head + b"\r\n" + b"hola " * 300_000).faults
    assert "header-too-long" in read(head + b"X: " + b"a" * 70_000 + b"\r\n\r\nHola").faults
    assert "header-too-long" in read(head + b"X: a\r\n" + b" b" * 35_000 + b"\r\n\r\nHola").faults
    assert "too-many-headers" in read(head + b"X: a\r\n" * 1_100 + b"\r\nHola").faults


def test_message_beyond_the_wire_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WIRE_BYTES", 1_000)
    assert read(b"From: a@b.example\r\n\r\n" + b"hola " * 300).faults == ("message-too-big",)
