"""Days decreed after the calendar was published: entered, looked at, applied by one act, withdrawn the same way."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.journal.acts import append, locked_stream
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.mail.waking import wake
from ventanilla.people.access import Actor, Permission
from ventanilla.procedures.evidence import CALENDAR_STREAM, DECREED
from ventanilla.reference.calendars import forget
from ventanilla.reference.current import current_pack
from ventanilla.reference.models import DecreedDay

RECOUNT_TASK = "procedures.recount"


@transaction.atomic
def enter_decreed_day(
    *,
    day: dt.date,
    title: str,
    basis: str,
    post: str = "",
    law: str = "",
    is_confirmed: bool = True,
    by: Actor,
    at: dt.datetime,
    via: str = "desk",
    key: uuid.UUID | None = None,
) -> DecreedDay:
    """Write down a decreed day. It moves nothing until it is applied. Raises Invalid, naming the field."""
    _check_keeps_calendar(by)
    stream = locked_stream(CALENDAR_STREAM)
    done = JournalEntry.objects.filter(key=key).first() if key else None
    if done is not None:
        return DecreedDay.objects.get(pk=done.facts["decreed"])
    row = DecreedDay(
        day=day,
        title=title.strip()[:120],
        basis=basis.strip()[:200],
        post=post,
        law=law,
        is_confirmed=is_confirmed,
        entered_by=by.reference,
        entered_at=at,
    )
    _check_row(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(
            _("Day: it was entered already for that office and law. Look for it in the list."), field="day"
        ) from error
    _journal(stream, row, "calendar.entered", by=by, at=at, via=via, key=key)
    return row


@transaction.atomic
def apply_decreed_day(
    *, day: DecreedDay, by: Actor, at: dt.datetime, via: str = "desk", key: uuid.UUID | None = None
) -> DecreedDay:
    """Let a day close from now on, and have every due date counted anew. Twice is once."""
    _check_keeps_calendar(by)
    stream, row = locked_stream(CALENDAR_STREAM), DecreedDay.objects.select_for_update().get(pk=day.pk)
    if row.withdrawn_at is not None:
        raise NotAllowed(_("The day was withdrawn. Enter it anew if it closes after all."))
    if row.applied_at is None:
        row.applied_by, row.applied_at = by.reference, at
        _changed(row, at)
        _journal(stream, row, "calendar.applied", by=by, at=at, via=via, key=key)
    return row


@transaction.atomic
def withdraw_decreed_day(
    *,
    day: DecreedDay,
    reason: str,
    by: Actor,
    at: dt.datetime,
    via: str = "desk",
    key: uuid.UUID | None = None,
) -> DecreedDay:
    """Take a day back: every due date that it moved is counted anew without it. Raises Invalid without a reason."""
    _check_keeps_calendar(by)
    stream, row = locked_stream(CALENDAR_STREAM), DecreedDay.objects.select_for_update().get(pk=day.pk)
    if row.withdrawn_at is not None:
        return row
    if not reason.strip():
        raise Invalid(_("Reason: write why the day is withdrawn; it stays in the journal."), field="reason")
    row.withdrawn_by, row.withdrawn_at = by.reference, at
    row.withdrawn_because = reason.strip()[:300]
    if row.applied_at is not None:
        _changed(row, at)
    row.save()
    _journal(stream, row, "calendar.withdrawn", by=by, at=at, via=via, key=key)
    return row


def _changed(row: DecreedDay, at: dt.datetime) -> None:
    """The calendar is another one from this commit on; the worker counts through the cases."""
    row.changed_at, row.settled_at, row.pass_began_at = at, None, None
    row.passes, row.pass_after, row.moved = 0, 0, 0
    row.save()
    forget()
    transaction.on_commit(forget)
    wake(RECOUNT_TASK, queue="cases")


def _check_keeps_calendar(by: Actor) -> None:
    if not by.may(Permission.MANAGE_CALENDAR):
        raise NotAllowed(_("Only administrators of the desk keep its calendar."))


def _check_row(row: DecreedDay) -> None:
    pack = current_pack()
    years = pack.calendars.file.years
    if not years.first <= row.day.year <= years.last:
        raise Invalid(
            _("Day: the published calendar goes from %(first)s to %(last)s; choose a day within it.")
            % {"first": years.first, "last": years.last},
            field="day",
        )
    if not row.title:
        raise Invalid(_("Name: write what the day is called, such as “Holiday by decree”."), field="title")
    if not row.basis:
        raise Invalid(
            _("Basis: write the decree, its number and where it was published; every explanation prints it."),
            field="basis",
        )
    if row.post and row.post not in pack.posts:
        raise Invalid(_("Office: choose one of the list, or the whole country."), field="post")
    if row.law and row.law not in {law.code for law in pack.calendars.file.laws}:
        raise Invalid(_("Law: choose one of the list, or all of them."), field="law")


def _journal(
    stream: JournalStream,
    row: DecreedDay,
    kind: str,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None,
) -> None:
    facts: dict[str, Any] = {
        "decreed": row.pk,
        "day": row.day.isoformat(),
        "title": row.title,
        "basis": row.basis,
        "post": row.post,
        "law": row.law,
        "status": "confirmado" if row.is_confirmed else "por_confirmar",
    }
    if row.withdrawn_because:
        facts["reason"] = row.withdrawn_because
    append(
        stream,
        kind=kind,
        actor=by.reference,
        via=via,
        at=at,
        key=key,
        facts=facts,
        rows=[DECREED.told(row)],
    )
