"""RUC, Registro Único de Contribuyentes (Ecuador): thirteen digits, the third says whose.

0-5 natural person (cédula and establishment), 6 public body or natural person, 9 company or foreigner. The tax
authority has issued RUCs of companies and public bodies whose check digit does not agree, so there it is a warning.
`stdnum.ec.ruc` is right for 0-6. For 9 it also takes the public formula, which would hide one mistake in eleven:
there we compute modulo 11 ourselves.
"""

from __future__ import annotations

from stdnum.ec import ci, ruc

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._text import read_digits, wrong_length
from ventanilla.rules.identifiers.ec_ci import is_province, province_doubt, wrong_province

KIND = "ec.ruc"
LENGTH = 13
_NAME = "El RUC"
_COMPANY_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DISAGREES = (
    "El dígito verificador del RUC no corresponde a los demás; el SRI ha emitido RUC así a sociedades y entidades "
    "públicas: compare el número con el certificado."
)


def check(text: str) -> IdentifierCheck:
    """A RUC with or without hyphens and spaces; see the module for where a wrong check digit is a warning."""
    reading = read_digits(text, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    digits = reading.characters
    if len(digits) != LENGTH:
        return refused(wrong_length(_NAME, "13 dígitos, contando los ceros a la izquierda,", len(digits)))
    if not is_province(digits[:2]):
        return refused(wrong_province(_NAME))
    if digits[2] in "78":
        return refused("El tercer dígito del RUC es del 0 al 6, o 9: compárelo con el certificado.")
    if digits.endswith("0000" if digits[2] == "6" else "000"):
        return refused("El establecimiento, al final del RUC, no puede ser 000: el principal es 001.")
    province = province_doubt(_NAME, digits[:2])
    if digits[2] < "6":
        return _check_natural(digits, province)
    agrees = ruc.is_valid(digits) if digits[2] == "6" else _company_agrees(digits)
    return accepted(digits, province, (not agrees, _DISAGREES), check_digit=agrees)


def _check_natural(digits: str, province: tuple[bool, str]) -> IdentifierCheck:
    if not ci.is_valid(digits[:10]):
        return refused(
            "Los diez primeros dígitos del RUC de una persona natural son su cédula, y su último dígito no "
            "corresponde a los anteriores: compárelos con el documento.",
            check_digit=False,
        )
    return accepted(digits, province, check_digit=True)


def _company_agrees(digits: str) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(digits, _COMPANY_WEIGHTS, strict=False)) % 11 == 0
