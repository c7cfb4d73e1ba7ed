"""The registration mailbox: whoever writes to it has an account, once, and is told how to set its password."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from ventanilla.cases.notices import absolute, salutation
from ventanilla.intake.letters import Letter
from ventanilla.mail.acts import queue_text
from ventanilla.mail.incoming import id_key
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.people.acts import person_for_address
from ventanilla.reference.contacts import contact_block
from ventanilla.reference.current import current_pack


def register_sender(letter: Letter, *, may_tell: bool, at: dt.datetime) -> tuple[bool, bool]:
    """Register whoever wrote. Returns whether she is new, and whether she was told."""
    person, is_new = person_for_address(letter.sender, name=letter.sender_name)
    if not may_tell:
        return is_new, False
    pack = current_pack()
    code = "registered" if is_new else "already_registered"
    values = {
        "applicant_name": salutation(str(person)) or letter.sender,
        "email": letter.sender,
        "desk_name": str(pack.title),
        "reset_url": absolute(reverse("account_reset_password")),
        "confirmation_url": "",
        "guide_url": absolute(reverse("portal:guide")),
        "login_url": absolute(settings.LOGIN_URL),
        "contact_block": contact_block(pack),
    }
    try:
        queue_text(
            pack, code, recipient=letter.sender, values=values, at=at, in_reply_to=id_key(letter.message_id)
        )
    except UnusableAddress:
        return is_new, False
    return is_new, True
