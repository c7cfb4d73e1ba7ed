"""Mexican codes of entities, postal codes, and a CURP beside an RFC."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ventanilla.rules.identifiers import check, mx_cp
from ventanilla.rules.identifiers._mx_entities import BORN_ABROAD, CURP_CODES, ENTITIES
from ventanilla.rules.identifiers.mx_rfc import curp_rfc_agree

unhurried = settings(deadline=None)  # a first answer loads its library, and machines are busy


def published_states() -> list[dict[str, str]]:
    with (Path(__file__).parent / "mx_states.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_entities_are_those_published() -> None:
    ours = [
        {
            "inegi": entity.inegi,
            "nombre": entity.name,
            "curp": entity.curp,
            "iso_3166_2": entity.iso,
            "sat_cfdi": entity.sat,
            "cp_prefijos": "-".join(
                f"{prefix:02}" for prefix in sorted({entity.first_prefix, entity.last_prefix})
            ),
        }
        for entity in ENTITIES
    ]
    assert ours == published_states()
    assert {entity.curp for entity in ENTITIES} | {BORN_ABROAD} == CURP_CODES


def test_each_prefix_has_one_entity_but_three_that_have_none() -> None:
    found = {prefix: mx_cp.entity_of(f"{prefix:02}001") for prefix in range(100)}
    assert {prefix for prefix, entity in found.items() if entity is None} == {17, 18, 19}
    assert {entity for entity in found.values() if entity} == set(ENTITIES)


@pytest.mark.parametrize(
    ("code", "entity", "agrees"),
    [
        ("01000", "Ciudad de México", True),
        ("01000", "ciudad  de mexico", True),
        ("01000", "CDMX", True),
        ("01000", "DF", True),
        ("01000", "CMX", True),
        ("01000", "MX-CMX", True),
        ("01000", "México", False),
        ("50000", "México", True),
        ("25000", "Coahuila", True),
        ("25000", "", False),
        ("17000", "Ciudad de México", False),
        ("texto", "Jalisco", False),
    ],
)
def test_a_postal_code_and_its_entity(code: str, entity: str, agrees: bool) -> None:
    assert mx_cp.is_of(code, entity) is agrees


def with_check_digit(body: str) -> str:
    """A CURP from its first seventeen characters."""
    return next(f"{body}{digit}" for digit in range(10) if check("mx.curp", f"{body}{digit}").valid)


@pytest.mark.parametrize(
    ("curp", "rfc", "agree"),
    [
        ("GODE561231HDFLRC0", "GODE561231GR8", True),
        ("GODE561231HDFLRC0", "gode-561231-gr8", True),
        ("GODE561231HDFLRC0", "GODE561230GR8", False),
        ("GODE561231HDFLRC0", "GODA561231GR8", False),
        ("GODE561231HDFLRC0", "HODE561231GR8", False),
        ("GODE561231HDFLRC0", "MAB9307148T4", None),
        ("GODE561231HDFLRC0", "XAXX010101000", None),
        ("GODE561231HDFLRC0", "GODE561231", None),
        ("XUXN750615HYNXXX0", "ÑUÑN7506159A5", True),  # Ñ is X in a CURP
        (
            "RXTA800101HDFCNT0",
            "RATX800101AB1",
            True,
        ),  # a replaced word: each register replaces another letter
        ("MAXJ800101HDFRXN0", "MAJU800101AB1", True),  # one surname: the RFC takes two letters of the name
        ("OXLA800101HDFXZL0", "OLAL800101AB1", True),  # a surname of one letter
        ("OXLA800101HDFXZL0", "OLBL800101AB1", False),
    ],
)
def test_a_curp_and_an_rfc_of_one_person(curp: str, rfc: str, agree: bool | None) -> None:
    assert curp_rfc_agree(with_check_digit(curp), rfc) is agree


@unhurried
@given(curp=st.text(max_size=30), rfc=st.text(max_size=30))
def test_two_texts_that_are_neither_cannot_be_compared(curp: str, rfc: str) -> None:
    assert curp_rfc_agree(curp, rfc) is None
