"""Roles and memberships: what each permits, and from when until when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import ANONYMOUS, SYSTEM, Permission, actor_of
from ventanilla.people.acts import MembershipRefused, NotPermitted, end_membership, grant_membership
from ventanilla.people.models import Membership, Person, Role
from ventanilla.people.rates import hit

DAY = dt.date(2026, 3, 9)


def test_what_each_part_permits(cast: Cast) -> None:
    permitted = {
        name: {permission for permission in Permission if cast.actor(getattr(cast, name)).may(permission)}
        for name in ("applicant", "officer", "head", "administrator", "auditor")
    }
    assert permitted == {
        "applicant": set(),
        "officer": {Permission.WORK_CASES},
        "head": {Permission.WORK_CASES, Permission.ASSIGN_OTHERS, Permission.READ_FEEDBACK},
        "administrator": {Permission.MANAGE_STAFF, Permission.READ_FEEDBACK, Permission.MANAGE_CALENDAR},
        "auditor": {Permission.READ_ALL_CASES, Permission.READ_JOURNAL},
    }


def test_who_acts_is_named_without_personal_data(cast: Cast) -> None:
    assert (SYSTEM.reference, ANONYMOUS.reference) == ("system", "anonymous")
    assert cast.actor(cast.officer).reference == f"person:{cast.officer.pk}"
    with pytest.raises(LookupError):
        _ = ANONYMOUS.known_id


def test_a_membership_holds_from_its_first_day_until_the_day_it_ends(cast: Cast) -> None:
    Membership.objects.filter(person=cast.officer).update(since=DAY, until=DAY + dt.timedelta(days=2))
    held = [bool(actor_of(cast.officer, on=DAY + dt.timedelta(days=n)).memberships) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_only_administrators_grant_and_end(cast: Cast) -> None:
    for person in (cast.officer, cast.head, cast.auditor, cast.stranger):
        with pytest.raises(NotPermitted):
            grant(cast, cast.stranger, by=person)
    membership = grant(cast, cast.stranger, by=cast.administrator)
    with pytest.raises(NotPermitted):
        end_membership(membership=membership, until=DAY, by=cast.actor(cast.head), at=MONDAY)
    end_membership(membership=membership, until=DAY, by=cast.actor(cast.administrator), at=MONDAY)
    kinds = list(JournalEntry.objects.filter(stream__subject="staff").values_list("kind", flat=True))
    assert kinds[-2:] == ["membership.granted", "membership.ended"]


def test_nobody_gives_a_role_to_herself(cast: Cast) -> None:
    with pytest.raises(MembershipRefused, match="a sí misma"):
        grant(cast, cast.administrator, by=cast.administrator, unit="", role=Role.AUDITOR)


def test_the_last_administrator_stays(cast: Cast) -> None:
    own = Membership.objects.get(person=cast.administrator)
    by = cast.actor(cast.administrator)
    with pytest.raises(MembershipRefused, match="nadie administraría"):
        end_membership(membership=own, until=DAY, by=by, at=MONDAY)
    grant(cast, cast.head, by=cast.administrator, unit="", role=Role.ADMINISTRATOR)
    end_membership(membership=own, until=DAY, by=by, at=MONDAY)


def grant(
    cast: Cast,
    person: Person,
    *,
    by: Person,
    unit: str = OTHER_UNIT,
    role: str = Role.OFFICER,
    until: dt.date | None = None,
) -> Membership:
    return grant_membership(
        person=person, unit=unit, role=role, since=DAY, until=until, by=cast.actor(by), at=MONDAY
    )


@pytest.mark.parametrize(
    ("unit", "role", "until", "says"),
    [
        (UNIT, Role.OFFICER, None, "ya tiene ese rol"),
        (OTHER_UNIT, Role.OFFICER, DAY - dt.timedelta(days=1), "es anterior"),
        ("", Role.OFFICER, None, "pertenecen a una unidad"),
        (UNIT, Role.AUDITOR, None, "pertenecen a una unidad"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    cast: Cast, unit: str, role: str, until: dt.date | None, says: str
) -> None:
    with pytest.raises(MembershipRefused, match=says):
        grant(cast, cast.officer, by=cast.administrator, unit=unit, role=role, until=until)


def test_the_database_refuses_overlaps_too(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=cast.officer, unit=UNIT, role=Role.OFFICER, since=DAY)


def test_a_rate_lets_through_its_limit_and_forgives_after_its_window(db: None) -> None:
    window = dt.timedelta(hours=1)
    assert [hit("k", limit=2, window=window, at=MONDAY) for _ in range(3)] == [True, True, False]
    assert hit("other", limit=2, window=window, at=MONDAY)
    assert hit("k", limit=2, window=window, at=MONDAY + window)
