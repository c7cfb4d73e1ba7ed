"""The register of bonds: what a resolution granted comes in once, in the direction asked for, and stays."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from tests.bonds.policies import policy
from tests.bonds.test_estimates import browser, text_of
from tests.cast import Cast
from tests.formal.cases import RESOLUTION, make_bond_change, make_head, signed_notice, signed_resolution
from ventanilla.bonds.models import Bond
from ventanilla.bonds.register import register_units
from ventanilla.bonds.registering import Policy, register_bond
from ventanilla.cases.errors import ActRefused, Invalid, NotAllowed
from ventanilla.catalogue import get_pack
from ventanilla.formal.acts import draft_resolution, sign_act
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.models import FormalAct
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Person
from ventanilla.reference.current import today

pytestmark = pytest.mark.django_db

BOND: dict[str, Any] = {
    "bond_number": "F-2026-17",
    "insurer": "Aseguradora del Istmo",
    "present_amount": "50000.00",
    "requested_amount": "60000.00",
    "company_nit": "0614-050707-104-8",
}


@pytest.fixture
def boss() -> Person:
    return make_head()


def granted(cast: Cast, boss: Person, *, outcome: str = "granted", **answers: Any) -> FormalAct:
    """A signed resolution on a bond change with those answers."""
    now = timezone.now()
    case = make_bond_change(cast, at=now - dt.timedelta(hours=1))
    case.answers = {**case.answers, **BOND, **answers}
    case.save(update_fields=["answers"])
    officer, head = cast.actor(cast.outsider), cast.actor(boss)
    if outcome == "granted":
        return signed_resolution(case, by=officer, head=head, at=now)
    draft = replace(RESOLUTION, outcome=outcome)
    draft_resolution(case=case, draft=draft, by=officer, at=now, via="desk")
    act = draft_of(case, "resolution")
    assert act is not None
    sign_act(act=act, by=head, at=now, via="desk")
    return FormalAct.objects.get(pk=act.pk)


def register(cast: Cast, act: FormalAct, wanted: Policy | None = None) -> JournalEntry:
    now = timezone.now()
    return register_bond(
        act=act, policy=wanted or policy(now), by=cast.actor(cast.outsider), at=now, via="desk"
    )


def test_a_granted_raise_is_one_row_with_its_entry(cast: Cast, boss: Person) -> None:
    act = granted(cast, boss)
    entry = register(cast, act)
    bond = Bond.objects.get()
    assert (bond.before, bond.amount) == (Decimal(50000), Decimal(60000))
    assert (bond.shop, bond.nit) == ("06140507071048", "0614-050707-104-8")
    assert (bond.act, bond.case, bond.entry) == (act, act.case, entry.seq)
    assert entry.kind == "bond.registered"
    assert {"act": act.pk, "amount": "60000.00", "before": "50000.00"}.items() <= entry.facts.items()


def test_a_resolution_is_registered_once(cast: Cast, boss: Person) -> None:
    act = granted(cast, boss)
    register(cast, act)
    with pytest.raises(NotAllowed, match="ya está registrada"):
        register(cast, act, policy(timezone.now(), amount="70000.00"))
    assert Bond.objects.count() == 1


def test_the_next_change_starts_from_what_the_register_has(cast: Cast, boss: Person) -> None:
    register(cast, granted(cast, boss))
    lower = granted(cast, boss, direction="lower", present_amount="99999.00", outcome="granted_in_part")
    now = timezone.now()
    with pytest.raises(Invalid, match=r"disminución.*\$60,000\.00") as refusal:
        register(cast, lower, policy(now, amount="60000.00"))
    assert refusal.value.field == "amount"
    register(cast, lower, policy(now, amount="45000.00"))
    first, second = Bond.objects.order_by("id")
    assert second.replaces == first
    assert second.before == Decimal(60000)


@pytest.mark.parametrize("amount", ["50000.00", "49999.99", "0", "-1"])
def test_a_raise_is_more_than_the_present_amount(cast: Cast, boss: Person, amount: str) -> None:
    with pytest.raises(Invalid, match="Monto") as refusal:
        register(cast, granted(cast, boss), policy(timezone.now(), amount=amount))
    assert refusal.value.field == "amount"
    assert not Bond.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "  "}, "number"),
        ({"insurer": ""}, "insurer"),
        ({"valid_until": dt.date(2020, 1, 1)}, "valid_until"),
        ({"valid_from": dt.date(2019, 1, 1), "valid_until": dt.date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_a_policy_that_cannot_be_names_its_field(
    cast: Cast, boss: Person, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        register(cast, granted(cast, boss), replace(policy(timezone.now()), **wrong))
    assert refusal.value.field == field


def test_what_grants_nothing_is_not_registered(cast: Cast, boss: Person) -> None:
    with pytest.raises(NotAllowed, match="concede la modificación"):
        register(cast, granted(cast, boss, outcome="denied"))
    now = timezone.now()
    case = make_bond_change(cast, at=now)
    notice = signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(boss), at=now)
    with pytest.raises(NotAllowed, match="concede la modificación"):
        register(cast, notice)


def test_only_the_unit_that_has_the_case_registers(cast: Cast, boss: Person) -> None:
    act, now = granted(cast, boss), timezone.now()
    for person in (cast.officer, cast.applicant, cast.auditor):
        with pytest.raises(ActRefused, match="Solo el personal"):
            register_bond(act=act, policy=policy(now), by=cast.actor(person), at=now, via="desk")


def test_the_database_refuses_to_edit_or_delete_a_row(cast: Cast, boss: Person) -> None:
    register(cast, granted(cast, boss))
    with pytest.raises(DatabaseError), transaction.atomic():
        Bond.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Bond.objects.all().delete()


def test_the_officer_registers_from_the_resolution_and_finds_it_again(cast: Cast, boss: Person) -> None:
    act = granted(cast, boss)
    officer, page = browser(cast.outsider), f"/mesa/casos/{act.case.number}/actos/{act.pk}/"
    assert "Registrar la fianza" in text_of(officer.get(page))
    form = officer.get(page + "fianza/").content.decode()
    assert 'value="F-2026-17"' in form
    assert 'value="60000.00"' in form
    typed = {
        "number": "F-2026-17",
        "insurer": "Aseguradora del Istmo",
        "amount": "1.00",
        "key": str(uuid.uuid4()),
    }
    typed |= {
        "valid_from": "2026-01-01",
        "valid_until": (today() + dt.timedelta(days=30)).isoformat(),
    }
    refused = officer.post(page + "fianza/", typed)
    assert refused.status_code == 422
    assert "debe ser mayor que el actual, $50,000.00" in text_of(refused)
    assert 'value="1.00"' in refused.content.decode()
    sent = officer.post(page + "fianza/", typed | {"amount": "60000.00"})
    assert sent.headers["Location"] == page
    assert "Registrar la fianza" not in text_of(officer.get(page))
    assert "$60,000.00" in text_of(officer.get("/mesa/fianzas/"))
    assert "vence en 30 días" in text_of(officer.get("/mesa/fianzas/?vista=vencen"))
    history = text_of(officer.get(f"/mesa/fianzas/{Bond.objects.get().pk}/"))
    assert act.number in history
    assert "ampliada" in history
    mine = text_of(browser(cast.applicant).get(f"/casos/{act.case.number}/"))
    assert "Anotamos su fianza en el registro" in mine


@pytest.mark.parametrize(
    ("query", "found"),
    [("istmo", True), ("0614-050707-104-8", True), ("050707", True), ("f-2026-17", True), ("volcán", False)],
)
def test_a_bond_is_found_by_shop_nit_and_number(
    cast: Cast, boss: Person, client: Client, query: str, found: bool
) -> None:
    register(cast, granted(cast, boss))
    page = text_of(browser(cast.outsider).get("/mesa/fianzas/", {"q": query}))
    assert ("Tienda Libre del Istmo" in page) is found
    assert ("No se encontró ninguna fianza" in page) is not found


def test_what_ends_later_is_not_on_the_list_and_what_was_replaced_is_not_either(
    cast: Cast, boss: Person
) -> None:
    register(cast, granted(cast, boss), policy(timezone.now(), days=20))
    officer = browser(cast.outsider)
    assert "vence en" in text_of(officer.get("/mesa/fianzas/?vista=vencen"))
    register(cast, granted(cast, boss), policy(timezone.now(), amount="70000.00", days=61))
    assert "Ninguna fianza vence en 60 días" in text_of(officer.get("/mesa/fianzas/?vista=vencen"))
    assert "$60,000.00" not in text_of(officer.get("/mesa/fianzas/"))
    assert "$70,000.00" in text_of(officer.get("/mesa/fianzas/"))


def test_the_register_is_in_the_menu_of_those_who_keep_it(cast: Cast) -> None:
    assert 'href="/mesa/fianzas/"' in browser(cast.outsider).get("/mesa/").content.decode()
    assert 'href="/mesa/fianzas/"' not in browser(cast.officer).get("/mesa/").content.decode()
    assert register_units(get_pack("sv")) == {"leyes-especiales"}
    assert register_units(get_pack("ec")) == frozenset()
