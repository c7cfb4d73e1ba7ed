"""The base of every value of a pack, and the shapes its scalars may take.

A pack is read from YAML into pydantic models that are strict (no silent conversion), closed (an unknown
key is a fault) and frozen. A validator that refuses raises ``PydanticCustomError`` whose *type* is the
code of the rule; `ventanilla.catalogue.faults.REMEDIES` says what to do about each rule.
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
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

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


def shaped(rule: str, pattern: str, message: str) -> AfterValidator:
    """A validator that refuses text not matching `pattern` whole, under the rule `rule`."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise PydanticCustomError(rule, "{message}: «{text}»", {"message": message, "text": text})
        return text

    return AfterValidator(check)


def _iso_date(text: object) -> date:
    if isinstance(text, date):
        return text
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
Date = Annotated[date, BeforeValidator(_iso_date, json_schema_input_type=str)]
Code = Annotated[str, shaped("code-shape", r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", "código mal formado")]
PostCode = Annotated[
    str, shaped("code-shape", r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", "código de oficina mal formado")
]
FieldCode = Annotated[
    str, shaped("code-shape", r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", "código de campo mal formado")
]
IdentifierKind = Annotated[
    str,
    shaped("code-shape", r"(?:[a-z]{2}\.)?[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*", "tipo de documento mal formado"),
]
Slug = Annotated[
    str, shaped("slug-shape", r"[a-z0-9]+(?:-[a-z0-9]+)*", "la dirección del trámite está mal formada")
]
Colour = Annotated[str, shaped("colour-shape", r"#[0-9a-fA-F]{6}", "no es un color")]
Email = Annotated[
    str,
    shaped(
        "email-shape",
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
        "no es una dirección de correo",
    ),
]
Phone = Annotated[
    str,
    shaped(
        "phone-shape",
        r"(?=(?:[^0-9]*[0-9]){3,18}[^0-9]*$)\+?[0-9 ()./–-]+(?: ?ext\.? ?[0-9]+)?",
        "no es un número de teléfono",
    ),
]
Url = Annotated[
    str,
    shaped(
        "url-shape", r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]+)?(?:/\S*)?", "no es una dirección web"
    ),
]
Prefix = Annotated[
    str, shaped("prefix-shape", r"[A-Z][A-Z0-9]{1,9}", "el prefijo de los números está mal formado")
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
Citations = Annotated[tuple[Citation, ...], BeforeValidator(_one_or_many)]
SourcedWords = Annotated[Sourced[Words], BeforeValidator(_sourced)]
SourcedText = Annotated[Sourced[str], BeforeValidator(_sourced)]
SourcedEmail = Annotated[Sourced[Email], BeforeValidator(_sourced)]
SourcedPhone = Annotated[Sourced[Phone], BeforeValidator(_sourced)]
SourcedUrl = Annotated[Sourced[Url], BeforeValidator(_sourced)]


class Certain(Value):
    """What a value has that carries its own certainty, whichever of its texts it concerns.

    `title: {value, status, source}` is the same as `title`, `status` and `source` side by side.
    """

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
