"""A mail server that delivers nothing: each message becomes a file, byte by byte, which a page of the demo shows.

A process of its own: ``python -m ventanilla.operations.demo.catcher SOCKET FOLDER``, given a listening socket.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import signal
import socket
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST = 100 * 1024 * 1024


class _Keep:
    """aiosmtpd's handler: what arrives is written, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        arrived = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
        name = f"{arrived}-{hashlib.sha256(content).hexdigest()[:12]}"
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.rename(self.folder / f"{name}.eml")
        return "250 Kept"


async def catch(listening: socket.socket, folder: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(_Keep(folder), hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_LARGEST),
        sock=listening,
    )
    async with server:
        await ended.wait()


def main(arguments: list[str]) -> int:
    descriptor, folder = arguments
    asyncio.run(catch(socket.socket(fileno=int(descriptor)), Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
