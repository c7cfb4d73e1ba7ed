"""A mail as filing sees it: what was read of the bytes together with what the transport knows."""

from __future__ import annotations

from dataclasses import dataclass

from ventanilla.catalogue.model import MailBox
from ventanilla.intake.boxes import is_ours
from ventanilla.mail.incoming import NULL_SENDER, Heading, id_key, storable
from ventanilla.mime import Mail

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in a box. `recipients`: every address it went to, the envelope's first."""

    mail: Mail
    box: MailBox
    recipients: tuple[str, ...]
    is_from_nobody: bool

    @property
    def sender(self) -> str:
        """The From address in lower case; "" where there is none."""
        return storable(self.mail.from_.address.strip().lower()) if self.mail.from_ else ""

    @property
    def sender_name(self) -> str:
        """The name beside the From address."""
        return " ".join(self.mail.from_.name.split())[:150] if self.mail.from_ else ""

    @property
    def message_id(self) -> str:
        """The Message-ID as our tables keep it; "" where there is none."""
        return id_key(storable(self.mail.message_id)) if len(self.mail.message_id) > 2 else ""

    @property
    def known_ids(self) -> tuple[str, ...]:
        """What it answers, the nearest first."""
        ids = (self.mail.in_reply_to, *reversed(self.mail.references))
        return tuple(dict.fromkeys(id_key(storable(item)) for item in ids if item))

    @property
    def text(self) -> str:
        """What the person wrote; all of it where taking the quotation away left nothing."""
        return storable(self.mail.reply_text.strip() or self.mail.body_text.strip())

    @property
    def subject(self) -> str:
        """The subject on one line."""
        return " ".join(storable(self.mail.subject).split())

    @property
    def auth_results(self) -> str:
        """The topmost Authentication-Results: the one our own server wrote, if any did."""
        return header(self.mail, "authentication-results")

    def heading(self) -> Heading:
        """What lists show of it."""
        return Heading(
            message_id=self.message_id,
            sender=self.sender,
            subject=self.subject,
            auth_results=self.auth_results,
        )


def address_letter(
    mail: Mail, *, box: MailBox, envelope_from: str = "", recipients: tuple[str, ...] = ()
) -> Letter:
    """A mail with its envelope, as far as the transport told it (`envelope_from` as MailInbound keeps it)."""
    is_from_nobody = envelope_from == NULL_SENDER or (not envelope_from and mail.return_path == "")
    return Letter(
        mail=mail,
        box=box,
        recipients=tuple(dict.fromkeys((*recipients, *recipients_of(mail)))),
        is_from_nobody=is_from_nobody,
    )


def recipients_of(mail: Mail) -> tuple[str, ...]:
    """Every address the headers say it went to, those of our own server's trace first."""
    traced = [value.strip().strip("<>") for name, value in mail.headers if name in _DELIVERED]
    named = [address.address for address in (*mail.to, *mail.cc) if address.address]
    return tuple(dict.fromkeys([*(item for item in traced if is_ours(item)), *named]))


def header(mail: Mail, name: str) -> str:
    """The first header of a name; "" where there is none."""
    return next((value for known, value in mail.headers if known == name), "")
