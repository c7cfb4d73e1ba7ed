"""Coming back to a form on its way: made one's own after signing in, found again by a link sent by mail."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from ventanilla.cases.drafts import RATE_WINDOW, procedure_of_draft
from ventanilla.cases.models import Draft
from ventanilla.cases.notices import absolute, salutation
from ventanilla.mail.acts import queue_text
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.people.access import Actor
from ventanilla.people.rates import hit
from ventanilla.reference.contacts import contact_block
from ventanilla.reference.current import current_pack

LINKS_PER_ADDRESS = 3
LINKS_PER_SOURCE = 20


def adopt_draft(draft: Draft, *, by: Actor) -> None:
    """A draft nobody owns becomes hers who goes on with it signed in. Done twice is done once."""
    if draft.person_id is None and by.person_id is not None and draft.case_id is None:
        Draft.objects.filter(pk=draft.pk, person=None).update(person_id=by.person_id)
        draft.refresh_from_db()


def mail_draft_link(draft: Draft, *, to: str, source: str, at: dt.datetime) -> bool:
    """Send the address of a draft to `to`; False where the limits on addresses and sources forbid it.

    Whoever has the link may read what was typed: it goes only to the address typed in the form itself.
    """
    allowed = hit(f"draft-link:{to.lower()}", limit=LINKS_PER_ADDRESS, window=RATE_WINDOW, at=at)
    allowed = hit(f"draft-link-from:{source}", limit=LINKS_PER_SOURCE, window=RATE_WINDOW, at=at) and allowed
    if not allowed:
        return False
    pack = current_pack()
    values = {
        "applicant_name": salutation(str(draft.answers.get("full_name") or "")) or to,
        "procedure_title": str(procedure_of_draft(draft).title),
        "case_url": absolute(reverse("portal:draft", args=[draft.token])),
        "desk_name": str(pack.title),
        "guide_url": absolute(reverse("portal:guide")),
        "login_url": absolute(settings.LOGIN_URL),
        "contact_block": contact_block(pack),
    }
    try:
        queue_text(pack, "draft_link", recipient=to, values=values, at=at)
    except UnusableAddress:
        return False
    return True
