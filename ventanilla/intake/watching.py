"""Watching IMAP boxes: a thread for each holds IDLE, so that mail is filed when it comes and not at the next poll.

Polling goes on beside it (`tasks.fetch`): it serves boxes whose server has no IDLE, and what a watcher misses while it
is cut off. The two never fetch from one box at once (`imap.only_fetcher`).
"""

from __future__ import annotations

import datetime as dt
import logging
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.utils import timezone

from ventanilla.intake.boxes import UnknownBox, box_named
from ventanilla.intake.connection import Line, opened
from ventanilla.intake.imap import ImapFault, faults_of, only_fetcher, take_waiting
from ventanilla.mail.boxes import note_read

logger = logging.getLogger(__name__)

SECONDS_TO_END = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things last, in seconds.

    RFC 2177 asks to begin IDLE anew before 29 minutes; routers forget a silent connection sooner. After a fault the wait
    doubles up to the longest; polling goes on meanwhile. `busy`: when to look again where somebody else was fetching.
    """

    idle: float = 9 * 60
    first_wait: float = 5
    longest_wait: float = 5 * 60
    busy: float = 2


class Watcher(threading.Thread):
    """Watches one box until told to end, or until its server turns out to have no IDLE."""

    def __init__(self, *, box: str, url: str, clock: Callable[[], dt.datetime], pace: Pace) -> None:
        super().__init__(name=f"watch-{box}", daemon=True)
        self.box, self.url, self.clock, self.pace = box, url, clock, pace
        self.is_told_to_end = threading.Event()
        self._bell, self._wake = socket.socketpair()

    def run(self) -> None:
        """Connect, watch, and after a fault connect again, each time later; soon again where it had held for a while."""
        wait = self.pace.first_wait
        while not self.is_told_to_end.is_set():
            signed_in_at = math.inf
            try:
                with faults_of(self.box, self.clock), opened(self.url) as server:
                    if not server.can_wait:
                        logger.info("box %s: its server has no IDLE, polling goes on", self.box)
                        return
                    signed_in_at = time.monotonic()
                    self._watch(server)
            except ImapFault as fault:
                logger.warning("%s", fault)
            except Exception:  # a database that is away: a watcher does not end of that
                logger.exception("box %s cannot be watched now", self.box)
            finally:
                connections.close_all()
            if time.monotonic() - signed_in_at > wait:
                wait = self.pace.first_wait
            self.is_told_to_end.wait(wait)
            wait = min(2 * wait, self.pace.longest_wait)

    def end(self) -> None:
        """Tell it to end; it does so at once where it waits, and after the mail in hand where it fetches."""
        self.is_told_to_end.set()
        self._bell.send(b"x")

    def await_end(self, *, until: float) -> None:
        """Wait for its end, no longer than to a moment of `time.monotonic`. What still fetches ends with the process."""
        self.join(max(0.0, until - time.monotonic()))
        if not self.is_alive():
            self._bell.close()
            self._wake.close()

    def _watch(self, server: Line) -> None:
        while not self.is_told_to_end.is_set():
            is_done = self._fetch(server)
            if not server.has_news:
                server.wait_for_news(seconds=self.pace.idle if is_done else self.pace.busy, wake=self._wake)

    def _fetch(self, server: Line) -> bool:
        """Take what is there; False where somebody else is at it and may have looked before the last mail came."""
        try:
            server.forget_news()
            with only_fetcher(self.box) as is_free:
                if is_free:
                    take_waiting(server, box=self.box, clock=self.clock, until=self.is_told_to_end.is_set)
                    note_read(self.box, at=self.clock())
                return is_free
        finally:
            connections.close_all()


@contextmanager
def watched(
    boxes: Mapping[str, str], *, clock: Callable[[], dt.datetime] = timezone.now, pace: Pace | None = None
) -> Iterator[list[Watcher]]:
    """Watch these boxes (code to URL) while it lasts. A box the pack does not know is named in the log."""
    watchers = []
    for code, url in boxes.items():
        try:
            box = box_named(code).code
        except UnknownBox as fault:
            logger.warning("%s", fault)
            continue
        watchers.append(Watcher(box=box, url=url, clock=clock, pace=pace or Pace()))
    for watcher in watchers:
        watcher.start()
    try:
        yield watchers
    finally:
        for watcher in watchers:
            watcher.end()
        give_up = time.monotonic() + SECONDS_TO_END
        for watcher in watchers:
            watcher.await_end(until=give_up)
