"""Queueing a notice in the transaction of the act that causes it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ventanilla.catalogue.pack import Pack
from ventanilla.catalogue.texts import fill
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.mail.rendering import Enclosed, ascii_address, render
from ventanilla.mail.waking import wake

DRAIN_TASK = "mail.drain"

UNDELIVERED = (OutgoingState.FAILED, OutgoingState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom notices go out; replies come back to a plus-address of `address`."""

    name: str
    address: str

    def reply_address(self, token: str) -> str:
        """The address whose replies find their notice by `token`."""
        local, _, domain = self.address.partition("@")
        return f"{local}+{token}@{domain}"

    def message_id(self, token: str) -> str:
        """The Message-ID of the notice with `token`."""
        return f"<{token}@{self.address.partition('@')[2]}>"


def queue_text(
    pack: Pack,
    code: str,
    *,
    recipient: str,
    values: Mapping[str, str],
    at: dt.datetime,
    ref: str = "",
    in_reply_to: str = "",
    on_result: str = "",
    attachments: Sequence[Enclosed] = (),
) -> MailOutgoing:
    """Write one text of the pack, filled with `values`, as a notice of that kind. As `queue_notice` otherwise."""
    text = pack.text(code)
    return queue_notice(
        sender=Sender(name=pack.mail.from_name, address=str(pack.mail.from_address)),
        recipient=recipient,
        subject=fill(str(text.subject), values),
        body=fill(str(text.body), values),
        kind=code,
        ref=ref,
        at=at,
        in_reply_to=in_reply_to,
        on_result=on_result,
        attachments=attachments,
    )


def queue_notice(
    *,
    sender: Sender,
    recipient: str,
    subject: str,
    body: str,
    kind: str,
    ref: str,
    at: dt.datetime,
    in_reply_to: str = "",
    on_result: str = "",
    attachments: Sequence[Enclosed] = (),
) -> MailOutgoing:
    """Write one notice; the worker sends it after the caller's transaction commits.

    `ref` names its subject (a case number), `on_result` the task told if it is not delivered. Raises UnusableAddress.
    """
    token = secrets.token_hex(12)
    rendered = render(
        message_id=sender.message_id(token),
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_address(token),
        recipient=recipient,
        subject=subject,
        body=body,
        at=at,
        in_reply_to=in_reply_to,
        attachments=attachments,
    )
    wake(DRAIN_TASK, queue="mail")
    return MailOutgoing.objects.create(
        message_id=sender.message_id(token),
        reply_token=token,
        envelope_from=sender.reply_address(token),
        recipient=ascii_address(recipient),
        subject=subject,
        kind=kind,
        ref=ref,
        on_result=on_result,
        rendered=rendered,
        next_try_at=at,
        created_at=at,
    )


def requeue_notice(outgoing: MailOutgoing, *, at: dt.datetime) -> None:
    """Send an undelivered notice once more, from its first try: the same bytes under the same Message-ID."""
    outgoing.state, outgoing.attempt = OutgoingState.QUEUED, 0
    outgoing.next_try_at, outgoing.result_at = at, None
    outgoing.save(update_fields=["state", "attempt", "next_try_at", "result_at"])
    wake(DRAIN_TASK, queue="mail")
