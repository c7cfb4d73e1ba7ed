"""`routing.yaml`, complaints: another unit than the one complained of takes them, whichever that is."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, unknown
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.forms import fields
from ventanilla.catalogue.model import ComplaintRouting, ProcedureFile, RoutingFile
from ventanilla.catalogue.parts import PROCEDURES, ROUTING, Parts
from ventanilla.catalogue.source import Document

_UNIT = ("unknown-unit", "la unidad")


def check_complaints(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of who takes complaints: there must be a rule, two units, and the fields that it reads."""
    file, document = parts.value(ROUTING, RoutingFile), parts.document(ROUTING)
    if file is None:
        return
    taking = [
        (place, procedure)
        for place, procedure in parts.folder_values(PROCEDURES, ProcedureFile)
        if procedure.kind == "complaint" and procedure.state == "open"
    ]
    if file.complaints is None:
        for place, procedure in taking:
            yield place.fault(("kind",), "complaints-missing", f"nadie recibe «{procedure.code}»")
        return
    yield from _units(document, file.complaints, known)
    asked = {field.code for _, procedure in taking for field in fields(procedure)}
    for key in ("case", "about"):
        code = getattr(file.complaints, key)
        if code is not None and code not in asked:
            yield document.fault(("complaints", key), "complaint-field", f"ninguna queja pregunta «{code}»")
    for code in file.complaints.with_case:
        if code not in asked:
            steps = ("complaints", "with_case", code)
            yield document.fault(steps, "complaint-field", f"ninguna queja pregunta «{code}»")


def _units(document: Document, rule: ComplaintRouting, known: Known) -> Iterator[Fault]:
    yield from unknown(document, ("complaints", "unit"), rule.unit, known.units, _UNIT)
    yield from unknown(document, ("complaints", "alternate"), rule.alternate, known.units, _UNIT)
    if rule.unit == rule.alternate:
        text = f"«{rule.unit}» recibiría las quejas sobre ella misma"
        yield document.fault(("complaints", "alternate"), "complaint-units", text)
    for choice, unit in rule.units.items():
        yield from unknown(document, ("complaints", "units", choice), unit, known.units, _UNIT)
