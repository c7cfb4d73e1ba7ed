"""NIT, Número de Identificación Tributaria (El Salvador): 0000-000000-000-0, or a DUI in its place.

Four digits of municipality, six of date (DDMMAA), three of sequence and a check digit computed by python-stdnum.
We wrap `stdnum.sv.nit` because public algorithms disagree on numbers in use: what it calls an error of check
digit or of first digit is a warning here. Since DL 203/2021 the DUI of a natural person serves as NIT; those nine
digits keep the strictness of the DUI.
"""

from __future__ import annotations

from stdnum.sv import nit

from ventanilla.rules.identifiers import sv_dui
from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._dates import date_exists_in_some_century
from ventanilla.rules.identifiers._text import read_digits, wrong_length

KIND = "sv.nit"
LENGTH = 14
_NAME = "El NIT"
_AS_DUI = "El DUI escrito como NIT"


def check(text: str) -> IdentifierCheck:
    """A NIT of 14 digits, or of 9 (DUI), with or without hyphens and spaces."""
    reading = read_digits(text, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    digits = reading.characters
    if len(digits) == sv_dui.LENGTH:
        return sv_dui.check_digits(digits, name=_AS_DUI)
    if len(digits) != LENGTH:
        return refused(wrong_length(_NAME, "14 dígitos (o los 9 del DUI)", len(digits)))
    if digits == "0" * LENGTH:
        return refused(f"{_NAME} no puede ser todo ceros: escriba el que figura en la tarjeta.")
    agrees = nit.calc_check_digit(digits) == digits[-1]
    return accepted(
        nit.format(digits),
        (
            digits[0] not in "019",
            f"{_NAME} suele comenzar con 0, 1 o 9: compare el primer dígito con la tarjeta.",
        ),
        (
            not _has_date(digits),
            "Los dígitos 5 a 10 del NIT (día, mes y año) no forman una fecha: compárelos con la tarjeta.",
        ),
        (
            not agrees,
            "El último dígito del NIT no corresponde a los anteriores; hay NIT vigentes así: compare el número con la tarjeta.",
        ),
        check_digit=agrees,
    )


def _has_date(digits: str) -> bool:
    return date_exists_in_some_century(int(digits[8:10]), int(digits[6:8]), int(digits[4:6]))
