"""The JSON Schema for editors: whole, true of every pack, and false of a spoiled one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ventanilla.catalogue import pack_codes, pack_folder
from ventanilla.catalogue.parts import OVERLAY, read_parts
from ventanilla.catalogue.schema import file_schema, json_schema

SCHEMA = json_schema()
TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "object": Mapping, "array": tuple, "null": type(None),
}  # fmt: skip
UNDERSTOOD = {
    "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "format", "items", "maxItems",
    "minItems", "pattern", "patternProperties", "properties", "propertyNames", "required", "title", "type",
}  # fmt: skip


def problems(schema: Mapping[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """What of `value` the schema refuses: the part of JSON Schema that ours uses, and a fault for any other word."""
    assert set(schema) <= UNDERSTOOD, set(schema) - UNDERSTOOD
    if "$ref" in schema:
        yield from problems(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, at)
    if "anyOf" in schema and not any(not list(problems(option, value, at)) for option in schema["anyOf"]):
        yield f"{at}: none of the options"
    if "type" in schema:
        is_odd_bool = isinstance(value, bool) and schema["type"] != "boolean"
        if is_odd_bool or not isinstance(value, TYPES[schema["type"]]):
            yield f"{at}: not a {schema['type']}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not in the list"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: not the constant"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: pattern"
    if isinstance(value, Mapping):
        yield from object_problems(schema, value, at)
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from problems(schema.get("items", {}), item, f"{at}.{index}")


def object_problems(schema: Mapping[str, Any], value: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}: lacks {key}" for key in schema.get("required", ()) if key not in value)
    for pattern, inner in schema.get("patternProperties", {}).items():
        for key, item in value.items():
            if re.search(pattern, key):
                yield from problems(inner, item, f"{at}.{key}")
            else:
                yield f"{at}: pattern of {key}"
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key, item in value.items():
        if key in known:
            yield from problems(known[key], item, f"{at}.{key}")
        elif others is False:
            yield f"{at}: does not know {key}"
        elif others is not True:
            yield from problems(others, item, f"{at}.{key}")


def place(file: str) -> str:
    folder, slash, _ = file.rpartition("/")
    return f"{folder}/*.yaml" if slash else file


@pytest.mark.parametrize("code", [*pack_codes(), "_template"])
def test_every_file_of_the_packs_follows_the_schema(code: str) -> None:
    documents = read_parts(pack_folder(code)).documents
    for file, document in documents.items():
        if not file.endswith(OVERLAY):
            assert list(problems(SCHEMA["properties"][place(file)], document.data, file)) == []


def test_the_schema_refuses_what_the_check_refuses() -> None:
    units = SCHEMA["properties"]["units.yaml"]
    assert list(problems(units, {"units": ({"code": "a", "title": "A"},)})) == []
    assert list(problems(units, {"units": ({"code": "Á", "title": "A"},)})) == [".units.0.code: pattern"]
    assert list(problems(units, {"units": ({"code": "a"},)})) == [".units.0: lacks title"]
    assert list(problems(units, {"unidades": ()})) == [": does not know unidades"]
    assert list(problems(units, {"units": ({"code": "a", "title": {"value": "A", "estado": "x"}},)}))


def test_the_schema_is_json_and_every_reference_resolves() -> None:
    text = json.dumps(SCHEMA)
    assert set(re.findall(r'"#/\$defs/([^"]+)"', text)) <= set(SCHEMA["$defs"])
    assert SCHEMA["$schema"].startswith("https://json-schema.org/")


def test_one_file_has_its_own_schema() -> None:
    assert file_schema("units.yaml")["$ref"] == "#/$defs/UnitsFile"
    with pytest.raises(KeyError):
        file_schema("fees.yaml")
