"""NRC, Número de Registro de Contribuyente del IVA (El Salvador): up to eight digits, printed 000000-0.

The formula of its check digit is not public, so only the form is checked.
"""

from __future__ import annotations

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._text import read_digits

KIND = "sv.nrc"
LONGEST = 8
_PRINTED = 7
_NAME = "El NRC"


def check(text: str) -> IdentifierCheck:
    """An NRC with or without hyphen; zeros on the left do not make another number."""
    reading = read_digits(text, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    digits = reading.characters
    if len(digits) > LONGEST:
        return refused(
            f"{_NAME} tiene a lo sumo {LONGEST} dígitos y aquí hay {len(digits)}: revise que no sobre alguno."
        )
    significant = digits.lstrip("0")
    if not significant:
        return refused(
            f"{_NAME} no puede ser todo ceros: escriba el que figura en la tarjeta de contribuyente."
        )
    printed = significant.zfill(_PRINTED)
    return accepted(f"{printed[:-1]}-{printed[-1]}")
