"""Who acts for whom in a procedure, what proves it, and what stays on file."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, unknowns
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import Field, FieldType, ProcedureFile, Requirement
from ventanilla.catalogue.parts import PROCEDURES, Parts
from ventanilla.catalogue.source import Document, Steps

_FIELDS: tuple[tuple[str, FieldType], ...] = (
    ("name", "text"),
    ("identifier", "identifier"),
    ("capacity", "choice"),
)
LONGEST_MONTHS = 600


def check_powers(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `represents`, and of what requirements say of powers and of the file."""
    for document, procedure in parts.folder_values(PROCEDURES, ProcedureFile):
        yield from _represents(document, procedure, known)
        for index, item in enumerate(procedure.requirements):
            steps: Steps = ("requirements", index)
            yield from _power(document, procedure, item, steps, known)
            yield from _file(document, procedure, item, steps)


def _represents(document: Document, procedure: ProcedureFile, known: Known) -> Iterator[Fault]:
    """The questions it names are there, each of its type, and who acts for a person can prove it."""
    if procedure.represents is None:
        return
    named: list[tuple[Steps, str, FieldType]] = [
        (("represents", key), getattr(procedure.represents, key), kind) for key, kind in _FIELDS
    ]
    person = procedure.represents.person
    if person is not None:
        named.append((("represents", "person", "name"), person.name, "text"))
        named.append((("represents", "person", "identifier"), person.identifier, "identifier"))
        kinds = [
            (known.power_kinds or {}).get(code) for item in procedure.requirements for code in item.proves
        ]
        if kinds and not any(kind is None or "person" in kind.principals for kind in kinds):
            words = "ningún requisito acredita a quien actúa por una persona natural"
            yield document.fault(("represents", "person"), "represents-person", words)
    for steps, code, kind in named:
        field = _field(procedure, code)
        if field is None or field.type != kind:
            words = f"«{code}» no es un campo de tipo {kind} del formulario"
            yield document.fault(steps, "represents-field", words)


def _power(
    document: Document, procedure: ProcedureFile, item: Requirement, steps: Steps, known: Known
) -> Iterator[Fault]:
    """What proves a power names kinds there are, which the form's question on the capacity can tell."""
    naming = ("unknown-power-kind", "la clase de poder")
    yield from unknowns(document, (*steps, "proves"), item.proves, known.power_kinds, naming)
    field = _field(procedure, procedure.represents.capacity) if procedure.represents else None
    if field is None:
        return
    choices = {choice.code for choice in field.choices}
    for index, code in enumerate(item.proves):
        kind = (known.power_kinds or {}).get(code)
        if kind is not None and kind.capacity not in choices:
            words = f"«{field.code}» no ofrece «{kind.capacity}», la calidad del poder «{code}»"
            yield document.fault((*steps, "proves", index), "power-capacity", words)


def _file(document: Document, procedure: ProcedureFile, item: Requirement, steps: Steps) -> Iterator[Fault]:
    """What is on file can be there: a document, of somebody the form names, for some time."""
    if procedure.represents is None and (item.proves or item.belongs_to == "organisation"):
        words = f"«{item.code}» es de una organización que el formulario no pregunta"
        yield document.fault(steps, "represents-missing", words)
    if item.reusable and item.kind != "file":
        yield document.fault((*steps, "reusable"), "not-applicable", f"«{item.code}» no es un archivo")
    if item.validity is None:
        return
    if not item.reusable:
        yield document.fault((*steps, "validity"), "not-applicable", f"«{item.code}» no queda en el archivo")
    if not 1 <= item.validity.months <= LONGEST_MONTHS:
        yield document.fault((*steps, "validity", "months"), "validity", f"{item.validity.months} meses")


def _field(procedure: ProcedureFile, code: str) -> Field | None:
    fields = procedure.form.fields if procedure.form else ()
    return next((field for field in fields if field.code == code), None)
