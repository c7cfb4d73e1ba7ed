"""Persons found by their address: who set a password before the address was proved gets nothing by it."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from tests.cast import MONDAY, PASSWORD, UNIT, Cast
from ventanilla.people.acts import MembershipRefused, end_membership, grant_membership, person_for_address
from ventanilla.people.models import Membership, Person, Rate, Role
from ventanilla.people.rates import forget_hits, hit


@pytest.fixture
def signed_up(db: None) -> Person:
    """Somebody signed up with this address and has not confirmed it."""
    person = Person.objects.create_user(email="victima@example.com", name="Otra", password=PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    return person


def test_a_password_nobody_proved_the_address_of_ends_with_the_first_case(signed_up: Person) -> None:
    person, is_new = person_for_address("Victima@example.com", name="Víctima")
    assert (person, is_new) == (signed_up, False)
    signed_up.refresh_from_db()
    assert not signed_up.has_usable_password()


def test_the_password_of_a_proved_address_stays(signed_up: Person) -> None:
    EmailAddress.objects.update(verified=True)
    person_for_address(signed_up.email)
    signed_up.refresh_from_db()
    assert signed_up.check_password(PASSWORD)


def test_counts_of_addresses_are_forgotten_after_a_day(db: None) -> None:
    day = dt.timedelta(days=1)
    hit("send:ana@example.com", limit=5, window=day, at=MONDAY)
    hit("send:luis@example.com", limit=5, window=day, at=MONDAY + day)
    assert forget_hits(at=MONDAY + day * 1.5) == 1
    assert list(Rate.objects.values_list("key", flat=True)) == ["send:luis@example.com"]


def test_ending_a_role_never_prolongs_it(cast: Cast) -> None:
    by, ended = cast.actor(cast.administrator), MONDAY.date()
    first = Membership.objects.get(person=cast.officer)
    end_membership(membership=first, until=ended, by=by, at=MONDAY)
    again = ended + dt.timedelta(days=30)
    grant_membership(
        person=cast.officer, unit=UNIT, role=Role.OFFICER, since=again, until=None, by=by, at=MONDAY
    )
    with pytest.raises(MembershipRefused, match="ya termina antes"):
        end_membership(membership=first, until=again + dt.timedelta(days=1), by=by, at=MONDAY)
    first.refresh_from_db()
    assert first.until == ended
