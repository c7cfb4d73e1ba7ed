"""`procedures/*.yaml` and `routing.yaml`: the sheets, what they name and where their cases go."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.conditions import check_condition, choices_of
from ventanilla.catalogue.checks.forms import check_form
from ventanilla.catalogue.checks.known import Known, duplicates, misnamed, unknown, unknowns
from ventanilla.catalogue.checks.settings import FILE_TYPES
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.forms import fact_types, routing_types
from ventanilla.catalogue.model import ProcedureFile, RoutingFile, Settings, Term
from ventanilla.catalogue.parts import PACK, PROCEDURES, ROUTING, Parts
from ventanilla.catalogue.source import Document, Steps


def check_procedures(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of every procedure."""
    settings = parts.value(PACK, Settings)
    needs_email = settings is not None and not settings.account_required_to_send
    slugs: dict[str, str] = {}
    for document, procedure in parts.folder_values(PROCEDURES, ProcedureFile):
        if procedure.slug in slugs:
            text = f"la dirección «{procedure.slug}» ya es la de {slugs[procedure.slug]}"
            yield document.fault(("slug",), "duplicate-slug", text)
        slugs.setdefault(procedure.slug, document.file)
        choices = choices_of([procedure], known)
        yield from misnamed(document, procedure.code)
        yield from _sheet(document, procedure)
        yield from _references(document, procedure, known)
        yield from _openness(document, procedure)
        yield from _term(document, procedure, known)
        yield from check_form(document, procedure, known, choices, needs_email=needs_email)
        yield from _requirements(document, procedure, known)


def check_routing(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `routing.yaml`: a rule may name the facts of any procedure."""
    file, document = parts.value(ROUTING, RoutingFile), parts.document(ROUTING)
    procedures = [value for _, value in parts.folder_values(PROCEDURES, ProcedureFile)]
    if file is None or known.procedures is None or None in known.procedures.values():
        return
    types, choices = routing_types(procedures), choices_of(procedures, known)
    for index, rule in enumerate(file.rules):
        yield from check_condition(document, ("rules", index, "when"), rule.when, types, choices)
        steps: Steps = ("rules", index, "unit")
        yield from unknown(document, steps, rule.unit, known.units, ("unknown-unit", "la unidad"))


def _sheet(document: Document, procedure: ProcedureFile) -> Iterator[Fault]:
    for index, heading in enumerate(procedure.sheet):
        if heading.text is None and not heading.items:
            yield document.fault(("sheet", index), "empty-heading", f"«{heading.heading}» no dice nada")
    if procedure.authorised_on and procedure.updated_on < procedure.authorised_on:
        yield document.fault(("updated_on",), "dates-order", "updated_on es anterior a authorised_on")
    yield from duplicates(document, ("channels",), procedure.channels)
    yield from duplicates(document, ("keywords",), procedure.keywords)


def _references(document: Document, procedure: ProcedureFile, known: Known) -> Iterator[Fault]:
    named = (
        ("audiences", procedure.audiences, known.audiences, ("unknown-audience", "el público")),
        ("outcomes", procedure.outcomes, known.outcomes, ("unknown-outcome", "el resultado")),
    )
    for key, codes, existing, naming in named:
        yield from unknowns(document, (key,), codes, existing, naming)
        yield from duplicates(document, (key,), codes)
    yield from unknown(document, ("unit",), procedure.unit, known.units, ("unknown-unit", "la unidad"))
    naming = ("unknown-workflow", "el flujo")
    yield from unknown(document, ("workflow",), procedure.workflow, known.workflows, naming)
    for index, basis in enumerate(procedure.legal_basis):
        steps: Steps = ("legal_basis", index, "law")
        yield from unknown(document, steps, basis.law, known.laws, ("unknown-law", "la norma"))


def _openness(document: Document, procedure: ProcedureFile) -> Iterator[Fault]:
    """An open procedure has all that a case needs; a bare sheet has no form to fill."""
    if procedure.state != "open":
        if procedure.form is not None:
            yield document.fault(("form",), "form-unused", "la ficha no está abierta y trae formulario")
        return
    for key in ("form", "workflow", "outcomes", "channels", "audiences"):
        if not getattr(procedure, key):
            yield document.fault(("state",), "open-incomplete", f"está abierto y no tiene {key}")


def _term(document: Document, procedure: ProcedureFile, known: Known) -> Iterator[Fault]:
    term = procedure.term
    if term is None:
        return
    if not 1 <= term.amount <= 365:
        yield document.fault(("term", "amount"), "term-amount", f"«{term.amount}» días")
    if not term.basis and (term.is_confirmed or term.clock == "legal"):
        yield document.fault(("term",), "term-basis", "el plazo no dice en qué norma se funda")
    yield from _silence(document, term)
    naming = ("unknown-law", "la ley de cómputo")
    yield from unknown(document, ("term", "law"), term.law, known.counting_laws, naming)


def _silence(document: Document, term: Term) -> Iterator[Fault]:
    """Silence has an effect only where a legal term ends, and by some law."""
    rule = term.silence
    if rule is None:
        return
    if term.clock != "legal":
        yield document.fault(("term", "silence"), "silence-clock", "el plazo es una meta de servicio")
    if rule.effect != "none" and not rule.basis:
        yield document.fault(("term", "silence"), "silence-basis", "el efecto no dice en qué norma se funda")


def _requirements(document: Document, procedure: ProcedureFile, known: Known) -> Iterator[Fault]:
    yield from duplicates(document, ("requirements",), procedure.requirements)
    types, choices = fact_types(procedure), choices_of([procedure], known)
    for index, item in enumerate(procedure.requirements):
        steps: Steps = ("requirements", index)
        yield from check_condition(document, (*steps, "required_when"), item.required_when, types, choices)
        naming = ("unknown-file-type", "el tipo de archivo")
        yield from unknowns(document, (*steps, "types"), item.types, dict.fromkeys(FILE_TYPES), naming)
        if item.types and item.kind != "file":
            yield document.fault((*steps, "types"), "not-applicable", f"«{item.code}» no es un archivo")
        if len(item.one_of) == 1:
            yield document.fault((*steps, "one_of"), "one-of", f"«{item.code}» ofrece una sola alternativa")
