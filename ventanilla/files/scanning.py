"""The clamd client (INSTREAM) and what its verdict does to a blob."""

from __future__ import annotations

import datetime as dt
import logging
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from ventanilla.files.models import Blob, Scan
from ventanilla.files.store import chunks_of, open_blob

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said. `state` is pending where it gave no verdict: the file is tried again.

    `scanned_with` is "" where the scanner could not be reached at all.
    """

    state: Scan
    scanned_with: str = ""


def scan_pending(*, at: dt.datetime, limit: int = 100) -> int:
    """Scan the oldest pending blobs; returns how many got a verdict. Safe to run twice at once."""
    done = 0
    for blob in Blob.objects.filter(scan=Scan.PENDING).order_by("created_at")[:limit]:
        try:
            with open_blob(blob) as content:
                verdict = ask_clamd(content)
        except FileNotFoundError:
            logger.warning("%s: the content to be scanned is not on the disk", blob.sha256)
            continue
        if verdict.state == Scan.PENDING and not verdict.scanned_with:
            return done
        if verdict.state == Scan.PENDING:
            logger.warning(
                "%s: the scanner gave no verdict (is it larger than StreamMaxLength?)", blob.sha256
            )
            continue
        done += Blob.objects.filter(sha256=blob.sha256, scan=Scan.PENDING).update(
            scan=verdict.state, scanned_with=verdict.scanned_with, scanned_at=at
        )
    return done


def ask_clamd(content: BinaryIO) -> Verdict:
    """Send a content to the clamd at `settings.CLAMD_ADDRESS` (`host:port` or a socket path)."""
    version = ""
    try:
        with _connect(settings.CLAMD_ADDRESS) as connection:
            version = _command(connection, b"zVERSION\0")
        with _connect(settings.CLAMD_ADDRESS) as connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks_of(content):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            answer = _command(connection, struct.pack("!L", 0))
    except OSError:
        return Verdict(Scan.PENDING, version[:120])
    if answer.endswith("OK"):
        return Verdict(Scan.CLEAN, version[:120])
    if answer.endswith("FOUND"):
        return Verdict(Scan.INFECTED, f"{answer.removeprefix('stream: ')} · {version}"[:120])
    return Verdict(Scan.PENDING, version[:120])


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)


def _command(connection: socket.socket, data: bytes) -> str:
    connection.sendall(data)
    answer = b""
    while not answer.endswith(b"\0"):
        received = connection.recv(4096)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace")
