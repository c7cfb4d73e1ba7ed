"""The staff: who serves where, and letting somebody in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.catalogue.texts import ACCOUNT_PLACEHOLDERS
from ventanilla.desk.rows import unit_title
from ventanilla.desk.staff_forms import EndForm
from ventanilla.desk.wording import ROLES
from ventanilla.mail.acts import queue_text
from ventanilla.people.access import Actor
from ventanilla.people.acts import MembershipRefused, grant_membership, person_for_address
from ventanilla.people.models import Membership, Person
from ventanilla.reference.contacts import contact_block

WELCOME = "staff_welcome"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A membership: `state` is current, future or past."""

    name: str
    email: str
    role: str
    since: dt.date
    until: dt.date | None
    state: str
    end_url: str
    form: EndForm
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class UnitStaff:
    """Those who serve a unit, or the whole house."""

    title: str
    rows: tuple[MemberRow, ...]


def staff_by_unit(
    *, pack: Pack, today: dt.date, with_past: bool = False, typed: tuple[int, EndForm] | None = None
) -> tuple[UnitStaff, ...]:
    """Everybody who serves, by unit in the pack's order, the whole house first; the past only where asked for.

    `typed` is the form of one membership (by id) that comes back refused.
    """
    held = Membership.objects.select_related("person").order_by("unit", "role", "person__name", "since")
    if not with_past:
        held = held.exclude(until__lte=today)
    by_unit = {unit: list(group) for unit, group in groupby(held, key=lambda item: item.unit)}
    order = ["", *pack.units, *sorted(set(by_unit) - {"", *pack.units})]
    return tuple(
        UnitStaff(
            unit_title(unit, pack) if unit else _("The whole house"), _rows(by_unit[unit], today, typed)
        )
        for unit in order
        if unit in by_unit
    )


@transaction.atomic
def let_in(
    *,
    email: str,
    name: str,
    unit: str,
    role: str,
    since: dt.date,
    until: dt.date | None,
    by: Actor,
    at: dt.datetime,
    pack: Pack,
) -> Person:
    """Make somebody staff by her address; a new account is told how to set its password.

    Raises MembershipRefused (overlap, dates, no name for a new account) and NotPermitted.
    """
    person, is_new = person_for_address(email, name=name.strip())
    if is_new and not name.strip():
        raise MembershipRefused(
            _("Full name: nobody has this e-mail yet; write the person's name to create the account.")
        )
    grant_membership(person=person, unit=unit, role=role, since=since, until=until, by=by, at=at)
    if WELCOME in pack.texts and not person.has_usable_password():
        _welcome(person, pack, at)
    return person


def _welcome(person: Person, pack: Pack, at: dt.datetime) -> None:
    base = settings.BASE_URL.rstrip("/")
    values = dict.fromkeys(ACCOUNT_PLACEHOLDERS, "") | {
        "applicant_name": str(person),
        "email": person.email,
        "desk_name": str(pack.title),
        "reset_url": base + reverse("account_reset_password"),
        "login_url": base + reverse("account_login"),
        "guide_url": base + reverse("portal:guide"),
        "contact_block": contact_block(pack),
    }
    queue_text(pack, WELCOME, recipient=person.email, values=values, at=at)


def _rows(
    held: Iterable[Membership], today: dt.date, typed: tuple[int, EndForm] | None
) -> tuple[MemberRow, ...]:
    return tuple(
        MemberRow(
            name=str(item.person),
            email=item.person.email,
            role=str(ROLES[item.role]),
            since=item.since,
            until=item.until,
            state=_state(item, today),
            end_url=reverse("desk:membership_end", args=[item.pk]),
            form=typed[1] if typed and typed[0] == item.pk else _end_form(item, today),
            is_claimed=item.person.has_usable_password(),
        )
        for item in held
    )


def _end_form(item: Membership, today: dt.date) -> EndForm:
    return EndForm(auto_id=f"end-{item.pk}-%s", initial={"until": max(today, item.since)})


def _state(item: Membership, today: dt.date) -> str:
    if item.until is not None and item.until <= today:
        return "past"
    return "future" if item.since > today else "current"
