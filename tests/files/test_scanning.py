"""Scanning against a real socket that speaks clamd's words: one odd file keeps nobody else's from being looked at."""

from __future__ import annotations

import datetime as dt
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from ventanilla.files.models import Blob, Scan
from ventanilla.files.scanning import scan_pending
from ventanilla.files.store import path_of, store

AT = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)


class Clamd(socketserver.StreamRequestHandler):
    """Finds a virus in `virus`, and has no room for `large`."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        answer = {b"virus": b"stream: Eicar FOUND", b"large": b"INSTREAM size limit exceeded. ERROR"}
        self.wfile.write(answer.get(content, b"stream: OK") + b"\0")


@pytest.fixture
def clamd(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.SCAN, settings.FILES_DIR = "required", tmp_path
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def keep(content: bytes, second: int) -> Blob:
    return store([content], media_type="text/plain", at=AT + dt.timedelta(seconds=second))


def states() -> list[str]:
    return list(Blob.objects.order_by("created_at").values_list("scan", flat=True))


@pytest.mark.django_db
def test_what_gives_no_verdict_or_is_lost_holds_nothing_up(clamd: None) -> None:
    for second, content in enumerate([b"large", b"lost", b"virus", b"clean"]):
        blob = keep(content, second)
        if content == b"lost":
            path_of(blob.sha256).unlink()
    assert scan_pending(at=AT) == 2
    assert states() == [Scan.PENDING, Scan.PENDING, Scan.INFECTED, Scan.CLEAN]


@pytest.mark.django_db
def test_a_scanner_that_is_away_is_asked_once(clamd: None, settings: Settings) -> None:
    keep(b"clean", 0)
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    assert scan_pending(at=AT) == 0
    assert states() == [Scan.PENDING]
