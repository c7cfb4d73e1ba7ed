"""Sheets and workflows as text to read in a terminal, and workflows as Mermaid diagrams."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from ventanilla.catalogue.model import Field, Form, Item, Procedure, Requirement, Workflow
from ventanilla.catalogue.pack import Pack
from ventanilla.catalogue.values import Certain
from ventanilla.rules import workflow as tables

WIDTH = 100


def show_pack(pack: Pack) -> str:
    """What the pack holds, with the codes that `pack show PACK CODE` takes."""
    lines = [f"{pack.code} · {pack.title} · {pack.administration.name}, {pack.country}", "", "Trámites"]
    lines += [
        f"  {item.code:<32} {'abierto' if item.is_open else 'ficha':<8} {item.short_title}"
        for item in pack.procedures.values()
    ]
    lines += ["", "Flujos"]
    lines += [f"  {item.code:<32} {len(item.steps)} pasos  {item.title}" for item in pack.workflows.values()]
    counts = {
        "unidades": pack.units, "oficinas": pack.posts, "mensajes": pack.texts, "resultados": pack.outcomes,
        "normas": pack.laws,
    }  # fmt: skip
    lines += ["", ", ".join(f"{len(items)} {name}" for name, items in counts.items())]
    return "\n".join(lines) + "\n"


def show_procedure(pack: Pack, procedure: Procedure) -> str:
    """The public sheet, the requirements, the form and the term, each with its basis and certainty."""
    lines = [procedure.title, "=" * min(len(procedure.title), WIDTH), *_wrap(procedure.summary, ""), ""]
    lines += [f"Código: {procedure.code} · /tramites/{procedure.slug}/ · {pack.units[procedure.unit].title}"]
    lines += [f"Actualizada: {procedure.updated_on} · Definición: {procedure.sha256[:12]}", ""]
    for heading in procedure.sheet:
        lines += [f"{heading.heading}{_doubt(heading)}"]
        lines += [*_wrap(heading.text, "  "), *_basis(heading.basis, "  ")]
        lines += [*_items(heading.items, "  "), ""]
    if procedure.requirements:
        lines += ["Requisitos", *_requirements(procedure.requirements), ""]
    if procedure.form:
        lines += ["Formulario", *_form(procedure.form), ""]
    if procedure.term:
        term = procedure.term
        unit = "días hábiles" if term.unit == "business_days" else "días calendario"
        lines += [f"Plazo: {term.amount} {unit}{_doubt(term)}", *_basis(term.basis, "  "), ""]
    if procedure.workflow:
        lines += [f"Flujo: {procedure.workflow.code} ({procedure.workflow.title})"]
    return "\n".join(lines).rstrip() + "\n"


def show_workflow(workflow: Workflow) -> str:
    """The steps and who may do what from each, then the Mermaid diagram."""
    lines = [workflow.title, "=" * len(workflow.title)]
    for step in workflow.steps:
        lines += ["", f"{step.title}  [{step.code}, {step.phase}{_owner(step.owner)}]"]
        lines += [
            f"  → {item.title} ({', '.join(item.by)}) → {workflow.step(item.to).title}"
            + (f" · avisa: {item.tells}" if item.tells else "")
            for item in workflow.transitions
            if step.code in item.from_
        ]
    return "\n".join([*lines, "", diagram(workflow)])


def diagram(workflow: Workflow) -> str:
    """The workflow as a Mermaid state diagram, with its titles."""
    titles = {step.code: step.title for step in workflow.steps}
    titles |= {item.code: item.title for item in workflow.transitions}
    return tables.diagram(workflow.table, titles)


def _owner(owner: str) -> str:
    return "" if owner == "cases" else f", {owner}"


def _doubt(value: Certain) -> str:
    return "" if value.is_confirmed else f"  (por confirmar: {value.source})"


def _wrap(text: str | None, indent: str) -> list[str]:
    paragraphs = (text or "").splitlines()
    return [
        line
        for paragraph in paragraphs
        for line in textwrap.wrap(paragraph, WIDTH, initial_indent=indent, subsequent_indent=indent)
    ]


def _basis(basis: Iterable[str], indent: str) -> list[str]:
    words = "; ".join(basis)
    return _wrap(f"Base legal: {words}", indent) if words else []


def _items(items: Iterable[Item], indent: str) -> Iterator[str]:
    for item in items:
        first, *rest = _wrap(item.text, f"{indent}  ") or [""]
        yield f"{indent}- {first.strip()}{_doubt(item)}"
        yield from rest
        yield from _basis(item.basis, f"{indent}  ")
        yield from _items(item.items, f"{indent}  ")


def _requirements(requirements: Iterable[Requirement]) -> Iterator[str]:
    for item in requirements:
        when = (
            f"si {item.required_when}"
            if item.required_when
            else "obligatorio"
            if item.required
            else "opcional"
        )
        yield f"  - {item.title}  [{item.code}, {item.kind}, {when}]{_doubt(item)}"
        yield from _wrap(item.text, "    ")
        yield from (f"    · {alternative.title}" for alternative in item.one_of)
        yield from _basis(item.basis, "    ")


def _form(form: Form) -> Iterator[str]:
    for section in form.sections:
        yield f"  {section.title}"
        yield from (
            f"    {_mark(field)} {field.label}  [{field.code}, {field.type}]" for field in section.fields
        )


def _mark(field: Field) -> str:
    return "?" if field.shown_when else "*" if field.required or field.required_when else "-"
