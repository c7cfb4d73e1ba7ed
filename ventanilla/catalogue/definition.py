"""Definitions: a procedure as a case keeps it, from its stored text back to a value this version can work with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ventanilla.catalogue.expressions import ExpressionFault
from ventanilla.catalogue.expressions import parse as parse_condition
from ventanilla.catalogue.forms import fact_types, fields
from ventanilla.catalogue.model import SCHEMA_VERSION, Procedure
from ventanilla.rules.identifiers import KINDS


class DefinitionFault(ValueError):
    """A stored definition that this version cannot read; the message says why."""


def parse(body: str) -> Procedure:
    """The procedure whose `definition_body()` is `body`. Raises DefinitionFault."""
    try:
        document = json.loads(body)
    except ValueError as error:
        raise DefinitionFault(f"la definición guardada no es JSON: {error}") from None
    version = document.get("schema") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise DefinitionFault(
            f"la definición guardada tiene el esquema {version}; esta versión lee el {SCHEMA_VERSION}: "
            "use la versión que la guardó o pase el caso a la definición vigente"
        )
    try:
        return Procedure.model_validate(_with_tuples(document.get("procedure")))
    except ValidationError as error:
        raise DefinitionFault(f"la definición guardada no se puede leer: {error}") from None


def obsolete(procedure: Procedure) -> tuple[str, ...]:
    """What a stored definition relies on that this version no longer has, each as a sentence; empty if nothing.

    While an open case has such a definition, a new version must not take over.
    """
    return (*_obsolete_conditions(procedure), *_obsolete_kinds(procedure), *_obsolete_workflow(procedure))


def _obsolete_conditions(procedure: Procedure) -> Iterator[str]:
    types = fact_types(procedure)
    conditions = [item.required_when for item in procedure.requirements]
    for field in fields(procedure):
        conditions += [field.required_when, field.shown_when]
    for condition in conditions:
        try:
            if condition is not None:
                parse_condition(condition, types)
        except ExpressionFault as error:
            yield f"la condición «{condition}»: {error}"


def _obsolete_kinds(procedure: Procedure) -> Iterator[str]:
    for field in fields(procedure):
        for kind in field.identifiers:
            if kind not in KINDS:
                yield f"el campo «{field.code}» admite el documento «{kind}», que esta versión no conoce"


def _obsolete_workflow(procedure: Procedure) -> Iterator[str]:
    if procedure.workflow is not None:
        yield from procedure.workflow.table.faults()


def _with_tuples(value: Any) -> Any:
    """JSON with lists as tuples: what the strict models take."""
    if isinstance(value, list):
        return tuple(_with_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return value
