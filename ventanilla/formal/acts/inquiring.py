"""Inquiries (*diligencias*) of the analysis: what is asked, of whom, and what came of it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.cases.policies import check_can_work
from ventanilla.formal.evidence import INQUIRY
from ventanilla.formal.models import Inquiry
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor


@transaction.atomic
def open_inquiry(
    *,
    case: Case,
    what: str,
    to_whom: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down what is asked and of whom. Raises Invalid by field where either is empty."""
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_work(work.case, by)
    asked, whom = what.strip(), to_whom.strip()
    if not whom:
        raise Invalid(_("To whom: write the office or the person who is asked."), field="to_whom")
    if len(whom) > 200:
        raise Invalid(_("To whom: write at most 200 characters."), field="to_whom")
    if not asked:
        raise Invalid(
            _("What is asked: write it; whoever reads the case has to understand it."), field="what"
        )
    inquiry = Inquiry.objects.create(
        case=work.case, what=asked, to_whom=whom, asked_by_id=by.known_id, asked_at=at
    )
    return work.record(
        "inquiry.opened",
        facts={"inquiry": inquiry.pk},
        detail={"reason": f"{whom}: {asked}"},
        rows=[INQUIRY.told(inquiry)],
    )


@transaction.atomic
def settle_inquiry(
    *,
    inquiry: Inquiry,
    result: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down what came of an inquiry. It is settled once: what comes later is an inquiry of its own."""
    work = begin(inquiry.case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    check_can_work(work.case, by)
    inquiry.refresh_from_db()
    if inquiry.settled_at is not None:
        raise NotAllowed(_("The inquiry has its result already. For something new, open another."))
    if not result.strip():
        raise Invalid(_("Result: write what came of the inquiry."), field="result")
    inquiry.result, inquiry.settled_by_id, inquiry.settled_at = result.strip(), by.known_id, at
    inquiry.save(update_fields=["result", "settled_by", "settled_at"])
    return work.record(
        "inquiry.settled",
        facts={"inquiry": inquiry.pk},
        detail={"reason": inquiry.result},
        rows=[INQUIRY.told(inquiry)],
    )
