"""What changes persons: found by address or made from a form, memberships granted and ended."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ventanilla.journal.acts import append, locked_stream
from ventanilla.people.access import Actor, Permission
from ventanilla.people.evidence import MEMBERSHIP, STAFF_STREAM
from ventanilla.people.models import Membership, Person, Role


class NotPermitted(Exception):
    """The actor's roles do not permit it; the text says why, for people."""


class MembershipRefused(Exception):
    """The membership cannot be: the text names the field, the rule and the remedy."""


@transaction.atomic(savepoint=False)
def person_for_address(address: str, *, name: str = "", **details: str) -> tuple[Person, bool]:
    """The one person whose primary address this is, else a new one whose account waits to be claimed.

    Where several persons share the address a new one is not made: the oldest answers for it.
    Returns the person and whether she is new. Details of a known person are not overwritten by a form.
    """
    email = address.strip().lower()
    lock_address(email)
    known = Person.objects.filter(email__iexact=email).order_by("id").first()
    if known is not None:
        _forget_unproven_password(known, email)
        return known, False
    person = Person.objects.create_user(email=email, name=name, **details)
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    return person, True


def lock_address(email: str) -> None:
    """Let nobody else look for or make the person of this address until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"person:{email}"])


def _forget_unproven_password(person: Person, email: str) -> None:
    """An account gets a case, or a role, by its address: a password chosen before anybody proved the address ends.

    Else whoever signs up with somebody else's address waits until she confirms it, and reads her cases.
    """
    unproven = EmailAddress.objects.filter(user=person, email__iexact=email, verified=False)
    if person.has_usable_password() and unproven.exists():
        person.set_unusable_password()
        person.save(update_fields=["password"])


@transaction.atomic
def grant_membership(
    *, person: Person, unit: str, role: str, since: dt.date, until: dt.date | None, by: Actor, at: dt.datetime
) -> Membership:
    """Make somebody an officer, head, administrator or auditor. Raises MembershipRefused on overlap or wrong dates."""
    _check_manages_staff(by)
    if person.pk == by.person_id:
        raise MembershipRefused(_("Person: nobody gives a role to herself; ask another administrator."))
    if until is not None and until < since:
        raise MembershipRefused(_("Until: it is before the first day; give that day or a later one."))
    if bool(unit) == (role in (Role.ADMINISTRATOR, Role.AUDITOR)):
        raise MembershipRefused(
            _("Unit: officers and heads belong to a unit; administrators and auditors do not.")
        )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, unit=unit, role=role, since=since, until=until, granted_by_id=by.person_id
            )
    except IntegrityError as error:
        raise MembershipRefused(
            _(
                "Since: the person has that role in that unit on those days already; end the earlier one first."
            )
        ) from error
    _journal(membership, "membership.granted", by=by, at=at)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, until: dt.date, by: Actor, at: dt.datetime) -> None:
    """End a membership on a day (it no longer holds on that day)."""
    _check_manages_staff(by)
    if until < membership.since:
        raise MembershipRefused(_("Until: it is before the first day; give that day or a later one."))
    if membership.until is not None and until > membership.until:
        raise MembershipRefused(_("Until: the role ends before that day already; give it anew instead."))
    if (
        membership.role == Role.ADMINISTRATOR
        and not _administrators_after(until).exclude(pk=membership.pk).exists()
    ):
        raise MembershipRefused(
            _("Role: nobody would administer the desk from that day. Appoint another administrator first.")
        )
    membership.until = until
    membership.save(update_fields=["until"])
    _journal(membership, "membership.ended", by=by, at=at)


def _administrators_after(day: dt.date) -> QuerySet[Membership]:
    lasting = Q(until__isnull=True) | Q(until__gt=day)
    return Membership.objects.filter(lasting, role=Role.ADMINISTRATOR, since__lte=day, person__is_active=True)


def _check_manages_staff(by: Actor) -> None:
    if not by.may(Permission.MANAGE_STAFF):
        raise NotPermitted(_("Only administrators of the desk give roles to staff."))


def _journal(membership: Membership, kind: str, *, by: Actor, at: dt.datetime) -> None:
    facts = {
        "membership": membership.pk,
        "person": membership.person_id,
        "unit": membership.unit,
        "role": membership.role,
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
    }
    append(
        locked_stream(STAFF_STREAM),
        kind=kind,
        actor=by.reference,
        via="desk",
        at=at,
        facts=facts,
        rows=[MEMBERSHIP.told(membership)],
    )
