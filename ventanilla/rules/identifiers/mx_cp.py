"""Código postal (Mexico): five digits, of which the first two tell the entity.

The catalogue of the post may not be redistributed, so the code itself is not looked up: only its entity. After
the code the entity may be written (name, CURP, SAT or ISO code), and then both must agree.
"""

from __future__ import annotations

import unicodedata

from ventanilla.rules.identifiers._answer import IdentifierCheck, accepted, refused
from ventanilla.rules.identifiers._mx_entities import ENTITIES, Entity
from ventanilla.rules.identifiers._text import LONGEST, read_digits, too_long, wrong_length

KIND = "mx.cp"
LENGTH = 5
_NAME = "El código postal"
_CODE_OF_NOBODY = "00000"
_BY_PREFIX = {
    f"{prefix:02}": entity
    for entity in ENTITIES
    for prefix in range(entity.first_prefix, entity.last_prefix + 1)
}
_USUAL_NAMES = {
    "cdmx": "DF",
    "distrito federal": "DF",
    "coahuila": "CL",
    "edomex": "MC",
    "estado de mexico": "MC",
    "michoacan": "MN",
    "veracruz": "VZ",
}


def check(text: str) -> IdentifierCheck:
    """A postal code, or a code and its entity («20000 Jalisco»); the canonical form is the code alone."""
    if len(text) > LONGEST:
        return refused(too_long(_NAME))
    code, entity_text = (*text.split(maxsplit=1), "", "")[:2]
    reading = read_digits(code, name=_NAME)
    if reading.fault:
        return refused(reading.fault)
    digits = reading.characters
    if len(digits) != LENGTH:
        return refused(wrong_length(_NAME, "5 dígitos, contando los ceros a la izquierda,", len(digits)))
    entity = entity_of(digits)
    if entity is None:
        return refused(
            f"{_NAME} no comienza como los de ninguna entidad (00 a 16 y 20 a 99): revise sus dígitos."
        )
    if entity_text and not is_of(digits, entity_text):
        return refused(f"{_NAME} corresponde a {entity.name}: corrija el código o el estado.")
    return accepted(digits)


def entity_of(code: str) -> Entity | None:
    """The entity of a postal code of five digits, None where no entity has that prefix."""
    return None if code == _CODE_OF_NOBODY else _BY_PREFIX.get(code[:2])


def is_of(code: str, entity: str) -> bool:
    """Whether a postal code belongs to the entity named or coded (CURP, SAT, ISO), accents and capitals apart."""
    found = entity_of(code)
    if found is None:
        return False
    wanted = _folded(entity)
    names = {_folded(name) for name in (found.name, found.curp, found.sat, found.iso)}
    return wanted in names or _USUAL_NAMES.get(wanted) == found.curp


def _folded(text: str) -> str:
    plain = "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )
    return " ".join(plain.casefold().split())
