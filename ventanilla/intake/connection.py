"""One IMAP connection that can wait for mail (IDLE, RFC 2177), which imaplib of our oldest Python cannot.

Own lines and no dependency: imap-tools keeps no raw bytes of what it fetches, so that only its waiting would serve, and
that looks at the socket alone and misses a line that came in the same packet as the one before. Here the bytes are read
through imaplib's own seam (`open`, `read`, `readline`), so what is buffered is known.
"""

from __future__ import annotations

import imaplib
import re
import selectors
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 60
_PIECE = 64 * 1024
_LONGEST_LINE = 10 * 1024 * 1024
_NEWS = "EXISTS"
_MARKS = re.compile(r"[&\x00-\x1f\x7f-\uffff\"\\]")

imaplib.Commands.setdefault("IDLE", ("SELECTED",))


class Line(imaplib.IMAP4):
    """A connection whose buffer is its own."""

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; a peer that went away without a word is found out by the system's keep-alive."""
        self._unread = bytearray()
        super().open(host, port, timeout)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; fewer where the peer hung up."""
        while len(self._unread) < size and self._receive():
            pass
        return self._cut(size)

    def readline(self) -> bytes:
        """One line with its end; less where the peer hung up."""
        searched = 0
        while (end := self._unread.find(b"\n", searched)) < 0:
            searched = len(self._unread)
            if searched > _LONGEST_LINE:
                raise self.error("una línea demasiado larga")
            if not self._receive():
                return self._cut(searched)
        return self._cut(end + 1)

    def ask_capabilities(self) -> None:
        """Ask again what the server can: before sign-in many do not say all of it, and imaplib asks only then."""
        _, told = self.capability()
        self.capabilities = tuple(str(told[-1], "ascii", "replace").upper().split())

    @property
    def can_wait(self) -> bool:
        """Whether the server offers IDLE."""
        return "IDLE" in self.capabilities

    def forget_news(self) -> None:
        """What the server says of new mail from here on is news; called before one looks what is there."""
        self.untagged_responses.pop(_NEWS, None)

    @property
    def has_news(self) -> bool:
        """Whether the server spoke of new mail since `forget_news`."""
        return _NEWS in self.untagged_responses

    def wait_for_news(self, *, seconds: float, wake: socket.socket) -> None:
        """Hold IDLE until there is news, so many seconds have passed, or `wake` has something to read.

        Raises OSError or imaplib.IMAP4.error.
        """
        tag = self._command("IDLE")
        while self._get_response() is not None:
            if self.tagged_commands[tag]:
                raise self.error("IDLE no se aceptó")
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while not self.has_news and (left := end - time.monotonic()) > 0:
                if not self._has_unread():
                    ready = {key.fileobj for key, _ in selector.select(left)}
                    if wake in ready or not ready:
                        break
                self._get_response()
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", tag)

    def _has_unread(self) -> bool:
        """Whether something has come that the system does not show any more: it is ours already, or the TLS layer's."""
        pending = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return bool(self._unread or pending)

    def _receive(self) -> bool:
        piece = self.sock.recv(_PIECE)
        self._unread += piece
        return bool(piece)

    def _cut(self, size: int) -> bytes:
        piece = bytes(self._unread[:size])
        del self._unread[:size]
        return piece


class TlsLine(Line, imaplib.IMAP4_SSL):  # type: ignore[misc]  # its `open` differs in the port it assumes
    """The same within TLS."""


@contextmanager
def opened(url: str) -> Iterator[Line]:
    """A connection to `imap(s)://user:password@host:port/FOLDER`, signed in, with the folder selected.

    Raises OSError or imaplib.IMAP4.error.
    """
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    host = parts.hostname or "localhost"
    if parts.scheme == "imaps":
        server: Line = TlsLine(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
        )
    else:
        server = Line(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.ask_capabilities()
        answer, _ = server.select(f'"{_MARKS.sub("", folder)}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no existe la carpeta {folder}")
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        with suppress(OSError):
            server.shutdown()
