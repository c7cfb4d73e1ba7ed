"""The desk's own addresses: which box one belongs to, and the reply token it may carry."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ventanilla.catalogue.model import MailBox
from ventanilla.mail.addresses import box_at, without_tag
from ventanilla.reference.current import current_pack

_TOKEN = re.compile(r"[0-9a-f]{24}")


class UnknownBox(LookupError):
    """No box of the pack has this code or address."""


def box_named(code: str) -> MailBox:
    """The box of the pack with a code. Raises UnknownBox."""
    for box in current_pack().mail.boxes:
        if box.code == code:
            return box
    raise UnknownBox(f"El paquete no tiene un buzón «{code}».")


def box_of(recipients: Iterable[str]) -> MailBox:
    """The box that a mail to these addresses came to; the first one where none of them is ours (a blind copy).

    Raises UnknownBox where the pack has no box at all.
    """
    found = [box for box in map(box_at, recipients) if box is not None]
    boxes = found or list(current_pack().mail.boxes)
    if not boxes:
        raise UnknownBox("El paquete no lee ningún buzón: añada mail.boxes a pack.yaml.")
    return boxes[0]


def is_ours(address: str) -> bool:
    """Whether an address is one the desk itself writes from or reads."""
    plain = without_tag(address)
    return plain == current_pack().mail.from_address.lower() or box_at(address) is not None


def tokens_in(addresses: Iterable[str]) -> list[str]:
    """The reply tokens that our own addresses among these carry, each once, in their order."""
    tags = [address.partition("@")[0].partition("+")[2].lower() for address in addresses if is_ours(address)]
    return list(dict.fromkeys(tag for tag in tags if _TOKEN.fullmatch(tag)))
