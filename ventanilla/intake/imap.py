"""Fetching mail from IMAP boxes: stored and committed first, moved away on the server after."""

from __future__ import annotations

import datetime as dt
import imaplib
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from ventanilla.mail.incoming import receive_mail

logger = logging.getLogger(__name__)

DONE, FAULTY = "Procesados", "Errores"
TIMEOUT_SECONDS = 60
LARGEST = 100 * 1024 * 1024
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MARKS = re.compile(r"[&\x00-\x1f\x7f-\uffff\"\\]")


class ImapFault(Exception):
    """A mailbox could not be read; the text says which and why, without its password."""


def poll(*, box: str, url: str, clock: Callable[[], dt.datetime], limit: int = 500) -> int:
    """Fetch what lies in a mailbox (`imaps://user:password@host/FOLDER`, oldest first); returns how many were stored.

    One poll at a time for a box: a second one would only find the same bytes. Raises ImapFault.
    """
    stored = 0
    try:
        with _opened(url) as server:
            for uid in _uids(server)[:limit]:
                stored += _take(server, uid, box=box, at=clock())
    except (OSError, imaplib.IMAP4.error) as error:
        raise ImapFault(f"buzón {box}: {error}") from error
    return stored


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


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    host = parts.hostname or "localhost"
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _ = server.select(f'"{_MARKS.sub("", folder)}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no existe la carpeta {folder}")
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
