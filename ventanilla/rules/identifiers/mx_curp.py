"""CURP, Clave Única de Registro de Población (Mexico): eighteen characters.

Four letters of the name, AAMMDD, sex, entity of birth, three consonants, a differentiator (digit: born up to 1999;
letter: from 2000) and a check digit. `stdnum.mx.curp` is right on the check digit and on the words the register
never writes. We wrap it because it refuses sex X, and to say which rule is broken.
"""

from __future__ import annotations

import re

from stdnum.mx import curp as stdnum_curp

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._dates import date_exists
from ventanilla.rules.identifiers._mx_entities import CURP_CODES
from ventanilla.rules.identifiers._text import DIGITS, LETTERS, read, wrong_length

KIND = "mx.curp"
LENGTH = 18
_NAME = "La CURP"
_SHAPE = re.compile(r"[A-Z]{4}[0-9]{6}[A-Z]{6}[0-9A-Z][0-9]")
_VOWELS = frozenset("AEIOU")


def check(text: str) -> IdentifierCheck:
    """A CURP with or without spaces and hyphens, in any case; a wrong check digit is invalid."""
    reading = read(
        text,
        name=_NAME,
        allowed=LETTERS | DIGITS,
        made_of="letras de la A a la Z (la Ñ se escribe X) y dígitos",
    )
    if reading.fault:
        return refused(reading.fault)
    number = reading.characters
    fault = _fault(number)
    if fault:
        return refused(fault)
    if stdnum_curp.calc_check_digit(number) != number[-1]:
        return refused(
            "El último dígito de la CURP no corresponde a los demás caracteres: compárela con la constancia.",
            check_digit=False,
        )
    return accepted(
        number,
        (
            _is_replaced_word(number),
            "Las cuatro primeras letras de la CURP son una palabra que el registro sustituye: compárela con la constancia.",
        ),
        (
            not _VOWELS.isdisjoint(number[13:16]),
            "Los caracteres 14 a 16 de la CURP suelen ser consonantes: compárelos con la constancia.",
        ),
        check_digit=True,
    )


def _fault(number: str) -> str:
    if len(number) != LENGTH:
        return wrong_length(_NAME, "18 caracteres", len(number))
    if _SHAPE.fullmatch(number) is None:
        return (
            f"{_NAME} lleva 4 letras, 6 dígitos de la fecha, 6 letras, un dígito o letra y un dígito: revise que no "
            "haya una O por un 0 ni una I por un 1."
        )
    century = 1900 if number[16] in DIGITS else 2000
    if not date_exists(century + int(number[4:6]), int(number[6:8]), int(number[8:10])):
        return "Los caracteres 5 a 10 de la CURP (año, mes y día) no forman una fecha: compárelos con la constancia."
    if number[10] not in "HMX":
        return "El carácter 11 de la CURP es H, M o X: compárelo con la constancia."
    if number[11:13] not in CURP_CODES:
        return (
            "Los caracteres 12 y 13 de la CURP no son clave de una entidad (NE si nació en el extranjero): "
            "compárelos con la constancia."
        )
    return ""


def _is_replaced_word(number: str) -> bool:
    # All that stdnum can still refuse in a number without fault and with a sex it knows.
    return not stdnum_curp.is_valid(number[:10] + "H" + number[11:], validate_check_digits=False)
