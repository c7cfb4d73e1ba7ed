"""The mails of the load, and a mail server that delivers them: what is not acknowledged is delivered again."""

from __future__ import annotations

import heapq
import random
import smtplib
import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from tests.intake.letters import DESK, letter
from tests.journeys.mailbox import Letter, Mailbox

Kind = Literal["first", "reply", "same", "copy"]
REPLIES, SAME, COPIES, WITH_PDF = 0.20, 0.05, 0.05, 0.20
PDF_BYTES = 200_000
TRY_AGAIN_AFTER = 0.5
"""Seconds; doubled with each try, up to sixteen times as long."""


@dataclass(slots=True)
class Post:
    """One delivery. `serial` marks what is written; `original` is what it is a copy of; `answers` is a notice's id."""

    kind: Kind
    serial: int
    due: float
    raw: bytes = b""
    sender: str = ""
    recipient: str = DESK
    message_id: str = ""
    answers: str = ""
    pdf: bytes = b""
    original: Post | None = None
    tries: int = 0
    answer: str = ""

    @property
    def mark(self) -> str:
        """Stands in the text of this mail and in no other's."""
        return f"Marca M{self.serial:05d}."

    def __lt__(self, other: Post) -> bool:
        return (self.due, self.serial) < (other.due, other.serial)


def plan(number: int, *, seconds: float, chance: random.Random) -> list[Post]:
    """Deliveries spread over some seconds, in their order. What answers a notice is written once there is one."""
    rest = number - round(number * REPLIES) - round(number * SAME) - round(number * COPIES)
    kinds: list[Kind] = ["first"] * rest
    for kind, share in (("reply", REPLIES), ("same", SAME), ("copy", COPIES)):
        kinds += [kind] * round(number * share)  # type: ignore[list-item]
    chance.shuffle(kinds)
    kinds.insert(0, kinds.pop(kinds.index("first")))  # what the others copy or answer
    posts = [Post(kind, serial, seconds * serial / number) for serial, kind in enumerate(kinds)]
    for post in chance.sample(
        [one for one in posts if one.kind in ("first", "reply")], round(number * WITH_PDF)
    ):
        post.pdf = b"%PDF-1.4\n" + chance.randbytes(PDF_BYTES) + b"\n%%EOF\n"
    written: list[Post] = []
    for post in posts:
        if post.kind == "first":
            write_first(post)
        if post.kind in ("same", "copy"):
            post.original = chance.choice(written)
        else:
            written.append(post)
    return posts


def write_first(post: Post) -> None:
    """A new matter, from an address that writes a few of them."""
    post.sender = f"persona{post.serial // 3:04d}@remitente.example"
    post.message_id = f"<primero-{post.serial}@remitente.example>"
    post.raw = letter(
        f"Buenas tardes. {post.mark}\nConsulto por mi trámite.",
        sender=f"Persona {post.serial // 3} <{post.sender}>",
        subject=f"Consulta {post.serial:05d}",
        message_id=post.message_id,
        files=_files(post),
    )


def write_reply(post: Post, notice: Letter) -> None:
    """What the person who got a notice answers, as her mail program writes it."""
    post.sender, post.answers = notice.to, str(notice.message["Message-ID"])
    post.recipient = str(notice.message["Reply-To"])
    post.message_id = f"<respuesta-{post.serial}@remitente.example>"
    headers = {"In_Reply_To": post.answers, "References": post.answers}
    post.raw = letter(
        f"{post.mark} Adjunto lo que falta.",
        sender=post.sender,
        to=post.recipient,
        subject=f"RE: {notice.subject}",
        message_id=post.message_id,
        files=_files(post),
        **headers,
    )


def write_copy(post: Post, original: Post) -> None:
    """The same mail once more: the same bytes, or those that went another way."""
    trace = f"Received: from otro{post.serial}.example by mx.example; Tue, 10 Mar 2026 09:00:07 -0600\r\n"
    post.raw = original.raw if post.kind == "same" else trace.encode() + original.raw
    post.sender, post.recipient, post.message_id = original.sender, original.recipient, original.message_id


def _files(post: Post) -> tuple[tuple[str, bytes], ...]:
    return ((f"anexo-{post.serial}.pdf", post.pdf),) if post.pdf else ()


@dataclass(slots=True)
class MailServer:
    """Delivers over LMTP with some connections at once. `done` holds what was acknowledged or refused for good."""

    port: int
    mailbox: Mailbox
    posts: list[Post]
    seed: int
    done: list[Post] = field(default_factory=list)
    again: int = 0
    _queue: list[Post] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def is_done(self) -> bool:
        return len(self.done) == len(self.posts)

    def start(self, ended: threading.Event, connections: int = 4) -> list[threading.Thread]:
        """Begin; each thread ends when everything is delivered, or when told so."""
        begun = time.monotonic()
        for post in self.posts:
            post.due += begun
        self._queue = sorted(self.posts)
        threads = [
            threading.Thread(target=self._deliver, args=(ended, random.Random(f"{self.seed} {number}")))
            for number in range(connections)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _deliver(self, ended: threading.Event, chance: random.Random) -> None:
        connection: smtplib.LMTP | None = None
        while not self.is_done and not ended.is_set():
            post = self._next()
            if post is None:
                continue
            if not self._write(post, chance):
                self._later(post)
                continue
            try:
                connection = connection or smtplib.LMTP("127.0.0.1", self.port, timeout=60)
                connection.sendmail(post.sender, [post.recipient], post.raw)
            except smtplib.SMTPResponseException as error:
                connection = _hung_up(connection)
                self._answered(post, error.smtp_code)
            except smtplib.SMTPRecipientsRefused as error:
                connection = _hung_up(connection)
                self._answered(post, next(iter(error.recipients.values()))[0])
            except (OSError, smtplib.SMTPException):
                connection = _hung_up(connection)
                self._answered(post, 0)
            else:
                self._answered(post, 250)
        _hung_up(connection)

    def _next(self) -> Post | None:
        """What is due; None after a while without anything."""
        with self._changed:
            if not self._queue:
                self._changed.wait(0.5)
                return None
            wait = self._queue[0].due - time.monotonic()
            if wait > 0:
                self._changed.wait(min(wait, 0.5))
                return None
            return heapq.heappop(self._queue)

    def _write(self, post: Post, chance: random.Random) -> bool:
        """Whether its bytes stand: a reply needs a notice, a copy its original."""
        if not post.raw and post.kind == "reply":
            notices = [one for one in self.mailbox.letters if one.message["Reply-To"]]
            if notices:
                write_reply(post, chance.choice(notices))
        if not post.raw and post.original is not None and post.original.raw:
            write_copy(post, post.original)
        return bool(post.raw)

    def _later(self, post: Post) -> None:
        post.due = time.monotonic() + TRY_AGAIN_AFTER * 2 ** min(post.tries, 4)
        with self._changed:
            heapq.heappush(self._queue, post)

    def _answered(self, post: Post, code: int) -> None:
        post.tries += 1
        if code == 250 or 500 <= code < 600:
            post.answer = str(code)
            with self._changed:
                self.done.append(post)
                self._changed.notify_all()
            return
        self.again += 1
        self._later(post)


def _hung_up(connection: smtplib.LMTP | None) -> None:
    if connection is not None:
        connection.close()
