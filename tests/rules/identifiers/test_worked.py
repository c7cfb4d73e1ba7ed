"""The worked identifiers of the packs, whose check digits were computed apart from the product."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.rules.identifiers.worked import answer, worked_cases
from ventanilla.rules import identifiers

CASES = worked_cases()
KINDS_OF_EXAMPLES = {
    "DUI": "sv.dui",
    "NIT": "sv.nit",
    "cédula": "ec.ci",
    "RUC": "ec.ruc",
    "CURP": "mx.curp",
    "RFC": "mx.rfc",
    "CP": "mx.cp",
}
EXPECTATIONS = {
    "valido": (True, False),
    "invalido": (False, False),
    "advertencia": (True, True),
    "valido especial": (True, True),
}


def rows_of_the_issue() -> list[dict[str, str]]:
    with (Path(__file__).parent / "examples.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['input']['kind']} {case['input']['value']!a}"
)
def test_worked_identifier(case: dict[str, Any]) -> None:
    expected = case["expected"]
    actual = answer(case["input"])
    assert {key: actual[key] for key in expected} == expected, case["note"]


def test_at_least_two_hundred_over_all_kinds_valid_invalid_and_doubtful() -> None:
    assert len(CASES) >= 200
    by_kind = Counter(case["input"]["kind"] for case in CASES)
    assert set(by_kind) == identifiers.KINDS
    outcomes = {(case["expected"]["valid"], case["expected"]["warning"]) for case in CASES}
    assert outcomes == {(True, False), (True, True), (False, False)}


def test_each_case_is_stated_once_with_its_source_and_its_point() -> None:
    repeated = [
        key for key, times in Counter(tuple(case["input"].values()) for case in CASES).items() if times > 1
    ]
    # A passport belongs to no country: each pack may say the same of one.
    assert {kind for kind, _ in repeated} <= {"passport"}
    assert all(case["kind"] == "identifier" and case["article"] and case["note"] for case in CASES)


@pytest.mark.parametrize("row", rows_of_the_issue(), ids=lambda row: f"{row['tipo']} {row['valor']}")
def test_the_examples_the_contract_gives(row: dict[str, str]) -> None:
    kind = KINDS_OF_EXAMPLES[row["tipo"].split()[0]]
    value = row["valor"].replace(" con estado ", " ")
    result = identifiers.check(kind, value)
    assert (result.valid, bool(result.warning)) == EXPECTATIONS[row["esperado"]]
    assert value in {case["input"]["value"] for case in CASES if case["input"]["kind"] == kind}
