"""Documents whose number follows no public rule: letters and digits of a sensible length."""

from __future__ import annotations

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._text import DIGITS, LETTERS, read

LONGEST = 20


def check_document(text: str, *, name: str, shortest: int, usual: int) -> IdentifierCheck:
    """``shortest`` to `LONGEST` letters A-Z and digits; beyond ``usual``, or without a digit, a warning."""
    reading = read(text, name=name, allowed=LETTERS | DIGITS, made_of="letras de la A a la Z y dígitos")
    if reading.fault:
        return refused(reading.fault)
    number = reading.characters
    if not shortest <= len(number) <= LONGEST:
        return refused(
            f"{name} tiene de {shortest} a {LONGEST} letras y dígitos y aquí hay {len(number)}: "
            "escríbalo completo, tal como está impreso."
        )
    if not number.strip("0"):
        return refused(f"{name} no puede ser todo ceros: escriba el número impreso en el documento.")
    return accepted(
        number,
        (
            len(number) > usual,
            f"{name} suele tener a lo sumo {usual} caracteres: compárelo con el documento.",
        ),
        (DIGITS.isdisjoint(number), f"{name} suele llevar algún dígito: compárelo con el documento."),
    )
