"""Draining the outgoing table over SMTP. Never lost, one Message-ID a notice; a crash repeats only what was in flight."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from django.db import transaction
from procrastinate.contrib.django import app

from ventanilla.mail.models import MailOutgoing, OutgoingState

RESULTS_QUEUE = "mail"
BATCH = 50
TIMEOUT_SECONDS = 30
STALE = dt.timedelta(minutes=10)
SPARE = dt.timedelta(minutes=3)
"""What one mail may take at most: each word of the dialogue has its own timeout."""
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))


def connect(url: str) -> smtplib.SMTP:
    """An SMTP dialogue from `smtp://user:password@host:port`, `smtps://` or `smtp+starttls://`.

    Raises OSError or smtplib.SMTPException.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        is_submission = parts.scheme == "smtp+starttls"
        server = smtplib.SMTP(host, port or (587 if is_submission else 25), timeout=TIMEOUT_SECONDS)
        if is_submission:
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def drain_outgoing(*, url: str, clock: Callable[[], dt.datetime]) -> int:
    """Send what is due, in batches, until nothing is left; returns how many were sent.

    Several workers may drain at once. A server that cannot be reached leaves the rows for their next try.
    """
    sent = 0
    while batch := _claim(clock()):
        try:
            server = connect(url)
        except (OSError, smtplib.SMTPException) as error:
            for outgoing in batch:
                _postpone(outgoing, f"servidor de correo: {error}", at=clock())
            return sent
        try:
            for outgoing in batch:
                if clock() > outgoing.next_try_at - SPARE:
                    break  # a slow server: what is left may soon be another worker's
                sent += _send(server, outgoing, at=clock())
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
    return sent


@transaction.atomic
def _claim(at: dt.datetime) -> list[MailOutgoing]:
    batch = list(
        MailOutgoing.objects.select_for_update(skip_locked=True)
        .filter(state__in=[OutgoingState.QUEUED, OutgoingState.SENDING], next_try_at__lte=at)
        .order_by("next_try_at", "id")[:BATCH]
    )
    for outgoing in batch:
        outgoing.state = OutgoingState.SENDING
        outgoing.attempt += 1
        outgoing.next_try_at = at + STALE
    MailOutgoing.objects.bulk_update(batch, ["state", "attempt", "next_try_at"])
    return batch


def _send(server: smtplib.SMTP, outgoing: MailOutgoing, *, at: dt.datetime) -> int:
    try:
        options = () if outgoing.recipient.isascii() else ("SMTPUTF8",)
        server.sendmail(outgoing.envelope_from, [outgoing.recipient], bytes(outgoing.rendered), options)
    except smtplib.SMTPSenderRefused as error:
        # The server does not take us (sign-in, relay), whoever the mail is for: that is repaired, not given up.
        _postpone(outgoing, f"{error.smtp_code} {_text(error.smtp_error)}", at=at)
    except smtplib.SMTPResponseException as error:
        reason = f"{error.smtp_code} {_text(error.smtp_error)}"
        _refused(outgoing, reason, permanent=500 <= error.smtp_code < 600, at=at)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        _refused(outgoing, f"{code} {_text(text)}", permanent=500 <= code < 600, at=at)
    except smtplib.SMTPNotSupportedError:
        _give_up(outgoing, "el servidor de correo no admite direcciones con acentos (SMTPUTF8)", at=at)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _postpone(outgoing, str(error), at=at)
    else:
        outgoing.state, outgoing.sent_at, outgoing.last_error = OutgoingState.SENT, at, ""
        outgoing.save(update_fields=["state", "sent_at", "last_error"])
        return 1
    return 0


def _refused(outgoing: MailOutgoing, reason: str, *, permanent: bool, at: dt.datetime) -> None:
    if permanent:
        _give_up(outgoing, reason, at=at)
    else:
        _postpone(outgoing, reason, at=at)


def _postpone(outgoing: MailOutgoing, reason: str, *, at: dt.datetime) -> None:
    if outgoing.attempt > len(RETRY_AFTER):
        _give_up(outgoing, reason, at=at)
        return
    outgoing.state, outgoing.last_error = OutgoingState.QUEUED, reason
    outgoing.next_try_at = at + RETRY_AFTER[outgoing.attempt - 1]
    outgoing.save(update_fields=["state", "next_try_at", "last_error"])


@transaction.atomic
def _give_up(outgoing: MailOutgoing, reason: str, *, at: dt.datetime) -> None:
    """It will not be delivered: whoever wrote the notice is told by the task it named."""
    outgoing.state, outgoing.last_error, outgoing.result_at = OutgoingState.FAILED, reason, at
    outgoing.save(update_fields=["state", "last_error", "result_at"])
    if outgoing.on_result:
        app.configure_task(outgoing.on_result, queue=RESULTS_QUEUE).defer(notice=outgoing.pk)


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
