"""The password policy: each broken rule named, common passwords refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.rules.passwords import PasswordPolicy, broken_rules, rules_in_words

POLICY = PasswordPolicy(min_length=9, upper=1, special=1, special_examples="@ # $")
SHORT = "Debe tener más de 8 caracteres (al menos 9)."
UPPER = "Debe incluir al menos una letra mayúscula."
SPECIAL = "Debe incluir al menos un carácter especial (por ejemplo @ # $)."
COMMON = "Es una contraseña demasiado común; elija otra que no sea fácil de adivinar."


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Aduana#26", ()),
        ("Aduana#2", (SHORT,)),
        ("aduana#26", (UPPER,)),
        ("Aduana026", (SPECIAL,)),
        ("Aduana 26", (SPECIAL,)),
        ("", (SHORT, UPPER, SPECIAL)),
        ("Ñandú_2026", ()),
        ("Contraseña", (SPECIAL,)),
        ("A" * 255 + "#", ()),
        ("A" * 256 + "#", ("Debe tener 256 caracteres o menos.",)),
    ],
)
def test_each_broken_rule_is_named(password: str, expected: tuple[str, ...]) -> None:
    assert broken_rules(password, POLICY) == expected


def test_a_common_password_is_refused_whatever_its_letter_case() -> None:
    common = frozenset({"password#1"})
    assert broken_rules("Password#1", POLICY, common) == (COMMON,)
    assert broken_rules("PASSWORD#1", POLICY, common) == (COMMON,)
    assert broken_rules("Password#2", POLICY, common) == ()
    assert broken_rules("password#1", POLICY, common) == (UPPER, COMMON)


def test_numbers_above_one_are_said() -> None:
    policy = PasswordPolicy(min_length=12, upper=2, lower=2, digit=2, special=2)
    assert rules_in_words(policy) == (
        "Debe tener más de 11 caracteres (al menos 12).",
        "Debe incluir al menos 2 letras mayúsculas.",
        "Debe incluir al menos 2 letras minúsculas.",
        "Debe incluir al menos 2 números.",
        "Debe incluir al menos 2 caracteres especiales.",
    )


def test_the_rules_are_said_in_english() -> None:
    policy = PasswordPolicy(min_length=9, upper=1, lower=1, digit=1, special=1, special_examples="@ #")
    assert rules_in_words(policy, "en") == (
        "It must have more than 8 characters (at least 9).",
        "It must include a capital letter.",
        "It must include a small letter.",
        "It must include a digit.",
        "It must include a special character (for example @ #).",
    )
    assert broken_rules("Aduana#26x", policy, frozenset({"aduana#26x"}), "en") == (
        "It is too common a password; choose one that is not easy to guess.",
    )


@given(st.text(max_size=30), st.text(max_size=5))
def test_more_characters_never_break_more_rules(password: str, more: str) -> None:
    assert set(broken_rules(password + more, POLICY)) <= set(broken_rules(password, POLICY))


@given(st.text(max_size=30))
def test_a_password_without_fault_has_what_the_policy_asks(password: str) -> None:
    good = (
        len(password) >= 9
        and any(character.isupper() for character in password)
        and any(not character.isalnum() and not character.isspace() for character in password)
    )
    assert (broken_rules(password, POLICY) == ()) == good
