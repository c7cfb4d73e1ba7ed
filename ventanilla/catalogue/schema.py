"""The JSON Schema of a pack's files, for editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from ventanilla.catalogue.parts import FILES, FOLDERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """One schema: each property of the object is a file of the pack, `procedures/*.yaml` for a folder's."""
    models = {**FILES, **{f"{name}/*.yaml": model for name, model in FOLDERS.items()}}
    places, schema = models_json_schema(
        [(model, "validation") for model in models.values()], ref_template="#/$defs/{model}"
    )
    return {
        "$schema": DIALECT,
        "title": "Paquete de Ventanilla",
        "description": "Cada propiedad es un archivo del paquete.",
        "type": "object",
        "properties": {file: places[model, "validation"] for file, model in models.items()},
        "$defs": schema["$defs"],
    }


def file_schema(file: str) -> dict[str, Any]:
    """The schema of one kind of file, such as `units.yaml` or `procedures/*.yaml`. KeyError for another."""
    whole = json_schema()
    return {"$schema": DIALECT, **whole["properties"][file], "$defs": whole["$defs"]}
