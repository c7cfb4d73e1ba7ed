"""What a file really is, looked at without ever unpacking it."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile

import pytest

from ventanilla.files.kinds import MEDIA_TYPES, Kind, look

MEGABYTE = 1 << 20


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    file.seek(0)
    return file


def peak_of(file: io.BytesIO, name: str, extension: str) -> tuple[Kind, int]:
    tracemalloc.start()
    try:
        return look(file, name, [extension]), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_open_document_says_what_it_is(method: int) -> None:
    file = archive({"mimetype": MEDIA_TYPES["odt"].encode(), "content.xml": b"<a/>"}, method)
    assert look(file, "carta.odt", ["odt"]).extension == "odt"
    assert look(file, "carta.ods", ["ods"]).reason
    assert file.tell() == 0


def test_a_member_that_swells_is_never_unpacked() -> None:
    """Its ratio passes, for the rest of the archive does not shrink at all."""
    file = archive({"mimetype": b"\0" * (100 * MEGABYTE), "relleno": os.urandom(MEGABYTE)})
    kind, peak = peak_of(file, "bomba.odt", "odt")
    assert kind.reason
    assert peak < 10 * MEGABYTE


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_type_packed_in_an_unusual_way_is_not_read(method: int) -> None:
    file = archive({"mimetype": MEDIA_TYPES["odt"].encode()}, method)
    assert look(file, "carta.odt", ["odt"]).reason


def test_an_archive_of_too_many_members_is_not_opened() -> None:
    file = archive({f"{number}": b"" for number in range(10_001)}, zipfile.ZIP_STORED)
    assert look(file, "muchos.zip", ["zip"]).reason
    assert look(archive({"uno.txt": b"1"}), "uno.zip", ["zip"]).extension == "zip"


def test_a_broken_stream_is_refused() -> None:
    content = bytearray(archive({"mimetype": MEDIA_TYPES["odt"].encode() * 9}).getvalue())
    content[38:60] = b"\xff" * 22
    assert look(io.BytesIO(bytes(content)), "rota.odt", ["odt"]).reason
