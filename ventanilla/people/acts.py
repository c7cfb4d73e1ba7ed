"""What changes persons: found by address or made from a form, memberships granted and ended."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from ventanilla.journal.acts import append, lock_streams, open_stream
from ventanilla.journal.models import JournalStream
from ventanilla.people.access import Actor, Permission
from ventanilla.people.models import Membership, Person, Role

STAFF_STREAM = "staff"


class NotPermitted(Exception):
    """The actor's roles do not permit it; the text says why, for people."""


class MembershipRefused(Exception):
    """The membership cannot be: the text names the field, the rule and the remedy."""


@transaction.atomic
def person_for_address(address: str, *, name: str = "", **details: str) -> tuple[Person, bool]:
    """The one person whose primary address this is, else a new one whose account waits to be claimed.

    Where several persons share the address a new one is not made: the oldest answers for it.
    Returns the person and whether she is new. Details of a known person are not overwritten by a form.
    """
    email = address.strip().lower()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"person:{email}"])
    known = Person.objects.filter(email__iexact=email).order_by("id").first()
    if known is not None:
        return known, False
    person = Person.objects.create_user(email=email, name=name, **details)
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    return person, True


@transaction.atomic
def grant_membership(
    *, person: Person, unit: str, role: str, since: dt.date, until: dt.date | None, by: Actor, at: dt.datetime
) -> Membership:
    """Make somebody an officer, head, administrator or auditor. Raises MembershipRefused on overlap or wrong dates."""
    _check_manages_staff(by)
    if until is not None and until < since:
        raise MembershipRefused(
            "Hasta: es anterior a la fecha de inicio; indique una fecha igual o posterior."
        )
    if bool(unit) == (role in (Role.ADMINISTRATOR, Role.AUDITOR)):
        raise MembershipRefused(
            "Unidad: el personal técnico y las jefaturas pertenecen a una unidad; la administración y la auditoría, no."
        )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, unit=unit, role=role, since=since, until=until, granted_by_id=by.person_id
            )
    except IntegrityError as error:
        raise MembershipRefused(
            "Desde: la persona ya tiene ese rol en esa unidad en esas fechas; termine antes el anterior."
        ) from error
    _journal(membership, "membership.granted", by=by, at=at)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, until: dt.date, by: Actor, at: dt.datetime) -> None:
    """End a membership on a day (it no longer holds on that day)."""
    _check_manages_staff(by)
    if until < membership.since:
        raise MembershipRefused(
            "Hasta: es anterior a la fecha de inicio; indique una fecha igual o posterior."
        )
    membership.until = until
    membership.save(update_fields=["until"])
    _journal(membership, "membership.ended", by=by, at=at)


def _check_manages_staff(by: Actor) -> None:
    if not by.may(Permission.MANAGE_STAFF):
        raise NotPermitted("Solo la administración de la mesa asigna roles al personal.")


def _journal(membership: Membership, kind: str, *, by: Actor, at: dt.datetime) -> None:
    stream = JournalStream.objects.filter(subject=STAFF_STREAM).first() or open_stream(STAFF_STREAM)
    facts = {
        "membership": membership.pk,
        "person": membership.person_id,
        "unit": membership.unit,
        "role": membership.role,
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
    }
    append(
        lock_streams([stream.pk])[stream.pk], kind=kind, actor=by.reference, via="desk", at=at, facts=facts
    )
