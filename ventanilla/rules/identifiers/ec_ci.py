"""Cédula de identidad (Ecuador): ten digits, province, and a check digit modulo ten.

`stdnum.ec.ci` is right on the check digit and the third digit. We wrap it to say which rule is broken, and because
it takes province 50, of which we know no other source: accepted, with a warning.
"""

from __future__ import annotations

from stdnum.ec import ci

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._text import read_digits, wrong_length

KIND = "ec.ci"
LENGTH = 10
_NAME = "La cédula"
_UNCONFIRMED_PROVINCE = "50"


def check(text: str) -> IdentifierCheck:
    """A cédula with or without hyphen and spaces; a wrong check digit is invalid."""
    reading = read_digits(text, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    digits = reading.characters
    if len(digits) != LENGTH:
        return refused(wrong_length(_NAME, "10 dígitos, contando los ceros a la izquierda,", len(digits)))
    if not is_province(digits[:2]):
        return refused(wrong_province(_NAME))
    if digits[2] > "6":
        return refused("El tercer dígito de la cédula va del 0 al 6: compárelo con el documento.")
    if not ci.is_valid(digits):
        return refused(
            f"{_NAME} termina en un dígito que no corresponde a los anteriores: compare cada uno con el documento.",
            check_digit=False,
        )
    return accepted(digits, province_doubt(_NAME, digits[:2]), check_digit=True)


def is_province(code: str) -> bool:
    """Whether two digits are a province (01-24), 30 (issued abroad) or 50 (unconfirmed)."""
    return "01" <= code <= "24" or code in {"30", _UNCONFIRMED_PROVINCE}


def wrong_province(name: str) -> str:
    """The sentence for a number that starts with no province."""
    return f"{name} comienza con la provincia (01 a 24, o 30): compare los dos primeros dígitos con el documento."


def province_doubt(name: str, code: str) -> tuple[bool, str]:
    """The doubt about the province that is not confirmed, as `accepted` takes it."""
    return (
        code == _UNCONFIRMED_PROVINCE,
        f"{name} comienza con {_UNCONFIRMED_PROVINCE}, que no está confirmado como provincia: compare los dos primeros dígitos con el documento.",
    )
