"""A real SMTP server in the test's own process that keeps what it is given, and what a person reads in a mail."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import hashlib
import logging
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

SECONDS_TO_ARRIVE = 30

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line of every dialogue


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it."""

    to: str
    subject: str
    text: str
    message: EmailMessage

    def link(self, holding: str) -> str:
        """The first address in the text with `holding` in it. AssertionError where there is none."""
        links = [link for link in re.findall(r"https?://[^\s<>]+", self.text) if holding in link]
        assert links, f"no link with {holding!r} in:\n{self.text}"
        return str(links[0])


@dataclass(slots=True)
class Mailbox:
    """Everything that arrived, in its order. `port` is where it listens."""

    port: int
    folder: Path
    _letters: list[Letter] = field(default_factory=list)
    _read: set[int] = field(default_factory=set)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def count(self) -> int:
        """How many came so far."""
        return len(self._letters)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """All that came so far."""
        return tuple(self._letters)

    def wait(self, *, to: str, subject: str) -> Letter:
        """The first unread mail to `to` whose subject holds `subject`; waits for it, and marks it as read."""
        with self._arrived:
            found: list[int] = []

            def came() -> bool:
                found[:] = [
                    index
                    for index, letter in enumerate(self._letters)
                    if index not in self._read and letter.to == to and subject in letter.subject
                ]
                return bool(found)

            assert self._arrived.wait_for(came, SECONDS_TO_ARRIVE), (
                f"no mail to {to} about {subject!r}; there are: {[(x.to, x.subject) for x in self._letters]}"
            )
            self._read.add(found[0])
            return self._letters[found[0]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=default)
        body = message.get_body(("plain",))
        assert isinstance(message, EmailMessage)
        letter = Letter(
            to=envelope.rcpt_tos[0],
            subject=str(message["Subject"]),
            text=str(body.get_content()) if isinstance(body, EmailMessage) else "",
            message=message,
        )
        self._keep(content)
        with self._arrived:
            self._letters.append(letter)
            self._arrived.notify_all()
        return "250 Kept"

    def _keep(self, content: bytes) -> None:
        """As the demonstration's own server does, so that its page shows the mail."""
        arrived = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
        (self.folder / f"{arrived}-{hashlib.sha256(content).hexdigest()[:12]}.eml").write_bytes(content)


@contextmanager
def open_mailbox(folder: Path) -> Iterator[Mailbox]:
    """A server on a free port of the loopback for as long as the block lasts; it keeps its mails in `folder` too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        mailbox = Mailbox(listening.getsockname()[1], folder)
        loop, ended = asyncio.new_event_loop(), asyncio.Event()
        # The browser's driver has a loop of its own in the test's thread: ours needs another thread from the start.
        thread = threading.Thread(
            target=loop.run_until_complete, args=(_serve(mailbox, listening, ended),), name="mailbox"
        )
        thread.start()
        try:
            yield mailbox
        finally:
            loop.call_soon_threadsafe(ended.set)
            thread.join()
            loop.close()


async def _serve(mailbox: Mailbox, listening: socket.socket, ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="localhost", enable_SMTPUTF8=True), sock=listening
    )
    async with server:
        await ended.wait()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
