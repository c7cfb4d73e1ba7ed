"""The addresses that the desk reads."""

from __future__ import annotations

from ventanilla.catalogue.model import MailBox
from ventanilla.reference.current import current_pack


def box_at(address: str) -> MailBox | None:
    """The box that an address, with or without a +token, belongs to."""
    plain = without_tag(address)
    return next((box for box in current_pack().mail.boxes if box.address.lower() == plain), None)


def without_tag(address: str) -> str:
    """An address in lower case without its +tag."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
