"""Definitions: a procedure goes to its stored text and comes back equal, whatever it holds."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ventanilla.catalogue import get_pack
from ventanilla.catalogue.definition import DefinitionFault, obsolete, parse
from ventanilla.catalogue.model import SCHEMA_VERSION, Procedure

PROCEDURES = [item for code in ("_template", "sv", "ec", "mx") for item in get_pack(code).procedures.values()]
REQUEST = get_pack("_template").procedures["general-request"]

words = st.text("aBñ 7.{}\"'\\\n«🙂", min_size=1, max_size=6).filter(str.strip)
codes = st.sampled_from(["a", "bond-change", "x9", "in_review"])
names = st.sampled_from(["a", "full_name", "x9"])
slugs = st.sampled_from(["a", "solicitud-general"])
basis = st.lists(words, max_size=2).map(tuple)
certainty = {"status": st.sampled_from(["confirmado", "por_confirmar"]), "source": st.none() | words}


def rows(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def some(row: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(row, max_size=2).map(tuple)


items = st.recursive(
    words,
    lambda inner: rows({"text": words}, {"items": some(inner), "basis": basis, **certainty}),
    max_leaves=3,
)
headings = rows({"heading": words}, {"text": words, "basis": basis, "items": some(items), **certainty})
field_rows = rows(
    {"code": names, "label": words, "type": st.sampled_from(["text", "confirm", "choices", "date"])},
    {
        "help": words, "required": st.booleans(), "max_length": st.integers(1, 99), "shown_when": words, "pattern": words,
        "choices": some(rows({"code": codes, "title": words}, {})), "width": st.sampled_from(["short", "full"]),
    },
)  # fmt: skip
workflows = rows(
    {
        "code": codes, "title": words, "initial": codes,
        "steps": some(rows({"code": codes, "title": words, "phase": st.sampled_from(["received", "closed"])}, {"owner": codes})),
        "transitions": some(
            rows(
                {"code": codes, "title": words, "from": st.tuples(codes), "to": codes, "by": st.just(("head",)), "journal": codes},
                {"tells": codes},
            )
        ),
    },
    {},
)  # fmt: skip
procedures = rows(
    {
        "code": codes, "slug": slugs, "title": words, "short_title": words, "summary": words, "audiences": st.tuples(codes),
        "kind": st.sampled_from(["request", "complaint"]), "state": st.sampled_from(["open", "sheet_only"]), "unit": codes,
        "updated_on": st.dates().map(dt.date.isoformat),
    },
    {
        "authorised_on": st.dates().map(dt.date.isoformat), "keywords": some(words), "sheet": some(headings),
        "channels": some(st.sampled_from(["online", "counter"])), "cost": words, "case_prefix": st.just("DGA"),
        "legal_basis": some(rows({"law": codes, "article": words}, {})),
        "requirements": some(
            rows(
                {"code": codes, "title": words, "kind": st.sampled_from(["file", "table"])},
                {"one_of": some(words), "basis": basis, "required_when": words, "reusable": st.booleans(), **certainty},
            )
        ),
        "form": rows({"sections": some(rows({"code": codes, "title": words, "fields": some(field_rows)}, {}))}, {}),
        "term": rows({"amount": st.integers(), "unit": st.just("business_days"), "clock": st.just("legal")}, {"law": codes, **certainty}),
        "workflow": workflows, "outcomes": some(codes),
    },
)  # fmt: skip


@settings(max_examples=60)
@given(procedures)
def test_a_definition_comes_back_equal(raw: dict[str, Any]) -> None:
    procedure = Procedure.model_validate(raw)
    body = procedure.definition_body()
    again = parse(body)
    assert again == procedure
    assert again.definition_body() == body
    assert again.sha256 == procedure.sha256
    assert json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == body


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda item: item.code)
def test_every_procedure_of_the_packs_comes_back_equal(procedure: Procedure) -> None:
    assert parse(procedure.definition_body()) == procedure


def test_a_definition_holds_what_a_case_needs_and_no_english() -> None:
    document = json.loads(REQUEST.definition_body())
    assert document["schema"] == SCHEMA_VERSION
    assert {"form", "requirements", "term", "workflow", "sheet"} <= set(document["procedure"])
    assert document["procedure"]["workflow"]["transitions"][0]["from"] == ["received"]
    assert "General request" not in REQUEST.definition_body()
    assert "status" not in document["procedure"]["term"]


def test_a_translation_shares_the_definition() -> None:
    english = get_pack("_template").localized("en").procedures["general-request"]
    assert english.title != REQUEST.title
    assert english.sha256 == REQUEST.sha256
    assert english.definition_body() == REQUEST.definition_body()


def test_another_text_is_another_definition() -> None:
    assert parse(REQUEST.definition_body().replace("Clase de persona", "Persona")).sha256 != REQUEST.sha256


@pytest.mark.parametrize(
    ("body", "words_in_it"),
    [
        ("{", "no es JSON"),
        ("[]", "esquema None"),
        ('{"schema": 99, "procedure": {}}', "esquema 99"),
        (f'{{"schema": {SCHEMA_VERSION}, "procedure": {{}}}}', "no se puede leer"),
        (f'{{"schema": {SCHEMA_VERSION}}}', "no se puede leer"),
    ],
)
def test_what_cannot_be_read_says_why(body: str, words_in_it: str) -> None:
    with pytest.raises(DefinitionFault, match=words_in_it):
        parse(body)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda item: item.code)
def test_what_the_packs_define_can_be_worked(procedure: Procedure) -> None:
    assert obsolete(procedure) == ()


def test_a_definition_that_relies_on_what_is_gone_says_so() -> None:
    body = REQUEST.definition_body()
    for old, new in (('"sv.nit"', '"sv.gone"'), ("topic ==", "lost =="), ('"to":"decided"', '"to":"lost"')):
        assert old in body or old.replace('"', '\\"') in body
        body = body.replace(old, new)
    assert obsolete(parse(body)) == (
        'la condición «lost == "appeal"»: el dato «lost» no existe',
        "el campo «principal_document» admite el documento «sv.gone», que esta versión no conoce",
        "el campo «document» admite el documento «sv.gone», que esta versión no conoce",
        "la transición «answer» nombra el paso «lost», que no existe; agréguelo o corrija",
    )
