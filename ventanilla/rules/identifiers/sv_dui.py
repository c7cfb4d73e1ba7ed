"""DUI, Documento Único de Identidad (El Salvador): 00000000-0.

The check digit follows the publicly known algorithm (two independent publications agree; the register does not
publish one): weights 9 to 2 on the first eight digits, ten less the sum modulo ten. python-stdnum has no DUI.
"""

from __future__ import annotations

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._text import read_digits, wrong_length

KIND = "sv.dui"
LENGTH = 9
_NAME = "El DUI"


def check(text: str) -> IdentifierCheck:
    """A DUI with or without hyphen and spaces; a wrong check digit is invalid, and so is 00000000-0."""
    reading = read_digits(text, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    return check_digits(reading.characters, name=_NAME)


def check_digits(digits: str, *, name: str) -> IdentifierCheck:
    """The same for digits already read; ``name`` is what the messages call the number."""
    if len(digits) != LENGTH:
        return refused(wrong_length(name, "9 dígitos, contando los ceros a la izquierda,", len(digits)))
    if digits == "0" * LENGTH:
        return refused(f"{name} 00000000-0 no pertenece a nadie: escriba el que figura en el documento.")
    if check_digit(digits) != digits[-1]:
        return refused(
            f"{name} termina en un dígito que no corresponde a los anteriores: compare cada uno con el documento.",
            check_digit=False,
        )
    return accepted(f"{digits[:8]}-{digits[8]}", check_digit=True)


def check_digit(digits: str) -> str:
    """The check digit of the first eight digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:8], range(9, 1, -1), strict=True))
    return str(-total % 10)
