"""The base of every value of a pack, and the shapes its scalars may take.

A pack is read from YAML into pydantic models that are strict (no silent conversion), closed (an unknown
key is a fault) and frozen. A validator that refuses raises ``PydanticCustomError`` whose *type* is the
code of the rule; `ventanilla.catalogue.remedies.REMEDIES` says what to do about each rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic import Field as Key
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

Status = Literal["confirmado", "por_confirmar"]
FLATTENED = ("title", "text", "name", "municipality")
T = TypeVar("T")


class Value(BaseModel):
    """A frozen, hashable value of a pack. Equality is by content."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Translated:
    """Marks a text that people read: an overlay may translate it, and must if `is_required`."""

    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Shaped:
    """Refuses text that does not match `pattern` whole, under the rule `rule`; the schema shows the pattern."""

    rule: str
    pattern: str
    message: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        compiled = re.compile(self.pattern)

        def check(text: str) -> str:
            if compiled.fullmatch(text) is None:
                raise PydanticCustomError(
                    self.rule, "{message}: «{text}»", {"message": self.message, "text": text}
                )
            return text

        return no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$"}


def _iso_date(text: object) -> date:
    try:
        return date.fromisoformat(text if isinstance(text, str) and len(text) == 10 else "")
    except ValueError:
        raise PydanticCustomError("date", "no es una fecha: «{text}»", {"text": str(text)}) from None


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank-text", "el texto está vacío", {})
    return text


Words = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_not_blank), Translated()]
ProperName = Annotated[str, AfterValidator(_not_blank), Translated(is_required=False)]
Date = Annotated[
    date,
    BeforeValidator(
        _iso_date, json_schema_input_type=Annotated[str, Key(json_schema_extra={"format": "date"})]
    ),
]
Code = Annotated[str, Shaped("code-shape", r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", "código mal formado")]
PostCode = Annotated[
    str, Shaped("code-shape", r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", "código de oficina mal formado")
]
FieldCode = Annotated[
    str, Shaped("code-shape", r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", "código de campo mal formado")
]
IdentifierKind = Annotated[
    str,
    Shaped("code-shape", r"(?:[a-z]{2}\.)?[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*", "tipo de documento mal formado"),
]
Slug = Annotated[
    str, Shaped("slug-shape", r"[a-z0-9]+(?:-[a-z0-9]+)*", "la dirección del trámite está mal formada")
]
Colour = Annotated[str, Shaped("colour-shape", r"#[0-9a-fA-F]{6}", "no es un color")]
Email = Annotated[
    str,
    Shaped(
        "email-shape",
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
        "no es una dirección de correo",
    ),
]
Phone = Annotated[
    str,
    Shaped(
        "phone-shape",
        r"(?=(?:[^0-9]*[0-9]){3,18}[^0-9]*$)\+?[0-9 ()./–-]+(?: ?ext\.? ?[0-9]+)?",
        "no es un número de teléfono",
    ),
]
Url = Annotated[
    str,
    Shaped(
        "url-shape", r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]+)?(?:/\S*)?", "no es una dirección web"
    ),
]
Prefix = Annotated[
    str, Shaped("prefix-shape", r"[A-Z][A-Z0-9]{1,9}", "el prefijo de los números está mal formado")
]


class Sourced(Value, Generic[T]):
    """A fact with its certainty: `status` is shown to people wherever `value` is shown."""

    value: T
    status: Status = "confirmado"
    source: str | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.status == "confirmado"

    def __str__(self) -> str:
        return str(self.value)


def _sourced(raw: object) -> object:
    if isinstance(raw, Mapping | Sourced):
        return raw
    return {"value": raw}


def lifted(key: str) -> Callable[[Any], Any]:
    """A validator that lets `{key: x}` be written plain as `x`."""

    def lift(raw: Any) -> Any:
        return {key: raw} if isinstance(raw, str) else raw

    return lift


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Citation = Annotated[str, AfterValidator(_not_blank)]
Citations = Annotated[
    tuple[Citation, ...],
    BeforeValidator(_one_or_many, json_schema_input_type=Citation | tuple[Citation, ...]),
]
SourcedWords = Annotated[
    Sourced[Words], BeforeValidator(_sourced, json_schema_input_type=Words | Sourced[Words])
]
SourcedText = Annotated[Sourced[str], BeforeValidator(_sourced, json_schema_input_type=str | Sourced[str])]
SourcedEmail = Annotated[
    Sourced[Email], BeforeValidator(_sourced, json_schema_input_type=Email | Sourced[Email])
]
SourcedPhone = Annotated[
    Sourced[Phone], BeforeValidator(_sourced, json_schema_input_type=Phone | Sourced[Phone])
]
SourcedUrl = Annotated[Sourced[Url], BeforeValidator(_sourced, json_schema_input_type=Url | Sourced[Url])]


def _flattened_schema(schema: dict[str, Any]) -> None:
    """Lets the schema take `{value, status, source}` where `Certain` does."""
    properties = schema["properties"]
    for key in FLATTENED:
        plain = properties.get(key)
        if plain is not None:
            certain = {name: properties[name] for name in ("status", "source")}
            properties[key] = {
                "anyOf": [
                    plain,
                    {
                        "type": "object",
                        "properties": {"value": plain, **certain},
                        "required": ["value"],
                        "additionalProperties": False,
                    },
                ]
            }


class Certain(Value):
    """What a value has that carries its own certainty, whichever of its texts it concerns.

    `title: {value, status, source}` is the same as `title`, `status` and `source` side by side.
    """

    model_config = ConfigDict(json_schema_extra=_flattened_schema)

    status: Status = "confirmado"
    source: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        for key in FLATTENED:
            if isinstance(raw.get(key), Mapping) and "value" in raw[key]:
                inner = dict(raw[key])
                raw = {**raw, key: inner.pop("value"), **inner}
        return raw

    @property
    def is_confirmed(self) -> bool:
        return self.status == "confirmado"
