"""Fetching mail from IMAP boxes: stored and committed first, moved away on the server after."""

from __future__ import annotations

import datetime as dt
import imaplib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

from ventanilla.intake.connection import opened
from ventanilla.mail.boxes import note_fault, note_read
from ventanilla.mail.incoming import receive_mail

logger = logging.getLogger(__name__)

DONE, FAULTY = "Procesados", "Errores"
LARGEST = 100 * 1024 * 1024
BATCH = 500
"""What one poll takes at most: other boxes wait for their turn."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class ImapFault(Exception):
    """A mailbox could not be read; the text says which and why, without its password."""


def poll(*, box: str, url: str, clock: Callable[[], dt.datetime]) -> int:
    """Fetch what lies in a mailbox (`imaps://user:password@host/FOLDER`, oldest first); returns how many were stored.

    Where somebody else is fetching from it, nothing is done: they find the same. Raises ImapFault.
    """
    with only_fetcher(box) as is_free:
        if not is_free:
            return 0
        with faults_of(box, clock), opened(url) as server:
            stored = take_waiting(server, box=box, clock=clock, limit=BATCH)
        note_read(box, at=clock())
        return stored


def take_waiting(
    server: imaplib.IMAP4,
    *,
    box: str,
    clock: Callable[[], dt.datetime],
    limit: int | None = None,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Store what lies in the selected folder and move it away, until told to stop; returns how many were stored.

    A mail that the server will not give or move is left to the next time and stops none of those after it. Raises
    OSError or imaplib.IMAP4.error, that of the first such mail.
    """
    stored, faults = 0, list[imaplib.IMAP4.error]()
    for uid in _uids(server)[:limit]:
        if until():
            break
        try:
            stored += _take(server, uid, box=box, at=clock())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return stored


@contextmanager
def only_fetcher(box: str) -> Iterator[bool]:
    """Whether nobody else fetches from a box, in this process or another; nobody else begins to while it lasts."""
    key = f"intake.fetch:{box}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        (is_free,) = cursor.fetchone()
        try:
            yield is_free
        finally:
            if is_free:
                with suppress(Error):  # a connection that broke has let go of it already
                    cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


@contextmanager
def faults_of(box: str, clock: Callable[[], dt.datetime]) -> Iterator[None]:
    """What goes wrong with a box's server, noted and as an ImapFault that names the box."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        note_fault(box, str(error), at=clock())
        raise ImapFault(f"buzón {box}: {error}") from error


def _take(server: imaplib.IMAP4, uid: str, *, box: str, at: dt.datetime) -> int:
    size = _size(server, uid)
    if size > LARGEST:
        logger.error("box %s: the mail with UID %s has %s bytes and was set aside", box, uid, size)
        _move(server, uid, FAULTY)
        return 0
    answer, parts = server.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if answer != "OK" or raw is None:
        return 0
    receive_mail(box=box, raw=[raw], at=at)
    _move(server, uid, DONE)
    return 1


def _size(server: imaplib.IMAP4, uid: str) -> int:
    _, parts = server.uid("FETCH", uid, "(RFC822.SIZE)")
    found = next((match for part in parts if isinstance(part, bytes) and (match := _SIZE.search(part))), None)
    return int(found[1]) if found else 0


def _uids(server: imaplib.IMAP4) -> list[str]:
    answer, found = server.uid("SEARCH", "UNDELETED")
    if answer != "OK" or not found or not found[0]:
        return []
    return str(found[0], "ascii").split()


def _move(server: imaplib.IMAP4, uid: str, folder: str) -> None:
    """Move by UID; where the server has no MOVE (RFC 6851), copy and mark as deleted (no other mail is touched)."""
    with suppress(imaplib.IMAP4.error):
        server.create(folder)
    if "MOVE" in server.capabilities:
        answer, text = server.uid("MOVE", uid, folder)
    else:
        answer, text = server.uid("COPY", uid, folder)
        if answer == "OK":
            server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in server.capabilities:
                server.uid("EXPUNGE", uid)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"no se pudo mover a {folder}: {text}")
