"""What a form asks and needs, given the answers so far: shared by portal, desk and API.

Answers are as stored: text for most fields, true or false for `confirm`, a list of codes for `choices`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from ventanilla.catalogue.conditions import EMPTY, FactValue, holds
from ventanilla.catalogue.expressions import FactType
from ventanilla.catalogue.model import Field, FieldType, Requirement, Sheet

COMMON_FACTS: Mapping[str, FactType] = MappingProxyType(
    {"procedure": "string", "person_kind": "string", "operator_type": "string", "channel": "string"}
)
"""The facts every case has beside the answers of its form."""

PRESENTED = frozenset({"file", "table"})
"""The kinds of requirement that are met by presenting something; the others are met by the form itself."""

ADDRESS = "email"
"""The well-known field with the address that a case is answered to."""

_TYPES: Mapping[FieldType, FactType] = MappingProxyType(
    {"confirm": "bool", "file": "bool", "choices": "list", "number": "number", "money": "number"}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a request still lacks: questions without an answer, requirements that nothing was presented for."""

    fields: tuple[Field, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.requirements)

    @property
    def titles(self) -> tuple[str, ...]:
        """Each of them as the pack calls it, the questions first."""
        return (*(item.label for item in self.fields), *(item.title for item in self.requirements))


def fact_type(field: Field) -> FactType:
    """The type of the fact that the answer to `field` makes; `file` is whether one is attached."""
    return _TYPES.get(field.type, "string")


def fact_types(procedure: Sheet) -> dict[str, FactType]:
    """Every fact that a condition of the procedure may name, with its type."""
    return {**COMMON_FACTS, **{field.code: fact_type(field) for field in fields(procedure)}}


def routing_types(procedures: Iterable[Sheet]) -> dict[str, FactType]:
    """Every fact that a routing rule may name: those of all procedures."""
    types: dict[str, FactType] = {}
    for procedure in procedures:
        types.update(fact_types(procedure))
    return {**types, **COMMON_FACTS}


def fields(procedure: Sheet) -> tuple[Field, ...]:
    """The fields of the procedure's form in reading order; none where it has no form."""
    return procedure.form.fields if procedure.form else ()


def facts(
    procedure: Sheet, answers: Mapping[str, Any], extra: Mapping[str, FactValue] | None = None
) -> dict[str, FactValue]:
    """The facts that conditions read: the answers to visible fields, the common facts, and `extra` over both.

    Fields that are hidden, unanswered or unreadable count as empty of their type.
    """
    return _evaluated(procedure, answers, extra or {})[0]


def visible_fields(
    procedure: Sheet, answers: Mapping[str, Any], extra: Mapping[str, FactValue] | None = None
) -> tuple[Field, ...]:
    """The fields to show, given the answers. Raises ConditionFault."""
    return _evaluated(procedure, answers, extra or {})[1]


def is_required(item: Field | Requirement, known: Mapping[str, FactValue]) -> bool:
    """Whether a visible field, or a requirement, must be answered given the facts. Raises ConditionFault.

    At the counter nobody needs an e-mail address: she gets her receipt on paper.
    """
    if item.code == ADDRESS and known.get("channel") == "counter":
        return False
    return item.required if item.required_when is None else holds(item.required_when, known)


def applicable_requirements(procedure: Sheet, known: Mapping[str, FactValue]) -> tuple[Requirement, ...]:
    """The requirements to ask for, compulsory or not: all whose condition holds. Raises ConditionFault."""
    return tuple(
        item
        for item in procedure.requirements
        if item.required_when is None or holds(item.required_when, known)
    )


def required_requirements(procedure: Sheet, known: Mapping[str, FactValue]) -> tuple[Requirement, ...]:
    """The requirements without which the case is not complete. Raises ConditionFault."""
    return tuple(item for item in procedure.requirements if is_required(item, known))


def missing(
    procedure: Sheet,
    answers: Mapping[str, Any],
    presented: Collection[str],
    extra: Mapping[str, FactValue] | None = None,
) -> Missing:
    """What must still be answered and presented; `presented` are the codes for which there is a file.

    Raises ConditionFault.
    """
    files = {
        field.code: True for field in fields(procedure) if field.type == "file" and field.code in presented
    }
    held = {**answers, **files}
    known, shown = _evaluated(procedure, held, extra or {})
    return Missing(
        fields=tuple(
            item for item in shown if is_required(item, known) and held.get(item.code) in _UNANSWERED
        ),
        requirements=tuple(
            item
            for item in required_requirements(procedure, known)
            if item.kind in PRESENTED and item.code not in presented
        ),
    )


def labels_of(procedure: Sheet, codes: Collection[str]) -> tuple[str, ...]:
    """What the form calls the fields of these codes, in reading order."""
    return tuple(field.label for field in fields(procedure) if field.code in codes)


_UNANSWERED: tuple[Any, ...] = (None, "", False, [], ())


def _evaluated(
    procedure: Sheet, answers: Mapping[str, Any], extra: Mapping[str, FactValue]
) -> tuple[dict[str, FactValue], tuple[Field, ...]]:
    """A field's condition looks only at fields before it, so one pass in reading order settles all."""
    known: dict[str, FactValue] = {name: EMPTY[kind] for name, kind in fact_types(procedure).items()}
    known |= {**extra, "procedure": procedure.code}
    shown: list[Field] = []
    for field in fields(procedure):
        if field.shown_when is not None and not holds(field.shown_when, known):
            continue
        shown.append(field)
        if field.code not in extra:
            known[field.code] = _fact(field, answers.get(field.code))
    return known, tuple(shown)


def _fact(field: Field, answer: Any) -> FactValue:
    kind = fact_type(field)
    if answer is None:
        return EMPTY[kind]
    if kind == "bool":
        return bool(answer)
    if kind == "list":
        return [str(item) for item in answer] if isinstance(answer, list | tuple) else [str(answer)]
    if kind == "number":
        return _number(answer)
    return answer.isoformat() if hasattr(answer, "isoformat") else str(answer)


def _number(answer: Any) -> FactValue:
    try:
        number = Decimal(str(answer))
    except InvalidOperation:
        return EMPTY["number"]
    return float(number) if number.is_finite() else EMPTY["number"]
