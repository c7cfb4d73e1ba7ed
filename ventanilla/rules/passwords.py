"""The password policy of a pack: each broken rule is named, and passwords everybody uses are refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ventanilla.rules.wording import ENGLISH, SPANISH, known_language


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must have: characters in all, and at least so many of each kind.

    A special character is one that is neither letter, digit nor space. `special_examples` are shown, not
    required. `max_length` only keeps absurd texts away from the hash.
    """

    min_length: int
    upper: int = 0
    lower: int = 0
    digit: int = 0
    special: int = 0
    special_examples: str = ""
    max_length: int = 256


@dataclass(frozen=True, slots=True)
class _Words:
    too_short: str
    too_long: str
    kinds: Mapping[str, tuple[str, str]]
    examples: str
    common: str


_WORDS: Mapping[str, _Words] = {
    SPANISH: _Words(
        too_short="Debe tener más de {fewer} caracteres (al menos {least}).",
        too_long="Debe tener {most} caracteres o menos.",
        kinds={
            "upper": (
                "Debe incluir al menos una letra mayúscula.",
                "Debe incluir al menos {n} letras mayúsculas.",
            ),
            "lower": (
                "Debe incluir al menos una letra minúscula.",
                "Debe incluir al menos {n} letras minúsculas.",
            ),
            "digit": ("Debe incluir al menos un número.", "Debe incluir al menos {n} números."),
            "special": (
                "Debe incluir al menos un carácter especial{examples}.",
                "Debe incluir al menos {n} caracteres especiales{examples}.",
            ),
        },
        examples=" (por ejemplo {examples})",
        common="Es una contraseña demasiado común; elija otra que no sea fácil de adivinar.",
    ),
    ENGLISH: _Words(
        too_short="It must have more than {fewer} characters (at least {least}).",
        too_long="It must have {most} characters or fewer.",
        kinds={
            "upper": ("It must include a capital letter.", "It must include {n} capital letters."),
            "lower": ("It must include a small letter.", "It must include {n} small letters."),
            "digit": ("It must include a digit.", "It must include {n} digits."),
            "special": (
                "It must include a special character{examples}.",
                "It must include {n} special characters{examples}.",
            ),
        },
        examples=" (for example {examples})",
        common="It is too common a password; choose one that is not easy to guess.",
    ),
}


def _is_special(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


_KINDS: Mapping[str, Callable[[str], bool]] = {
    "upper": str.isupper,
    "lower": str.islower,
    "digit": str.isdigit,
    "special": _is_special,
}


def broken_rules(
    password: str,
    policy: PasswordPolicy,
    common: Collection[str] = frozenset(),
    language: str = SPANISH,
) -> tuple[str, ...]:
    """The rules of `policy` that `password` breaks, each as a sentence; empty if it may be used.

    `common` are passwords everybody uses, in small letters: letter case does not make one of them good.
    """
    words = _WORDS[known_language(language)]
    found = [sentence for sentence, holds in _checks(password, policy, words) if not holds]
    if password.casefold() in common:
        found.append(words.common)
    return tuple(found)


def rules_in_words(policy: PasswordPolicy, language: str = SPANISH) -> tuple[str, ...]:
    """The rules of `policy` as a person should read them before choosing a password."""
    words = _WORDS[known_language(language)]
    return tuple(sentence for sentence, holds in _checks("", policy, words) if not holds)


def _checks(password: str, policy: PasswordPolicy, words: _Words) -> list[tuple[str, bool]]:
    """Each rule as a sentence, and whether it holds."""
    least, most = policy.min_length, policy.max_length
    examples = words.examples.format(examples=policy.special_examples) if policy.special_examples else ""
    checks = [
        (words.too_short.format(fewer=least - 1, least=least), len(password) >= least),
        (words.too_long.format(most=most), len(password) <= most),
    ]
    for kind, is_kind in _KINDS.items():
        needed: int = getattr(policy, kind)
        one, many = words.kinds[kind]
        sentence = (one if needed == 1 else many).format(n=needed, examples=examples)
        checks.append((sentence, sum(map(is_kind, password)) >= needed))
    return checks
