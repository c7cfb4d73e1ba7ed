"""RFC, Registro Federal de Contribuyentes (Mexico): thirteen characters (persons) or twelve (companies).

Letters of the name, AAMMDD, two characters of homonymy and a check character. About 1.5 % of the RFCs in use
fail the check, so that is a warning. `stdnum.mx.rfc` is right on the check character; we wrap it because it takes
the ten characters without homonymy, knows no generic RFC and refuses where we warn.
"""

from __future__ import annotations

import re

from stdnum.mx import rfc as stdnum_rfc

from ventanilla.rules.identifiers import mx_curp
from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._dates import date_exists_in_some_century
from ventanilla.rules.identifiers._text import DIGITS, LETTERS, read, wrong_length

KIND = "mx.rfc"
GENERIC = {
    "XAXX010101000": "Es el RFC genérico del público en general: no identifica a una persona.",
    "XEXX010101000": "Es el RFC genérico de residentes en el extranjero: no identifica a una persona.",
}
_NAME = "El RFC"
_LETTERS = LETTERS | {"Ñ", "&"}
_WITHOUT_HOMONYMY = 10
_LENGTH_OF_COMPANY = 12
_LENGTH_OF_PERSON = 13
_SHAPE = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[0-9A-Z]{3}")


def check(text: str) -> IdentifierCheck:
    """An RFC with or without spaces and hyphens, in any case; a wrong check character is a warning."""
    reading = read(text, name=_NAME, allowed=_LETTERS | DIGITS, made_of="letras (también Ñ y &) y dígitos")
    if reading.fault:
        return refused(reading.fault)
    number = reading.characters
    if number in GENERIC:
        return accepted(number, (True, GENERIC[number]))
    fault = _fault(number)
    if fault:
        return refused(fault)
    agrees = stdnum_rfc.calc_check_digit(number[:-1]) == number[-1]
    return accepted(
        number,
        (
            not stdnum_rfc.is_valid(number),  # all it can still refuse in a number without fault
            "Las cuatro primeras letras del RFC son una palabra que el SAT sustituye: compárelo con la constancia fiscal.",
        ),
        (
            not agrees,
            "El dígito verificador del RFC no corresponde a los demás caracteres; hay RFC vigentes así: compárelo con la constancia fiscal.",
        ),
        check_digit=agrees,
    )


def curp_rfc_agree(curp: str, rfc: str) -> bool | None:
    """Whether a CURP and an RFC may be of one person, by the name letters and the date both carry.

    None where they cannot be compared: one is not valid, or the RFC is generic or of a company. The letters may
    differ where the two registers differ by rule: Ñ and & (CURP writes X), replaced words (CURP its second letter,
    RFC its fourth), a single surname, and a first surname of one or two letters.
    """
    person, taxpayer = mx_curp.check(curp), check(rfc)
    is_person = len(taxpayer.canonical) == _LENGTH_OF_PERSON and taxpayer.canonical not in GENERIC
    if not (person.valid and taxpayer.valid and is_person):
        return None
    if person.canonical[4:10] != taxpayer.canonical[4:10]:
        return False
    ours = person.canonical[:4]
    theirs = taxpayer.canonical[:4].replace("Ñ", "X").replace("&", "X")
    return _same_name(ours, theirs) or _single_surname(ours, theirs) or _short_surname(ours, theirs)


def _fault(number: str) -> str:
    if len(number) == _WITHOUT_HOMONYMY:
        return "Al RFC le falta la homoclave: escriba también sus tres últimos caracteres."
    if len(number) not in {_LENGTH_OF_COMPANY, _LENGTH_OF_PERSON}:
        return wrong_length(_NAME, "13 caracteres (12 si es de una persona moral)", len(number))
    if _SHAPE.fullmatch(number) is None:
        return (
            f"{_NAME} lleva 4 letras (3 si es de una persona moral), 6 dígitos de la fecha y 3 de homoclave: revise "
            "que no haya una O por un 0 ni una I por un 1."
        )
    written = number[-9:-3]
    if not date_exists_in_some_century(int(written[:2]), int(written[2:4]), int(written[4:])):
        return "Los seis dígitos del RFC (año, mes y día) no forman una fecha: compárelos con la constancia fiscal."
    return ""


def _same_name(curp: str, rfc: str) -> bool:
    second = curp[1] in (rfc[1], "X")
    fourth = rfc[3] in (curp[3], "X")
    return curp[0] == rfc[0] and second and curp[2] == rfc[2] and fourth


def _single_surname(curp: str, rfc: str) -> bool:
    return curp[2] == "X" and curp[:2] == rfc[:2] and curp[3] == rfc[2]


def _short_surname(curp: str, rfc: str) -> bool:
    return curp[0] == rfc[0] and curp[2] == rfc[1] and curp[3] == rfc[2]
