"""Messages: their placeholders and how they are filled."""

from __future__ import annotations

import pytest

from ventanilla.catalogue import get_pack, pack_codes
from ventanilla.catalogue.texts import PLACEHOLDERS, REQUIRED, fill, is_well_formed, placeholders


def test_a_text_is_filled_once() -> None:
    values = {"case_number": "DGA-1", "message": "escriba {case_number}"}
    assert fill("Caso {case_number}: {message}", values) == "Caso DGA-1: escriba {case_number}"
    assert fill("sin datos", {}) == "sin datos"


def test_what_has_no_value_is_named() -> None:
    with pytest.raises(KeyError, match="outcome"):
        fill("{outcome}", {})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a} {b_2}", True),
        ("nada", True),
        ("{a", False),
        ("a}", False),
        ("{}", False),
        ("{A}", False),
        ("{{a}}", False),
    ],
)
def test_braces_belong_to_placeholders(template: str, expected: bool) -> None:
    assert is_well_formed(template) is expected


def test_placeholders_are_the_names_in_braces() -> None:
    assert placeholders("{a} y {b} y {a}") == {"a", "b"}


@pytest.mark.parametrize("code", pack_codes())
def test_every_message_of_the_packs_can_be_filled(code: str) -> None:
    values = dict.fromkeys(PLACEHOLDERS, "x")
    for language in ("es", "en"):
        pack = get_pack(code).localized(language)
        for text in pack.texts.values():
            assert fill(text.subject, values)
            assert fill(text.body, values)
        assert all(needed <= PLACEHOLDERS for needed in REQUIRED.values())
