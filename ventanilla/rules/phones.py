"""Telephone numbers, by the numbering plans the `phonenumbers` library carries."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from types import ModuleType

LONGEST = 64


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """``e164`` («+50322445182») and ``national`` («2244 5182», with any extension) when ``valid``, else ``reason``.

    A number of another country is valid too; its ``national`` form is then the international one.
    """

    valid: bool
    e164: str = ""
    national: str = ""
    reason: str = ""


def check_phone(text: str, region: str) -> PhoneCheck:
    """A telephone number as a person of ``region`` (two letters, ISO 3166-1, of the pack) would write it.

    Numbers of another country need «+» and its code. Never raises, whatever ``text`` contains.
    """
    if len(text) > LONGEST:
        return _refused(f"no puede tener más de {LONGEST} caracteres: escriba un solo número")
    if not text.strip():
        return _refused(f"está en blanco: escríbalo {_as_example(region)}")
    if not any(character.isdigit() for character in text):
        return _refused(f"no tiene dígitos: escríbalo {_as_example(region)}")
    library = _library()
    try:
        number = library.parse(text, region)
    except library.NumberParseException:
        return _refused(f"no se puede leer: escríbalo {_as_example(region)}")
    if not library.is_valid_number(number):
        return _refused(
            f"no existe en el plan de numeración: revise que esté completo, {_as_example(region)}; si es de otro "
            "país, comience con + y el código del país"
        )
    plan = library.PhoneNumberFormat
    is_local = library.region_code_for_number(number) == region
    return PhoneCheck(
        valid=True,
        e164=str(library.format_number(number, plan.E164)),
        national=str(library.format_number(number, plan.NATIONAL if is_local else plan.INTERNATIONAL)),
    )


def _refused(fault: str) -> PhoneCheck:
    return PhoneCheck(valid=False, reason=f"El número de teléfono {fault}.")


def _as_example(region: str) -> str:
    library = _library()
    number = library.example_number(region)
    if number is None:
        return "con + y el código del país"
    return f"como {library.format_number(number, library.PhoneNumberFormat.NATIONAL)}"


@cache
def _library() -> ModuleType:
    """`phonenumbers`, imported at the first number: it would double the start of commands that read none."""
    return importlib.import_module("phonenumbers")
