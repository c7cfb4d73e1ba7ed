"""Every function of the product that is a transaction is killed by some test before each of its writes, or says why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from tests.bonds.test_dying import Story as Bonds
from tests.cases.test_dying import Story as Cases
from tests.cast import Cast, cast
from tests.dying import transactions
from tests.formal.test_dying import every_act_of_the_room
from tests.intake.test_dying import Story as Intake
from tests.people.test_dying import Story as People
from tests.procedures.test_dying import Story as Time

__all__ = ["cast"]

NOT_TRIED: Mapping[str, str] = {
    "people.acts.person_for_address": "part of its caller's transaction, which is tried",
    "files.signatures.keep": "what is known of a content, which is looked through again until it is kept",
}
"""Transactions that no test kills, and why."""


@pytest.mark.django_db
def test_every_transaction_is_killed(cast: Cast) -> None:
    stories = (Bonds(cast), Cases(cast), Intake(cast), People(cast), Time(cast))
    tried = {act.name for story in stories for act in story.acts()} | every_act_of_the_room(cast)
    found = transactions()
    assert {*NOT_TRIED, "cases.acts.opening.open_case"} <= found
    assert not missing(found - NOT_TRIED.keys(), tried)


def missing(found: Iterable[str], tried: Iterable[str]) -> list[str]:
    known = set(tried)
    return sorted(name for name in found if name.rpartition(".")[2] not in known)
