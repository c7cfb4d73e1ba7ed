"""The counter: an officer registers what somebody brings, with the moment of its presentation and an outside number."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import Applicant, open_case
from ventanilla.cases.aliases import Alias, check_alias
from ventanilla.cases.drafts import COUNTER, KEPT_FOR, files_of, procedure_of_draft, start_draft
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Draft
from ventanilla.catalogue.model import Procedure
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import current_pack

GENERAL = "general-request"
"""The procedure of what has no sheet of its own, by the code it has in every pack that has one."""
EARLIEST = dt.timedelta(days=366)
"""How long before its registration something may have been presented: what is older is a slip of the year."""


def counter_procedures(language: str = "es") -> tuple[Procedure, ...]:
    """What may be presented at the counter: open procedures whose sheet says so, and the request that has no sheet of its own."""
    return tuple(
        procedure
        for procedure in current_pack(language).procedures.values()
        if procedure.is_open
        and (procedure.code == GENERAL or any(item.code == COUNTER for item in procedure.channels))
    )


def counter_drafts(actor: Actor) -> QuerySet[Draft]:
    """What the actor is filling in, or has registered, at the counter."""
    mine = Draft.objects.filter(channel=COUNTER, person_id=actor.known_id)
    return mine.select_related("definition", "case__stream").order_by("-updated_at", "token")


def start_at_counter(*, procedure: Procedure, by: Actor, at: dt.datetime) -> Draft:
    """Begin a form for a person at the counter. Raises NotAllowed."""
    _check_serves(by)
    if procedure.code not in {item.code for item in counter_procedures()}:
        raise NotAllowed(
            _("“%(title)s” is not presented at the counter: see its sheet.")
            % {"title": procedure.short_title}
        )
    return start_draft(procedure=procedure, by=by, at=at, channel=COUNTER)


def keep_aside(draft: Draft, typed: Mapping[str, str], *, at: dt.datetime) -> None:
    """Keep what the officer typed beside the answers, right or wrong."""
    if draft.case_id is None:
        draft.aside, draft.updated_at, draft.expires_at = dict(typed), at, at + KEPT_FOR
        draft.save(update_fields=["aside", "updated_at", "expires_at"])


def check_presented(presented_at: dt.datetime, *, at: dt.datetime) -> None:
    """The moment of presentation is never later than now, which the legal clock would not notice. Raises Invalid."""
    if presented_at > at:
        raise Invalid(
            _(
                "Moment of presentation: it is in the future. Write when it was handed in, or leave it as it is."
            ),
            field="presented_at",
        )
    if presented_at < at - EARLIEST:
        raise Invalid(
            _("Moment of presentation: it is more than a year ago. Check the year."), field="presented_at"
        )


@transaction.atomic
def register_at_counter(
    draft: Draft,
    *,
    presented_at: dt.datetime,
    alias: Alias | None = None,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID,
) -> Case:
    """Open the case of a form filled in at the counter. Twice is once.

    What was not presented is no obstacle: the completeness check deals with it. Raises NotAllowed, Invalid, AliasTaken.
    """
    _check_serves(by)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.case is not None:
        return draft.case
    if key != draft.key or draft.person_id != by.person_id:
        raise Invalid(_("This page no longer belongs to the request. Check it again and send it."))
    if not draft.is_checked:
        raise Invalid(_("The request has data to correct. Check it before sending."))
    check_presented(presented_at, at=at)
    if alias is not None:
        check_alias(alias)
    answers = draft.answers
    draft.case = open_case(
        procedure=procedure_of_draft(draft),
        applicant=Applicant(
            name=str(answers.get("full_name") or ""),
            email=str(answers.get("email") or "").strip().lower(),
            phone=str(answers.get("phone") or ""),
        ),
        answers=answers,
        files=files_of(draft),
        by=by,
        at=at,
        channel=COUNTER,
        key=draft.key,
        presented_at=presented_at,
        alias=alias,
    )
    draft.updated_at = at
    draft.save(update_fields=["case", "updated_at"])
    return draft.case


def _check_serves(by: Actor) -> None:
    if not by.may(Permission.WORK_CASES):
        raise NotAllowed(_("Only the staff of a unit registers what is presented at the counter."))
