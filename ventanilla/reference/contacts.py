"""The administration's contact data in words, from its one place in the pack."""

from __future__ import annotations

from ventanilla.catalogue.pack import Pack


def contact_block(pack: Pack) -> str:
    """The last lines of every mail."""
    contacts = pack.contacts
    lines = [str(pack.administration.name), str(contacts.address)]
    lines += [f"{phone.label}: {phone.number}" for phone in contacts.phones]
    lines += [f"{email.label}: {email.address}" for email in contacts.emails]
    if contacts.whatsapp:
        lines.append(f"WhatsApp: {contacts.whatsapp}")
    return "\n".join(lines)
