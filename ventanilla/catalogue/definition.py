"""Definitions: a procedure as a case keeps it, from its stored text back to a value."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from ventanilla.catalogue.model import SCHEMA_VERSION, Procedure


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


def _with_tuples(value: Any) -> Any:
    """JSON with lists as tuples: what the strict models take."""
    if isinstance(value, list):
        return tuple(_with_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return value
