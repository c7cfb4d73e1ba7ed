"""Every act on persons, roles and powers killed before each of its statements: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import LONG_AGO, MONDAY, UNIT, Cast
from tests.dying import Act, functions_of, kill_each
from tests.formal.companies import COMPANY, NIT, terms
from ventanilla.desk.staff import let_in
from ventanilla.operations.verification import verify_all
from ventanilla.people import acts, powers
from ventanilla.people.models import Membership, Organisation, Person, Power, Role
from ventanilla.reference.current import current_pack

pytestmark = pytest.mark.django_db
NOT_ONE_TRANSACTION = {
    "person_for_address": "part of its caller's transaction: opening a case and letting somebody in are tried",
    "lock_address": "writes nothing",
    "organisation_known": "reads",
    "canonical_of": "reads",
    "accepted_powers": "reads",
    "in_force": "reads",
    "is_in_force": "reads",
    "covers": "reads",
    "why_ended": "reads",
    "kind_of": "reads",
}
"""Functions of the modules that are no act, or need no transaction of their own, and why."""


class Story:
    """Somebody gets a role and loses it; somebody acts for a company until she says that it was not she."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def acts(self) -> Iterator[Act]:
        """All of them, in the order in which they are done."""
        yield from self.roles()
        yield from self.powers()

    def roles(self) -> Iterator[Act]:
        """A colleague let in by her address, and one who is known."""
        doing = {"by": self.cast.actor(self.cast.administrator), "at": MONDAY}
        role: dict[str, Any] = {"unit": UNIT, "role": Role.OFFICER, "since": MONDAY.date(), "until": None}
        new = {"email": "clara.diaz@example.org", "name": "Clara Díaz", "pack": current_pack()}
        yield Act("let_in", lambda: let_in(**new, **role, **doing))
        stranger = lambda: Person.objects.get(pk=self.cast.stranger.pk)  # noqa: E731
        yield Act("grant_membership", lambda: acts.grant_membership(person=stranger(), **role, **doing))
        until = MONDAY.date()
        yield Act(
            "end_membership",
            lambda: acts.end_membership(membership=Membership.objects.latest("id"), until=until, **doing),
        )

    def powers(self) -> Iterator[Act]:
        """Two powers for one company: accepted and revoked, stated and renounced."""
        doing = {"by": self.cast.actor(self.cast.officer), "at": MONDAY, "via": "desk"}
        company, power = Organisation.objects.get, lambda: Power.objects.latest("id")
        asked = {"kind": "sv.nit", "value": NIT, "name": COMPANY, "person_kind": "legal"}
        yield Act("organisation_for", lambda: powers.organisation_for(**asked, **doing))
        said = {"person": self.cast.applicant, "terms": terms(MONDAY)}
        paper = powers.Document(case_number="DGA-2026-000001")
        for _ in range(2):
            yield Act(
                "state_power",
                lambda: powers.state_power(organisation=company(), document=paper, **said, **doing),
            )
            yield Act("accept_power", lambda: powers.accept_power(power=power(), name="Otra, S.A.", **doing))
        yield Act("revoke_power", lambda: powers.revoke_power(power=power(), reason="Escritura", **doing))
        yield Act(
            "renounce_powers",
            lambda: powers.renounce_powers(
                person=Person.objects.get(pk=self.cast.applicant.pk), case_number=paper.case_number, **doing
            ),
        )


def test_each_act_leaves_nothing_when_it_dies(cast: Cast) -> None:
    assert Membership.objects.filter(since=LONG_AGO).exists()
    kill_each(Story(cast).acts())
    assert not list(verify_all())


def test_no_act_is_left_out(cast: Cast) -> None:
    tried = {act.name for act in Story(cast).acts()} - {"let_in"}
    assert functions_of(acts) | functions_of(powers) == tried | NOT_ONE_TRANSACTION.keys()
