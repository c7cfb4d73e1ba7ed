"""The outgoing table against a real SMTP server: nothing lost, one Message-ID, refusals told apart."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from procrastinate.contrib.django.models import ProcrastinateJob

from ventanilla.mail.acts import Sender, queue_notice
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.mail.rendering import UnusableAddress, one_line
from ventanilla.mail.sending import RETRY_AFTER, drain_outgoing

NOW = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)
NOBODY = "smtp://127.0.0.1:9"
DESK = Sender(name="Mesa de Servicios", address="mesa@example.org")


class Inbox:
    """What the server was given; addresses that begin with `busy` or `gone` are refused, and senders if `closed`."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.is_closed = False

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.is_closed:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("busy"):
            return "451 4.2.1 Mailbox busy"
        if address.startswith("gone"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


def free_port() -> int:
    """A port nobody listens on; the controller cannot be asked which one it was given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def queue(recipient: str = "ana@example.com", body: str = "Señora: recibimos su solicitud.") -> MailOutgoing:
    return queue_notice(
        sender=DESK,
        recipient=recipient,
        subject="Caso 1\r\nBcc: x@y",
        body=body,
        kind="receipt",
        ref="1",
        at=NOW,
        on_result="cases.notice_result",
    )


def test_a_notice_arrives_as_written(db: None, inbox: tuple[Inbox, str]) -> None:
    handler, url = inbox
    outgoing = queue(body="Señora: la línea es larga. " * 30)
    assert drain_outgoing(url=url, clock=lambda: NOW) == 1
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.sent_at) == (OutgoingState.SENT, NOW)
    [envelope] = handler.envelopes
    assert envelope.mail_from == f"mesa+{outgoing.reply_token}@example.org"
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=default)
    assert message["Message-ID"] == outgoing.message_id
    assert message["Subject"] == "Caso 1 Bcc: x@y"
    assert message["Bcc"] is None
    assert message["Reply-To"] == f"Mesa de Servicios <mesa+{outgoing.reply_token}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().startswith("Señora: la línea es larga.")


def test_sent_is_not_sent_again(db: None, inbox: tuple[Inbox, str]) -> None:
    handler, url = inbox
    queue()
    assert [drain_outgoing(url=url, clock=lambda: NOW) for _ in range(2)] == [1, 0]
    assert len(handler.envelopes) == 1


def test_a_refused_address_fails_for_good_and_a_busy_one_waits(db: None, inbox: tuple[Inbox, str]) -> None:
    _, url = inbox
    gone, busy, fine = queue("gone@example.com"), queue("busy@example.com"), queue()
    assert drain_outgoing(url=url, clock=lambda: NOW) == 1
    for outgoing in (gone, busy, fine):
        outgoing.refresh_from_db()
    assert (gone.state, gone.last_error) == (OutgoingState.FAILED, "550 5.1.1 No such user")
    told = ProcrastinateJob.objects.filter(task_name="cases.notice_result").values_list("args", flat=True)
    assert list(told) == [{"notice": gone.pk}]
    assert (busy.state, busy.next_try_at) == (OutgoingState.QUEUED, NOW + RETRY_AFTER[0])
    assert fine.state == OutgoingState.SENT


def test_an_address_with_accents_is_written_as_it_is_where_the_server_takes_it(db: None) -> None:
    answers = []
    for takes_accents in (True, False):
        handler, port = Inbox(), free_port()
        outgoing = queue("ñandú@peña.example")
        controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=takes_accents)
        controller.start()
        try:
            drain_outgoing(url=f"smtp://127.0.0.1:{port}", clock=lambda: NOW)
        finally:
            controller.stop()
        outgoing.refresh_from_db()
        answers.append((outgoing.state, outgoing.last_error, len(handler.envelopes)))
        if takes_accents:
            [envelope] = handler.envelopes
            assert envelope.rcpt_tos == ["ñandú@xn--pea-8ma.example"]
            assert "To: ñandú@xn--pea-8ma.example\r\n" in (envelope.original_content or b"").decode()
    reason = "el servidor de correo no admite direcciones con acentos (SMTPUTF8)"
    assert answers == [(OutgoingState.SENT, "", 1), (OutgoingState.FAILED, reason, 0)]


def test_without_a_server_it_waits_and_gives_up_after_the_last_try(db: None) -> None:
    outgoing = queue()
    clock = NOW
    for wait in RETRY_AFTER:
        assert drain_outgoing(url=NOBODY, clock=lambda now=clock: now) == 0
        outgoing.refresh_from_db()
        clock += wait
        assert (outgoing.state, outgoing.next_try_at) == (OutgoingState.QUEUED, clock)
    drain_outgoing(url=NOBODY, clock=lambda: clock)
    outgoing.refresh_from_db()
    assert outgoing.state == OutgoingState.FAILED
    assert "servidor de correo" in outgoing.last_error


def test_what_a_crash_left_in_flight_goes_again_with_the_same_bytes(
    db: None, inbox: tuple[Inbox, str]
) -> None:
    handler, url = inbox
    outgoing = queue()
    MailOutgoing.objects.update(
        state=OutgoingState.SENDING, attempt=1, next_try_at=NOW + dt.timedelta(minutes=10)
    )
    assert drain_outgoing(url=url, clock=lambda: NOW) == 0
    assert drain_outgoing(url=url, clock=lambda: NOW + dt.timedelta(minutes=11)) == 1
    assert isinstance(handler.envelopes[0].content, bytes)
    assert handler.envelopes[0].content.strip() == bytes(outgoing.rendered).strip()


def test_an_unusable_address_is_named(db: None) -> None:
    with pytest.raises(UnusableAddress, match="no es un correo"):
        queue("no es un correo")


def test_a_header_keeps_to_one_line() -> None:
    assert one_line("a\r\nb\x00c") == "a b c"


def test_a_server_that_does_not_take_us_loses_nothing(db: None, inbox: tuple[Inbox, str]) -> None:
    handler, url = inbox
    handler.is_closed = True
    outgoing = queue()
    assert drain_outgoing(url=url, clock=lambda: NOW) == 0
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.last_error) == (
        OutgoingState.QUEUED,
        "530 5.7.0 Authentication required",
    )
    handler.is_closed = False
    assert drain_outgoing(url=url, clock=lambda: outgoing.next_try_at) == 1


def test_a_slow_worker_leaves_what_another_may_take_up(db: None, inbox: tuple[Inbox, str]) -> None:
    handler, url = inbox
    queue(), queue()
    moments = iter([NOW, NOW, NOW, NOW + dt.timedelta(minutes=8), NOW + dt.timedelta(minutes=8)])
    assert drain_outgoing(url=url, clock=lambda: next(moments)) == 1
    assert len(handler.envelopes) == 1
    assert list(MailOutgoing.objects.order_by("id").values_list("state", flat=True)) == [
        OutgoingState.SENT,
        OutgoingState.SENDING,
    ]
    assert drain_outgoing(url=url, clock=lambda: NOW + dt.timedelta(minutes=11)) == 1
