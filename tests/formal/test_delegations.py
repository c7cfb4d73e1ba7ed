"""Delegations to sign: who grants them, to whom, for which days, and what they are worth."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import translation

from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast, make_person
from tests.formal.cases import make_bond_change, make_head, signed_resolution
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.formal.acts import end_delegation, grant_delegation
from ventanilla.formal.models import Delegation
from ventanilla.formal.policies import delegation_of
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Membership, Person, Role

TODAY = MONDAY.date()
BASIS = "Acuerdo 12-2026 (ilustrativo)"


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with translation.override("es"):
        yield


@pytest.fixture
def head(cast: Cast) -> Person:
    return make_head()


@pytest.fixture
def deputy(cast: Cast) -> Person:
    return make_person("sonia.vega@example.org", "Sonia Vega", unit=OTHER_UNIT, role=Role.OFFICER)


def grant(cast: Cast, by: Person, person: Person, **changed: Any) -> Delegation:
    given = {"unit": OTHER_UNIT, "basis": BASIS, "since": TODAY, "until": TODAY + dt.timedelta(days=9)}
    return grant_delegation(person=person, by=cast.actor(by), at=MONDAY, **{**given, **changed})


def test_a_delegate_signs_by_delegation_and_the_journal_knows(
    cast: Cast, head: Person, deputy: Person
) -> None:
    row = grant(cast, head, deputy)
    act = signed_resolution(
        make_bond_change(cast, at=MONDAY), by=cast.actor(cast.outsider), head=cast.actor(deputy), at=MONDAY
    )
    assert act.on_delegation == BASIS
    assert "por delegación" in act.signed_as
    [entry] = JournalEntry.objects.filter(kind="delegation.granted")
    assert entry.facts["person"] == deputy.pk
    assert entry.facts["delegation"] == row.pk


def test_it_holds_from_its_first_day_to_its_last_and_not_beyond(
    cast: Cast, head: Person, deputy: Person
) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    grant(cast, head, deputy, since=tomorrow, until=tomorrow)
    actor = cast.actor(deputy)
    days = [TODAY, tomorrow, tomorrow + dt.timedelta(days=1)]
    assert [delegation_of(actor, OTHER_UNIT, day) is not None for day in days] == [False, True, False]


def test_ended_today_is_its_last_day_and_one_to_come_holds_on_none(
    cast: Cast, head: Person, deputy: Person
) -> None:
    row = grant(cast, head, deputy)
    end_delegation(delegation=row, by=cast.actor(head), at=MONDAY)
    actor = cast.actor(deputy)
    assert delegation_of(actor, OTHER_UNIT, TODAY) is not None
    assert delegation_of(actor, OTHER_UNIT, TODAY + dt.timedelta(days=1)) is None
    later = TODAY + dt.timedelta(days=5)
    future = grant(cast, head, deputy, since=later, until=None)
    end_delegation(delegation=future, by=cast.actor(head), at=MONDAY)
    end_delegation(delegation=future, by=cast.actor(head), at=MONDAY)
    assert delegation_of(actor, OTHER_UNIT, later) is None
    assert JournalEntry.objects.filter(kind="delegation.ended").count() == 2
    assert grant(cast, head, deputy, since=later, until=None).pk != future.pk


def test_one_that_ended_by_itself_cannot_be_ended(cast: Cast, head: Person, deputy: Person) -> None:
    row = grant(cast, head, deputy, until=TODAY)
    with pytest.raises(NotAllowed, match="ya terminó"):
        end_delegation(delegation=row, by=cast.actor(head), at=MONDAY + dt.timedelta(days=3))


def test_a_delegate_does_not_delegate_on(cast: Cast, head: Person, deputy: Person) -> None:
    grant(cast, head, deputy)
    for other in (deputy, cast.outsider, cast.head, cast.auditor):
        with pytest.raises(NotAllowed, match="jefatura"):
            grant(cast, other, cast.outsider)


def test_an_administrator_delegates_for_any_unit(cast: Cast, deputy: Person) -> None:
    assert grant(cast, cast.administrator, deputy).granted_by == cast.administrator


def test_a_form_sent_twice_is_one_delegation(cast: Cast, head: Person, deputy: Person) -> None:
    key = uuid.uuid4()
    assert grant(cast, head, deputy, key=key) == grant(cast, head, deputy, key=key)


def test_what_is_refused_names_its_field(cast: Cast, head: Person, deputy: Person) -> None:
    grant(cast, head, deputy)
    gone = make_person("antes@example.org", "Quien Sirvió", unit=OTHER_UNIT, role=Role.OFFICER)
    Membership.objects.filter(person=gone).update(until=TODAY)
    after = TODAY + dt.timedelta(days=30)
    for person, changed, field in (
        (deputy, {"since": TODAY + dt.timedelta(days=9), "until": None}, "since"),
        (deputy, {"since": TODAY - dt.timedelta(days=1)}, "since"),
        (deputy, {"since": after, "until": TODAY}, "until"),
        (deputy, {"since": after, "until": None, "basis": "  "}, "basis"),
        (cast.officer, {}, "person"),
        (head, {}, "person"),
        (gone, {}, "person"),
        (None, {}, "person"),
        (deputy, {"unit": "no-existe"}, "unit"),
    ):
        with pytest.raises(Invalid) as refused:
            grant(cast, head, person, **changed)  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        grant(cast, head, cast.officer, unit=UNIT)
