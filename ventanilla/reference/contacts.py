"""The administration's contact data in words, from its one place in the pack."""

from __future__ import annotations

from ventanilla.catalogue.pack import Pack
from ventanilla.catalogue.values import Sourced


def contact_block(pack: Pack) -> str:
    """The last lines of every mail."""
    contacts = pack.contacts
    lines = [str(pack.administration.name), str(contacts.address)]
    lines += [f"{phone.label}: {_marked(phone.number)}" for phone in contacts.phones]
    lines += [f"{email.label}: {_marked(email.address)}" for email in contacts.emails]
    if contacts.whatsapp:
        lines.append(f"WhatsApp: {_marked(contacts.whatsapp)}")
    return "\n".join(lines)


def _marked(fact: Sourced[str]) -> str:
    return str(fact) if fact.is_confirmed else f"{fact} (por confirmar)"
