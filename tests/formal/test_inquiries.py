"""Inquiries of the analysis: opened, settled once, refused by field."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.cast import Cast
from tests.formal.cases import make_bond_change
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.formal.acts import open_inquiry, settle_inquiry
from ventanilla.formal.models import Inquiry

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("America/El_Salvador"))
WHAT, WHOM = "¿Las ventas declaradas coinciden con el balance?", "Unidad de Fiscalización"


@pytest.fixture
def bond(cast: Cast) -> Case:
    return make_bond_change(cast, at=MONDAY)


def test_an_inquiry_is_opened_and_settled_once(bond: Case, cast: Cast) -> None:
    officer, key = cast.actor(cast.outsider), uuid.uuid4()
    for _ in range(2):
        opened = open_inquiry(case=bond, what=WHAT, to_whom=WHOM, by=officer, at=MONDAY, via="desk", key=key)
    inquiry = Inquiry.objects.get(case=bond)
    assert (inquiry.what, inquiry.to_whom, inquiry.settled_at) == (WHAT, WHOM, None)
    assert (opened.kind, opened.public, opened.facts["inquiry"]) == ("inquiry.opened", False, inquiry.pk)
    assert WHAT not in json.dumps(opened.facts)
    settled = settle_inquiry(inquiry=inquiry, result="Coinciden.", by=officer, at=MONDAY, via="desk")
    assert "Coinciden" not in json.dumps(settled.facts)
    with pytest.raises(NotAllowed, match="ya tiene su resultado"):
        settle_inquiry(inquiry=inquiry, result="Otra cosa", by=officer, at=MONDAY, via="desk")
    inquiry.refresh_from_db()
    assert (inquiry.result, inquiry.settled_by_id) == ("Coinciden.", cast.outsider.pk)


@pytest.mark.parametrize(
    ("what", "to_whom", "field"), [(" ", WHOM, "what"), (WHAT, "", "to_whom"), (WHAT, "x" * 201, "to_whom")]
)
def test_what_is_missing_is_named(bond: Case, cast: Cast, what: str, to_whom: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_inquiry(
            case=bond, what=what, to_whom=to_whom, by=cast.actor(cast.outsider), at=MONDAY, via="desk"
        )
    assert refused.value.field == field
    assert not Inquiry.objects.exists()


def test_only_the_unit_inquires_and_a_result_says_something(bond: Case, cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="personal de la unidad"):
        open_inquiry(case=bond, what=WHAT, to_whom=WHOM, by=cast.actor(cast.officer), at=MONDAY, via="desk")
    officer = cast.actor(cast.outsider)
    open_inquiry(case=bond, what=WHAT, to_whom=WHOM, by=officer, at=MONDAY, via="desk")
    inquiry = Inquiry.objects.get(case=bond)
    with pytest.raises(Invalid, match="escriba qué resultó"):
        settle_inquiry(inquiry=inquiry, result=" ", by=officer, at=MONDAY, via="desk")
    with pytest.raises(NotAllowed, match="personal de la unidad"):
        settle_inquiry(inquiry=inquiry, result="Sí", by=cast.actor(cast.officer), at=MONDAY, via="desk")
