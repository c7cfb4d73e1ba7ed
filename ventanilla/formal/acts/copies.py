"""The paper copy of a signed act: asked for, ready from the next business day, handed over to somebody who proves who she is."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.policies import is_party, roles_in
from ventanilla.formal.evidence import COPY
from ventanilla.formal.models import ActState, FormalAct, PaperCopy
from ventanilla.formal.terms import due_on, rule_of
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import zone


@transaction.atomic
def ask_copy(
    *, act: FormalAct, by: Actor, at: dt.datetime, via: str, key: uuid.UUID | None = None
) -> JournalEntry:
    """Ask for a paper copy: by a party, or by staff on her word. Available from the pack's term after today."""
    work = begin(act.case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    if not is_party(work.case, by) and "officer" not in roles_in(work.case, by):
        raise NotAllowed(_("Only who has a part in the case can ask for a paper copy."))
    if act.state != ActState.SIGNED:
        raise NotAllowed(_("The act is not signed yet: there is nothing to copy."))
    if PaperCopy.objects.filter(act=act, handed_at=None).exists():
        raise NotAllowed(_("A paper copy was asked for already and waits to be handed over."))
    rule = rule_of("paper_copy")
    copy = PaperCopy.objects.create(
        act=act,
        asked_by_id=by.known_id,
        asked_at=at,
        available_on=due_on(rule, at, post=work.case.post) if rule else at.astimezone(zone()).date(),
    )
    return work.record(
        "copy.asked",
        public=True,
        facts={"act": act.number, "available_on": copy.available_on.isoformat()},
        rows=[COPY.told(copy)],
    )


@transaction.atomic
def hand_copy(
    *,
    copy: PaperCopy,
    handed_to: str,
    document: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down that the copy was handed over, to whom and with which identity document."""
    work = begin(copy.act.case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    if "officer" not in roles_in(work.case, by):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))
    copy.refresh_from_db()
    if copy.handed_at is not None:
        raise NotAllowed(_("The copy was handed over already."))
    if at.astimezone(zone()).date() < copy.available_on:
        raise NotAllowed(
            _("The copy may be handed over from %(day)s.") % {"day": f"{copy.available_on:%d/%m/%Y}"}
        )
    for name, value, words in (
        ("handed_to", handed_to, _("Handed to: write the name of who received it.")),
        ("document", document, _("Identity document: write its number.")),
    ):
        if not value.strip():
            raise Invalid(words, field=name)
    copy.handed_by_id, copy.handed_at = by.known_id, at
    copy.handed_to, copy.document = handed_to.strip()[:200], document.strip()[:60]
    copy.save()
    return work.record(
        "copy.handed",
        public=True,
        facts={"act": copy.act.number},
        detail={"handed_to": copy.handed_to, "document": copy.document},
        rows=[COPY.told(copy)],
    )
