"""The form of a procedure: fields that can be filled, understood and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ventanilla.catalogue.checks.conditions import Choices, check_condition, choice_list
from ventanilla.catalogue.checks.known import Known, duplicates, unknowns
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.expressions import FactType
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.forms import COMMON_FACTS, fact_type, fact_types, facts, is_required, visible_fields
from ventanilla.catalogue.model import Field, FieldType, ProcedureFile
from ventanilla.catalogue.source import Document, Steps

MAX_LENGTH = 20_000
CHOICE_TYPES = ("choice", "choices")
TEXT_TYPES = ("text", "textarea", "email", "phone", "identifier")
DATE_TYPES = ("date", "datetime")
WELL_KNOWN: Mapping[str, tuple[FieldType, ...]] = {
    "full_name": ("text",),
    "email": ("email",),
    "phone": ("phone",),
    "organisation": ("text",),
    "subject": ("text",),
    "description": ("textarea", "text"),
    "post": ("post", "choice"),
    "person_kind": ("choice",),
    "operator_type": ("choice",),
}
"""The fields that the engine reads by name, and the types they may have."""
AUTOCOMPLETE = frozenset(
    {
        "name", "given-name", "family-name", "organization", "organization-title", "email", "tel", "tel-national",
        "street-address", "address-line1", "address-line2", "address-level1", "address-level2", "address-level3",
        "postal-code", "country", "country-name", "bday", "sex", "url", "username", "off",
    }
)  # fmt: skip


def check_form(
    document: Document, procedure: ProcedureFile, known: Known, choices: Choices, *, needs_email: bool
) -> Iterator[Fault]:
    """Faults of the form of one procedure."""
    if procedure.form is None:
        return
    yield from duplicates(document, ("form", "sections"), procedure.form.sections)
    earlier: dict[str, FactType] = dict(COMMON_FACTS)
    types = fact_types(procedure)
    seen: set[str] = set()
    for number, section in enumerate(procedure.form.sections):
        if not section.fields:
            yield document.fault(
                ("form", "sections", number), "empty-section", f"«{section.code}» no pide nada"
            )
        for index, field in enumerate(section.fields):
            steps: Steps = ("form", "sections", number, "fields", index)
            if field.code in seen:
                yield document.fault(
                    (*steps, "code"), "duplicate-code", f"el campo «{field.code}» está dos veces"
                )
            seen.add(field.code)
            yield from _field(document, steps, field, known)
            yield from _shown_when(document, steps, field, earlier, types, choices)
            yield from check_condition(
                document, (*steps, "required_when"), field.required_when, types, choices
            )
            earlier[field.code] = fact_type(field)
    if needs_email and not _asks_email(procedure):
        yield document.fault(("form",), "email-missing", "sin cuenta no habría a dónde responder")


def _asks_email(procedure: ProcedureFile) -> bool:
    """Whether an online applicant who has answered nothing yet already sees a compulsory `email`."""
    try:
        known = facts(procedure, {}, {"channel": "online"})
        shown = visible_fields(procedure, {}, {"channel": "online"})
        return any(field.code == "email" and is_required(field, known) for field in shown)
    except ConditionFault:
        return True  # the condition has a fault of its own


def _shown_when(
    document: Document,
    steps: Steps,
    field: Field,
    earlier: Mapping[str, FactType],
    types: Mapping[str, FactType],
    choices: Choices,
) -> Iterator[Fault]:
    """Whether a field is shown depends on fields before it only."""
    found = list(check_condition(document, (*steps, "shown_when"), field.shown_when, earlier, choices))
    is_unknown = any(fault.rule == "cel-unknown-variable" for fault in found)
    if is_unknown and not any(check_condition(document, steps, field.shown_when, types, choices)):
        text = f"«{field.code}» se muestra según un campo que viene después"
        found = [document.fault((*steps, "shown_when"), "cel-later-field", text)]
    yield from found


def _field(document: Document, steps: Steps, field: Field, known: Known) -> Iterator[Fault]:
    if field.code in ("procedure", "channel"):
        yield document.fault((*steps, "code"), "field-clash", f"«{field.code}» ya es un dato de todo caso")
    allowed = WELL_KNOWN.get(field.code, (field.type,))
    if field.type not in allowed:
        text = f"«{field.code}» es {field.type}; el sistema lo lee como {' o '.join(allowed)}"
        yield document.fault((*steps, "type"), "well-known-field", text)
    yield from _choices(document, steps, field, known)
    yield from _text_rules(document, steps, field)
    if field.type == "identifier" and not field.identifiers:
        yield document.fault(steps, "identifiers-missing", f"«{field.code}» no dice qué documentos admite")
    naming = ("unknown-identifier", "el tipo de documento")
    yield from unknowns(document, (*steps, "identifiers"), field.identifiers, known.identifiers, naming)
    if field.not_future and field.type not in DATE_TYPES:
        yield document.fault((*steps, "not_future"), "not-applicable", f"«{field.code}» no es una fecha")
    if field.autocomplete is not None and field.autocomplete not in AUTOCOMPLETE:
        yield document.fault((*steps, "autocomplete"), "autocomplete", f"«{field.autocomplete}» no existe")


def _choices(document: Document, steps: Steps, field: Field, known: Known) -> Iterator[Fault]:
    is_choice = field.type in CHOICE_TYPES
    if is_choice and not field.choices and not field.choices_from:
        yield document.fault(steps, "choices-missing", f"«{field.code}» no tiene opciones")
    if field.choices and not is_choice:
        yield document.fault((*steps, "choices"), "not-applicable", f"«{field.code}» es {field.type}")
    if field.choices_from and not is_choice and field.type != "post":
        yield document.fault((*steps, "choices_from"), "not-applicable", f"«{field.code}» es {field.type}")
    if field.choices and field.choices_from:
        yield document.fault((*steps, "choices_from"), "choices-twice", f"«{field.code}» tiene dos listas")
    yield from duplicates(document, (*steps, "choices"), field.choices, rule="duplicate-choice")
    source = field.choices_from or ("posts" if field.type == "post" else None)
    codes = choice_list(source, known) if source else None
    if source and codes is not None and not codes:
        key = "choices_from" if field.choices_from else "type"
        yield document.fault((*steps, key), "unknown-choice-list", f"el paquete no tiene ninguno en {source}")


def _text_rules(document: Document, steps: Steps, field: Field) -> Iterator[Fault]:
    is_text = field.type in TEXT_TYPES
    if field.max_length is not None and not (is_text and 1 <= field.max_length <= MAX_LENGTH):
        text = f"«{field.code}»: {field.max_length} caracteres en un campo {field.type}"
        yield document.fault((*steps, "max_length"), "max-length", text)
    if field.pattern is None:
        if field.pattern_error is not None:
            yield document.fault(
                (*steps, "pattern_error"), "not-applicable", f"«{field.code}» no tiene pattern"
            )
        return
    if not is_text:
        yield document.fault((*steps, "pattern"), "not-applicable", f"«{field.code}» es {field.type}")
    if field.pattern_error is None:
        yield document.fault(
            (*steps, "pattern"), "pattern-error-missing", f"«{field.code}» no dice qué se espera"
        )
    try:
        re.compile(field.pattern)
    except re.error as error:
        yield document.fault((*steps, "pattern"), "pattern", f"«{field.code}»: {error}")
