"""What became of a mail that came to the desk, for a page that waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ventanilla.files.store import open_blob
from ventanilla.mail.models import InboundState, MailInbound, MailOutgoing, OutgoingState
from ventanilla.mime import Mail, read
from ventanilla.operations.demo.mails import find_mail

_ON_ITS_WAY = (OutgoingState.QUEUED, OutgoingState.SENDING)


@dataclass(frozen=True, slots=True)
class Answer:
    """A mail that the desk wrote because of it. `mail_id` names its page, and is "" until it has arrived."""

    subject: str
    mail_id: str
    is_on_its_way: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """A mail and what became of it so far. `mail` is None where its bytes are lost."""

    inbound: MailInbound
    mail: Mail | None
    answers: tuple[Answer, ...]

    @property
    def written(self) -> str:
        """What the person wrote, without what she quotes; all of it where nothing else is left."""
        return (self.mail.reply_text.strip() or self.mail.body_text.strip()) if self.mail else ""

    @property
    def has_more(self) -> bool:
        """Whether the mail says more than what was written anew."""
        return self.mail is not None and self.mail.body_text.strip() != self.written

    @property
    def is_waiting(self) -> bool:
        """Whether the desk is still at it: a page that asks again will find more."""
        is_unread = self.inbound.state == InboundState.RECEIVED
        return is_unread or any(answer.is_on_its_way for answer in self.answers)

    @property
    def waits_for_staff(self) -> bool:
        """Whether a person at the desk has to decide."""
        return self.inbound.state in (InboundState.HELD, InboundState.FAILED)


def newest_inbound(limit: int = 200) -> list[MailInbound]:
    """The newest mails that came, newest first."""
    return list(MailInbound.objects.order_by("-received_at", "-id")[:limit])


def fate_of(inbound: MailInbound, folder: Path) -> Fate:
    """A mail, what was decided, and what the desk wrote to its sender in the same moment."""
    try:
        with open_blob(inbound.blob) as content:
            mail = read(content.read())
    except FileNotFoundError:
        mail = None
    return Fate(inbound=inbound, mail=mail, answers=tuple(_answers(inbound, folder)))


def _answers(inbound: MailInbound, folder: Path) -> list[Answer]:
    if inbound.settled_at is None or not inbound.sender:
        return []
    # Filing and what it tells the sender are one transaction of one moment.
    sent = MailOutgoing.objects.filter(created_at=inbound.settled_at, recipient__iexact=inbound.sender)
    answers = []
    for outgoing in sent.order_by("id"):
        mail_id = find_mail(folder, outgoing.message_id)
        is_sent_but_not_here = outgoing.state == OutgoingState.SENT and not mail_id
        answers.append(
            Answer(outgoing.subject, mail_id, is_sent_but_not_here or outgoing.state in _ON_ITS_WAY)
        )
    return answers
