"""Delegations: the head of a unit lets somebody of the unit sign in her place, for some days, on some basis."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.formal.evidence import DELEGATION, DELEGATIONS_STREAM
from ventanilla.formal.models import Delegation
from ventanilla.journal.acts import append, locked_stream
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.people.access import Actor
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import current_pack, units_below, zone


def units_to_delegate(by: Actor) -> frozenset[str]:
    """The units whose signature the actor may delegate: those she leads, and those below; every one as administrator."""
    return frozenset(current_pack().units) if by.is_administrator else units_below(by.headed_units())


@transaction.atomic
def grant_delegation(
    *,
    unit: str,
    person: Person | None,
    basis: str,
    since: dt.date,
    until: dt.date | None,
    by: Actor,
    at: dt.datetime,
    via: str = "desk",
    key: uuid.UUID | None = None,
) -> Delegation:
    """Let `person` sign for `unit` from a day to a day, both included. Raises Invalid, naming the field.

    Only who leads the unit (or administers the desk) delegates: a delegate cannot delegate on.
    """
    stream = locked_stream(DELEGATIONS_STREAM)
    done = JournalEntry.objects.filter(key=key).first() if key else None
    if done is not None:
        return Delegation.objects.get(pk=done.facts["delegation"])
    _check_may_delegate(by, unit)
    person = _checked_person(person, unit, since)
    _check_terms(basis, since, until, at)
    try:
        with transaction.atomic():
            delegation = Delegation.objects.create(
                unit=unit,
                person=person,
                basis=basis.strip()[:300],
                since=since,
                until=until,
                granted_by_id=by.known_id,
                granted_at=at,
            )
    except IntegrityError as error:
        raise Invalid(
            _(
                "Since: the person signs for that unit on some of those days already; end the earlier delegation first."
            ),
            field="since",
        ) from error
    _journal(stream, delegation, "delegation.granted", by=by, at=at, via=via, key=key)
    return delegation


@transaction.atomic
def end_delegation(
    *,
    delegation: Delegation,
    by: Actor,
    at: dt.datetime,
    via: str = "desk",
    key: uuid.UUID | None = None,
) -> Delegation:
    """End a delegation now: today is its last day, or none where it had not begun. Ended twice is once."""
    stream = locked_stream(DELEGATIONS_STREAM)
    row = Delegation.objects.select_for_update().get(pk=delegation.pk)
    _check_may_delegate(by, row.unit)
    today = at.astimezone(zone()).date()
    if row.is_withdrawn or (row.until is not None and row.until <= today and row.ended_at is not None):
        return row
    if row.until is not None and row.until < today:
        raise NotAllowed(_("The delegation ended already."))
    if row.since > today:
        row.is_withdrawn = True
    else:
        row.until = today
    row.ended_by_id, row.ended_at = by.known_id, at
    row.save()
    _journal(stream, row, "delegation.ended", by=by, at=at, via=via, key=key)
    return row


def _check_may_delegate(by: Actor, unit: str) -> None:
    if unit not in current_pack().units:
        raise Invalid(_("Unit: choose one of the list."), field="unit")
    if unit not in units_to_delegate(by):
        raise NotAllowed(
            _("Only the head of the unit, or an administrator, delegates its signature; a delegate does not.")
        )


def _checked_person(person: Person | None, unit: str, since: dt.date) -> Person:
    if person is None:
        raise Invalid(_("Person: choose who is to sign."), field="person")
    lasting = Q(until__isnull=True) | Q(until__gt=since)
    held = Membership.objects.filter(lasting, person=person, unit=unit, since__lte=since)
    if not person.is_active or not held.exists():
        raise Invalid(_("Person: choose somebody who serves in the unit from that day."), field="person")
    if held.filter(role=Role.HEAD).exists():
        raise Invalid(
            _("Person: the head of the unit signs by herself; choose somebody else."), field="person"
        )
    return person


def _check_terms(basis: str, since: dt.date, until: dt.date | None, at: dt.datetime) -> None:
    if not basis.strip():
        raise Invalid(
            _("Basis: write the agreement or order that delegates the signature; each act prints it."),
            field="basis",
        )
    if since < at.astimezone(zone()).date():
        raise Invalid(
            _("Since: what was signed before cannot be covered; choose today or a later day."), field="since"
        )
    if until is not None and until < since:
        raise Invalid(_("Until: it is before the first day; give that day or a later one."), field="until")


def _journal(
    stream: JournalStream,
    row: Delegation,
    kind: str,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None,
) -> None:
    facts = {
        "delegation": row.pk,
        "person": row.person_id,
        "unit": row.unit,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "withdrawn": row.is_withdrawn,
    }
    append(
        stream,
        kind=kind,
        actor=by.reference,
        via=via,
        at=at,
        key=key,
        facts=facts,
        detail={"basis": row.basis},
        rows=[DELEGATION.told(row)],
    )
