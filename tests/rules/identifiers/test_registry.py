"""One module a kind, of one shape."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from ventanilla.rules import identifiers
from ventanilla.rules.identifiers import IdentifierCheck, UnknownKind

CONTRACT = {"sv.dui", "sv.nit", "sv.nrc", "ec.ci", "ec.ruc", "mx.curp", "mx.rfc"}


def test_the_kinds_of_the_contract_and_those_of_forms() -> None:
    assert CONTRACT | {"passport", "sv.resident-card", "mx.cp"} == identifiers.KINDS


@pytest.mark.parametrize("kind", sorted(identifiers.KINDS))
def test_each_kind_is_a_module_that_names_itself(kind: str) -> None:
    module = importlib.import_module(
        f"ventanilla.rules.identifiers.{kind.replace('.', '_').replace('-', '_')}"
    )
    assert kind == module.KIND
    assert module.check("") == identifiers.check(kind, "")


@pytest.mark.parametrize("kind", ["", "sv", "sv_dui", "SV.DUI", "sv.dui ", "_text", "..passport"])
def test_an_unknown_kind_is_named_as_such_with_the_ones_there_are(kind: str) -> None:
    with pytest.raises(UnknownKind, match=r"use uno de ec\.ci, ec\.ruc, mx\.cp") as fault:
        identifiers.check(kind, "1")
    assert kind == "" or f"«{kind}»" not in str(fault.value)


def test_knowing_the_kinds_imports_neither_library() -> None:
    program = (
        "import sys; from ventanilla.rules import identifiers, phones; assert identifiers.KINDS;"
        "print([name for name in sys.modules if name.split('.')[0] in {'stdnum', 'phonenumbers', 'django'}])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_answer_cannot_be_changed() -> None:
    result = identifiers.check("sv.dui", "00016297-5")
    with pytest.raises(AttributeError):
        result.valid = False  # type: ignore[misc]
    assert result == IdentifierCheck(valid=True, canonical="00016297-5", check_digit=True)
