"""Conditions of a pack: their syntax, the facts they name and the codes they compare them with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from ventanilla.catalogue.checks.known import Known
from ventanilla.catalogue.expressions import ExpressionFault, FactType, parse
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.forms import fields
from ventanilla.catalogue.model import ChannelCode, Field, Sheet
from ventanilla.catalogue.source import Document, Steps

Choices = Mapping[str, Collection[str]]
"""The codes that a fact may be equal to; facts that take any text are absent."""


def check_condition(
    document: Document, steps: Steps, text: str | None, types: Mapping[str, FactType], choices: Choices
) -> Iterator[Fault]:
    """Faults of one condition over the facts `types`; no condition has none."""
    if text is None:
        return
    try:
        expression = parse(text, types)
    except ExpressionFault as error:
        yield document.fault(steps, error.rule, f"{'.'.join(map(str, steps))}: {error}")
        return
    for fact, code in expression.compared:
        if code and fact in choices and code not in choices[fact]:
            yield document.fault(steps, "cel-unknown-choice", f"«{code}» no es una opción de «{fact}»")


def choices_of(procedures: Collection[Sheet], known: Known) -> dict[str, set[str]]:
    """For each fact with a closed list in any of `procedures`, the codes it may take."""
    found: dict[str, set[str]] = {}
    open_ended: set[str] = set()
    for procedure in procedures:
        for field in fields(procedure):
            codes = _field_choices(field, known)
            if codes is None:
                open_ended.add(field.code)
            else:
                found.setdefault(field.code, set()).update(codes)
    common = {
        "procedure": known.procedures,
        "person_kind": known.person_kinds,
        "operator_type": known.operator_types,
    }
    for name, codes in common.items():
        if codes is None:
            open_ended.add(name)
        else:
            found[name] = set(codes)
    found["channel"] = set(get_args(ChannelCode))
    return {name: codes for name, codes in found.items() if name not in open_ended}


def choice_list(source: str, known: Known) -> Collection[str] | None:
    """The codes of a list that a field takes its choices from; None where its file is broken."""
    codes: Collection[str] | None = getattr(known, source)
    return codes


def _field_choices(field: Field, known: Known) -> Collection[str] | None:
    if field.choices:
        return [choice.code for choice in field.choices]
    source = "posts" if field.type == "post" else field.choices_from
    return choice_list(source, known) if source else None
