"""The listener that a local mail server delivers to, over LMTP or SMTP. It says 250 when the mail is on disk and in the table."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from typing import Any, BinaryIO

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.db import close_old_connections
from django.utils import timezone

from ventanilla.files.store import chunks_of
from ventanilla.mail.addresses import box_at
from ventanilla.mail.incoming import receive_mail

logger = logging.getLogger(__name__)

LARGEST = 100 * 1024 * 1024
IN_MEMORY = 256 * 1024
IDLE_SECONDS = 300
KEPT, LATER = "250 2.6.0 Kept", "451 4.3.0 Cannot keep it now, try again"
UNKNOWN, TOO_LARGE = "550 5.1.1 No such mailbox here", "552 5.3.4 Message too big"


class Doorman:
    """aiosmtpd's hooks: which recipients are ours."""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take what is addressed to a box of the pack, with or without a +token."""
        if box_at(address) is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever went wrong is ours, not the mail's: aiosmtpd would answer 500, and its sender would give it up."""
        logger.error("a delivery was put off", exc_info=error)
        return LATER


class _Streaming(SMTP):
    """DATA goes to disk as it comes, lines of any length and bytes of any kind; nothing is changed but dot-stuffing."""

    line_length_limit = 64 * 1024
    answers_each = False

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd's name
        """Take a mail and answer once it is kept: for each recipient under LMTP (RFC 2033 4.2), else once."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos or arg:
            await self.push("503 5.5.1 Need RCPT first" if not arg else "501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as content:
            size = await self._read_data(content)
            answers = await self._keep(content, size, envelope)
        await self.push("\r\n".join(answers if self.answers_each else [max(answers)]))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _read_data(self, content: Any) -> int:
        """Write what comes up to the lone dot; returns its size. Beyond LARGEST it is read and not written."""
        size, at_line_start = 0, True
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as overrun:
                piece = await self._reader.read(overrun.consumed)
            except asyncio.CancelledError:
                self._writer.close()
                raise
            if at_line_start and piece == b".\r\n":
                return size
            if at_line_start and piece.startswith(b"."):
                piece = piece[1:]
            at_line_start = piece.endswith(b"\r\n")
            size += len(piece)
            if size <= LARGEST:
                content.write(piece)

    async def _keep(self, content: Any, size: int, envelope: Envelope) -> list[str]:
        """What to answer for each recipient, in their order."""
        recipients = list(envelope.rcpt_tos)
        if size > LARGEST:
            return [TOO_LARGE] * len(recipients)
        try:
            await asyncio.to_thread(keep, content, envelope.mail_from, recipients)
        except (
            Exception
        ):  # whatever it is, the mail is not refused for it: its sender keeps it and tries again
            logger.exception("a mail for %s could not be kept", ", ".join(recipients))
            return [LATER] * len(recipients)
        return [KEPT] * len(recipients)


class SmtpListener(_Streaming):
    """One answer for each mail."""


class LmtpListener(_Streaming, LMTP):
    """One answer for each recipient."""

    answers_each = True


def keep(content: BinaryIO, mail_from: str | None, recipients: list[str]) -> None:
    """Store a mail once for each box it is addressed to, committed when this returns."""
    by_box: dict[str, list[str]] = {}
    for recipient in recipients:
        box = box_at(recipient)
        if box is not None:
            by_box.setdefault(box.code, []).append(recipient)
    close_old_connections()
    try:
        for code, addressed in by_box.items():
            content.seek(0)
            receive_mail(
                box=code,
                raw=chunks_of(content),
                envelope_from=mail_from or "",
                recipients=addressed,
                at=timezone.now(),
            )
    finally:
        close_old_connections()


def listener(*, lmtp: bool, hostname: str) -> SMTP:
    """One connection's protocol."""
    kind = LmtpListener if lmtp else SmtpListener
    return kind(
        Doorman(), hostname=hostname, enable_SMTPUTF8=True, data_size_limit=LARGEST, timeout=IDLE_SECONDS
    )
