"""Every act on bonds killed before each of its statements: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests.bonds.policies import policy
from tests.bonds.sheets import GOODS, version
from tests.bonds.test_loading import ISTMO, PUERTO, table
from tests.cast import UNIT, Cast, case, cast, make_person
from tests.dying import Act, functions_of, kill_each
from tests.formal.cases import signed_resolution
from tests.formal.companies import company_case
from ventanilla.bonds import acts, loading, registering
from ventanilla.cases.models import Case
from ventanilla.formal.models import FormalAct
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import SYSTEM
from ventanilla.people.models import Role

__all__ = ["case", "cast"]

pytestmark = pytest.mark.django_db
READS = {"check_can_register", "can_register"}


class Story:
    """A bond change whose officer computes the annex herself, and whose resolution goes into the register."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, timezone.now()
        self.pk = company_case(cast, at=self.now, imports_alcohol=True).pk

    def acts(self) -> Iterator[Act]:
        """All of them, in the order in which they are done."""
        doing = {"by": self.cast.actor(self.cast.officer), "at": self.now, "via": "desk"}
        file = version(GOODS, self.now)
        case = lambda: self.act().case  # noqa: E731
        yield Act(
            "recount_annex",
            lambda: acts.recount_annex(case=case(), annex="1", file=file, **doing),
            prepare=self.resolve,
        )
        yield Act(
            "register_bond",
            lambda: registering.register_bond(act=self.act(), policy=policy(self.now, number="F-1"), **doing),
        )

        yield Act("load_bonds", self.load)

    def load(self) -> None:
        """Two bonds that stood before the register did."""
        content = table(ISTMO, PUERTO)
        loaded = loading.load_bonds(content=content, by=SYSTEM, at=self.now, via="command")
        assert (loaded.added, loaded.faults) == (2, ())

    def act(self) -> FormalAct:
        return FormalAct.objects.select_related("case__stream").get(case=self.pk)

    def resolve(self) -> None:
        head = make_person("teresa.luna@example.org", "Teresa Luna", unit=UNIT, role=Role.HEAD)
        by, signer = self.cast.actor(self.cast.officer), self.cast.actor(head)
        signed_resolution(Case.objects.get(pk=self.pk), by=by, head=signer, at=self.now)


def test_each_act_leaves_nothing_when_it_dies(cast: Cast) -> None:
    kill_each(Story(cast).acts())
    assert not list(verify_all())


def test_no_act_is_left_out(cast: Cast) -> None:
    tried = {act.name for act in Story(cast).acts()}
    assert functions_of(acts) | functions_of(registering) | functions_of(loading) == tried | READS
