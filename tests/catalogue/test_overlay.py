"""English over Spanish: matched by code, by position, and nothing else touched."""

from __future__ import annotations

from typing import Any

import pytest

from ventanilla.catalogue.calendars import ClosureClass
from ventanilla.catalogue.model import Contacts, Heading, Requirement, Text, TextsFile, Transition
from ventanilla.catalogue.overlay import keys_of, leaves, merged
from ventanilla.catalogue.values import Value

CONTACTS = Contacts.model_validate(
    {
        "address": {"value": "Calle 1", "status": "por_confirmar", "source": "nadie"},
        "hours": "De lunes a viernes",
        "phones": ({"label": "Mesa", "number": "2200-0000"}, {"label": "Otra", "number": "2200-0001"}),
    }
)
HEADING = Heading.model_validate(
    {"heading": "Pasos", "items": ("Uno", {"text": "Dos", "items": ("Dos y medio",)}), "basis": ("LPA",)}
)
REQUIREMENT = Requirement.model_validate(
    {"code": "id", "title": "Documento", "kind": "file", "one_of": ("DUI", {"code": "nit", "title": "NIT"})}
)
TEXTS = TextsFile.model_validate(
    {"texts": {"a": {"subject": "Asunto", "body": "Cuerpo"}}, "screens": {"s": "Pantalla"}}
)


def english(value: Value, tree: dict[str, Any]) -> tuple[Any, list[tuple[tuple[str | int, ...], str]]]:
    translated, report = merged(value, tree)
    return translated, [(at, rule) for at, rule, _ in report.orphans]


def test_texts_are_replaced_and_nothing_else() -> None:
    tree = {"address": "1 Street", "hours": {"value": "Monday to Friday"}, "phones": ({"label": "Desk"},)}
    translated, orphans = english(CONTACTS, tree)
    assert orphans == []
    assert translated.address.value == "1 Street"
    assert (translated.address.status, translated.address.source) == ("por_confirmar", "nadie")
    assert translated.hours.value == "Monday to Friday"
    assert [line.label for line in translated.phones] == ["Desk", "Otra"]
    assert translated.phones[0].number == CONTACTS.phones[0].number


def test_lists_without_codes_go_by_position() -> None:
    translated, orphans = english(
        HEADING, {"heading": "Steps", "items": ("One", {"text": "Two", "items": ("And a half",)})}
    )
    assert orphans == []
    assert [item.text for item in translated.items] == ["One", "Two"]
    assert translated.items[1].items[0].text == "And a half"
    assert translated.basis == HEADING.basis


def test_lists_with_codes_go_by_code() -> None:
    translated, orphans = english(
        REQUIREMENT, {"one_of": ("ID card", {"code": "nit", "title": "Tax number"})}
    )
    assert orphans == []
    assert [item.title for item in translated.one_of] == ["ID card", "Tax number"]


def test_mappings_go_by_key() -> None:
    translated, orphans = english(TEXTS, {"texts": {"a": {"subject": "Subject"}}, "screens": {"s": "Screen"}})
    assert orphans == []
    assert (translated.texts["a"].subject, translated.texts["a"].body) == ("Subject", "Cuerpo")
    assert translated.screens == {"s": "Screen"}


@pytest.mark.parametrize(
    ("value", "tree", "expected"),
    [
        (CONTACTS, {"fax": "1"}, (("fax",), "overlay-orphan")),
        (CONTACTS, {"website": "https://x.example"}, (("website",), "overlay-orphan")),
        (CONTACTS, {"phones": ({"number": "1"},)}, (("phones", 0, "number", "value"), "overlay-not-text")),
        (CONTACTS, {"phones": ({}, {}, {"label": "x"})}, (("phones", 2), "overlay-orphan")),
        (CONTACTS, {"phones": "x"}, (("phones",), "overlay-not-text")),
        (CONTACTS, {"address": {"status": "confirmado"}}, (("address", "status"), "overlay-not-text")),
        (CONTACTS, {"address": 3}, (("address",), "overlay-not-text")),
        (CONTACTS, {"phones": (3,)}, (("phones", 0), "overlay-not-text")),
        (HEADING, {"heading": 3}, (("heading",), "overlay-not-text")),
        (HEADING, {"heading": " "}, (("heading",), "overlay-not-text")),
        (HEADING, {"heading": {"value": 3}}, (("heading",), "overlay-not-text")),
        (HEADING, {"basis": ("Act",)}, (("basis", 0), "overlay-not-text")),
        (HEADING, {"text": "x"}, (("text",), "overlay-orphan")),
        (REQUIREMENT, {"code": "other"}, (("code",), "overlay-not-text")),
        (REQUIREMENT, {"required": False}, (("required",), "overlay-not-text")),
        (REQUIREMENT, {"one_of": ({"code": "x", "title": "X"},)}, (("one_of", 0), "overlay-orphan")),
        (TEXTS, {"texts": {"b": {"subject": "x"}}}, (("texts", "b"), "overlay-orphan")),
        (TEXTS, {"texts": {"a": "x"}}, (("texts", "a"), "overlay-not-text")),
    ],
)
def test_what_does_not_fit_is_reported_and_left_out(
    value: Value, tree: dict[str, Any], expected: object
) -> None:
    translated, orphans = english(value, tree)
    assert orphans == [expected]
    assert translated == value


def test_leaves_are_the_texts_people_read() -> None:
    assert [(leaf.steps, leaf.text) for leaf in leaves(HEADING)] == [
        (("heading",), "Pasos"),
        (("items", 0, "text"), "Uno"),
        (("items", 1, "text"), "Dos"),
        (("items", 1, "items", 0, "text"), "Dos y medio"),
    ]
    assert [(leaf.steps, leaf.is_required) for leaf in leaves(ClosureClass(code="a", title="A"))] == [
        (("title",), True)
    ]
    assert [leaf.text for leaf in leaves(TEXTS)] == ["Asunto", "Cuerpo", "Pantalla"]


def test_a_merge_says_what_it_covered() -> None:
    _, report = merged(HEADING, {"items": ("One",)})
    assert report.covered == {("items", 0, "text")}


def test_keys_are_those_of_the_file() -> None:
    assert keys_of(Text) == {"subject": "subject", "body": "body", "code": "code"}
    assert keys_of(Transition)["from_"] == "from"
