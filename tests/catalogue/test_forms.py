"""What a form shows and asks for, given the answers so far."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ventanilla.catalogue import get_pack
from ventanilla.catalogue.forms import (
    applicable_requirements,
    fact_types,
    facts,
    fields,
    is_required,
    labels_of,
    missing,
    required_requirements,
    routing_types,
    visible_fields,
)
from ventanilla.catalogue.model import Form, Procedure, Section

REQUEST = get_pack("_template").procedures["general-request"]


def with_fields(*rows: dict[str, Any]) -> Procedure:
    section = Section.model_validate({"code": "s", "title": "S", "fields": tuple(rows)})
    return REQUEST.model_copy(update={"form": Form(sections=(section,))})


def row(code: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": code, "type": type_, **more}


def test_hidden_fields_are_neither_shown_nor_counted() -> None:
    answers = {"person_kind": "natural", "organisation": "Sociedad, S. A."}
    assert "organisation" not in {field.code for field in visible_fields(REQUEST, answers)}
    assert facts(REQUEST, answers)["organisation"] == ""
    answers["person_kind"] = "legal"
    assert "organisation" in {field.code for field in visible_fields(REQUEST, answers)}
    assert facts(REQUEST, answers)["organisation"] == "Sociedad, S. A."


def test_a_field_hidden_by_a_hidden_field_is_hidden() -> None:
    procedure = with_fields(
        row("a", "confirm"), row("b", "confirm", shown_when="a"), row("c", "text", shown_when="b")
    )
    assert [field.code for field in visible_fields(procedure, {"a": False, "b": True, "c": "x"})] == ["a"]
    assert [field.code for field in visible_fields(procedure, {"a": True, "b": True})] == ["a", "b", "c"]


def test_facts_are_complete_and_typed() -> None:
    procedure = with_fields(
        row("flag", "confirm"), row("many", "choices", choices=({"code": "x", "title": "X"},)),
        row("amount", "money"), row("count", "number"), row("on", "date"), row("name", "text"), row("paper", "file"),
    )  # fmt: skip
    assert facts(procedure, {}) == {
        "procedure": "general-request", "person_kind": "", "operator_type": "", "channel": "",
        "flag": False, "many": [], "amount": 0, "count": 0, "on": "", "name": "", "paper": False,
    }  # fmt: skip
    answers = {
        "flag": True, "many": ("x", "y"), "amount": "268.20", "count": Decimal(3), "on": dt.date(2026, 3, 10),
        "name": 12, "paper": "file-1", "unknown": 1,
    }  # fmt: skip
    assert facts(procedure, answers, {"channel": "online"}) == {
        "procedure": "general-request", "person_kind": "", "operator_type": "", "channel": "online",
        "flag": True, "many": ["x", "y"], "amount": 268.2, "count": 3.0, "on": "2026-03-10", "name": "12", "paper": True,
    }  # fmt: skip


@pytest.mark.parametrize("answer", ["many", "NaN", "Infinity", "", [1]])
def test_an_unreadable_number_counts_as_none(answer: object) -> None:
    assert facts(with_fields(row("count", "number")), {"count": answer})["count"] == 0


def test_one_choice_is_a_list_of_one() -> None:
    procedure = with_fields(row("many", "choices", choices=({"code": "x", "title": "X"},)))
    assert facts(procedure, {"many": "x"})["many"] == ["x"]


def test_what_the_door_knows_goes_over_the_answers() -> None:
    known = facts(REQUEST, {"person_kind": "natural"}, {"person_kind": "legal", "procedure": "other"})
    assert known["person_kind"] == "legal"
    assert known["procedure"] == "general-request"


def test_requirements_follow_the_facts() -> None:
    plain, appeal = facts(REQUEST, {"topic": "information"}), facts(REQUEST, {"topic": "appeal"})
    assert [item.code for item in required_requirements(REQUEST, plain)] == ["identity-document"]
    assert [item.code for item in applicable_requirements(REQUEST, plain)] == ["identity-document"]
    both = ["identity-document", "appeal-grounds"]
    assert [item.code for item in required_requirements(REQUEST, appeal)] == both
    assert [item.code for item in applicable_requirements(REQUEST, appeal)] == both


def test_an_optional_requirement_applies_and_is_not_required() -> None:
    optional = REQUEST.requirements[0].model_copy(update={"required": False})
    procedure = REQUEST.model_copy(update={"requirements": (optional,)})
    assert required_requirements(procedure, {}) == ()
    assert applicable_requirements(procedure, {}) == (optional,)


def test_a_field_is_required_by_its_condition_or_by_itself() -> None:
    procedure = with_fields(
        row("a", "text"), row("b", "text", required=False), row("c", "text", required_when='a == "x"')
    )
    first, second, third = fields(procedure)
    assert (is_required(first, {}), is_required(second, {})) == (True, False)
    assert not is_required(third, {"a": "y"})
    assert is_required(third, {"a": "x"})


def test_a_sheet_alone_has_no_fields() -> None:
    sheet = REQUEST.model_copy(update={"form": None})
    assert fields(sheet) == ()
    assert visible_fields(sheet, {}) == ()
    assert set(fact_types(sheet)) == {"procedure", "person_kind", "operator_type", "channel"}


def test_routing_knows_the_facts_of_every_procedure() -> None:
    types = routing_types(get_pack("ec").procedures.values())
    assert types["motive"] == types["system"] == types["channel"] == "string"


class TestMissing:
    """What a request still lacks."""

    PROCEDURE = with_fields(
        row("name", "text"),
        row("note", "text", required=False),
        row("sure", "confirm"),
        row("kinds", "choices", choices=({"code": "x", "title": "X"},)),
        row("why", "text", required=False, shown_when="sure", required_when='"x" in kinds'),
        row("photo", "file"),
    )
    LETTER = REQUEST.requirements[0].model_copy(
        update={"code": "letter", "title": "Carta", "required": True, "required_when": None, "kind": "file"}
    )
    OATH = LETTER.model_copy(update={"code": "oath", "kind": "declaration"})
    OPTIONAL = LETTER.model_copy(update={"code": "extra", "required": False})

    def missing(
        self, answers: dict[str, Any], presented: tuple[str, ...] = ()
    ) -> tuple[list[str], list[str]]:
        procedure = self.PROCEDURE.model_copy(
            update={"requirements": (self.LETTER, self.OATH, self.OPTIONAL)}
        )
        found = missing(procedure, answers, presented)
        return [item.code for item in found.fields], [item.code for item in found.requirements]

    def test_compulsory_questions_without_an_answer_and_papers_without_a_file(self) -> None:
        assert self.missing({}) == (["name", "sure", "kinds", "photo"], ["letter"])
        assert self.missing({"name": "", "sure": False, "kinds": []})[0] == ["name", "sure", "kinds", "photo"]

    def test_a_condition_counts_as_the_form_has_it(self) -> None:
        answers = {"name": "Ana", "sure": True, "kinds": ["x"]}
        assert self.missing(answers, ("photo", "letter")) == (["why"], [])
        assert self.missing({**answers, "sure": False, "why": "x"}, ("photo",)) == (["sure"], ["letter"])

    def test_nothing_is_missing_where_all_is_there(self) -> None:
        answers = {"name": "Ana", "sure": True, "kinds": ["x"], "why": "Porque sí"}
        found = missing(self.PROCEDURE.model_copy(update={"requirements": ()}), answers, ("photo",))
        assert not found
        assert found.titles == ()

    def test_titles_are_the_packs(self) -> None:
        procedure = self.PROCEDURE.model_copy(update={"requirements": (self.LETTER,)})
        assert missing(procedure, {"sure": True, "kinds": ["x"], "why": "x"}, ()).titles == (
            "name",
            "photo",
            "Carta",
        )

    def test_labels_come_in_reading_order(self) -> None:
        assert labels_of(self.PROCEDURE, {"photo", "name", "gone"}) == ("name", "photo")
