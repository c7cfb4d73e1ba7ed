"""Messages: their placeholders and how they are filled."""

from __future__ import annotations

import pytest

from ventanilla.catalogue import get_pack, pack_codes
from ventanilla.catalogue.texts import REQUIRED, allowed_in, fill, is_well_formed, placeholders


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


@pytest.mark.parametrize(
    ("code", "may", "may_not"),
    [
        ("receipt", "not_me_url", "officer_name"),
        ("staff_assigned", "officer_name", "not_me_url"),
        ("reset", "email", "case_number"),
        ("draft_link", "case_url", "case_number"),
        ("mailbox_silent", "mail_state_url", "case_number"),
    ],
)
def test_a_message_carries_what_its_sender_fills(code: str, may: str, may_not: str) -> None:
    assert may in allowed_in(code)
    assert may_not not in allowed_in(code)
    assert REQUIRED[code] <= allowed_in(code)


@pytest.mark.parametrize("code", pack_codes())
def test_every_message_of_the_packs_can_be_filled(code: str) -> None:
    for language in ("es", "en"):
        pack = get_pack(code).localized(language)
        for text in pack.texts.values():
            values = dict.fromkeys(allowed_in(text.code), "x")
            assert fill(text.subject, values)
            assert fill(text.body, values)
