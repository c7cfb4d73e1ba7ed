"""Conditions: the part of CEL that packs may use, and its evaluation over facts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue import conditions
from ventanilla.catalogue.conditions import ConditionFault, compiled, holds
from ventanilla.catalogue.expressions import ExpressionFault, FactType, parse

TYPES: dict[str, FactType] = {"topic": "string", "amount": "number", "urgent": "bool", "means": "list"}
FACTS: dict[str, Any] = {"topic": "bonds", "amount": 12.5, "urgent": True, "means": ["email", "phone"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('topic == "bonds"', True),
        ("topic != 'bonds'", False),
        ("urgent", True),
        ("!urgent", False),
        ("!!urgent && true", True),
        ("urgent == false || amount > 12", True),
        ("amount >= 12.5 && amount <= 13 && amount < 12.6", True),
        ("amount > -1", True),
        ('topic in ["bonds", "courier"]', True),
        ('"email" in means', True),
        ("topic in means", False),
        ("amount in [1, 12.5]", True),
        ("size(means) == 2", True),
        ("size(topic) > 4", True),
        ('(topic == "x" || urgent) && !(amount == 3)', True),
        ("means == []", False),
        ("topic in []", False),
        ("'2026-01-02' > \"2026-01-01\"", True),
    ],
)
def test_conditions_hold_over_facts(text: str, expected: bool) -> None:
    assert holds(text, FACTS) is expected
    parse(text, TYPES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urgent", False),
        ("!urgent", True),
        ('topic == ""', True),
        ("amount < 1", True),
        ('"email" in means', False),
        ("size(means) == 0", True),
        ("means == []", True),
        ("topic == other", True),
    ],
)
def test_a_missing_fact_counts_as_empty(text: str, expected: bool) -> None:
    assert holds(text, {}) is expected
    assert holds(text, {}, {**TYPES, "other": "string"}) is expected


def test_a_missing_fact_is_filled_by_its_declared_type_first() -> None:
    assert holds("size(x) == 0", {}, {"x": "string"})
    assert holds("a == b", {}, {"a": "number", "b": "number"})


def test_threads_share_a_compiled_condition() -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda n: holds("amount > 49", {"amount": n}), range(100)))
    assert answers == [n > 49 for n in range(100)]


def test_no_fact_is_none() -> None:
    assert holds('topic == ""', {"topic": None})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "cel-syntax"),
        ("urgent &&", "cel-syntax"),
        ("urgent urgent", "cel-syntax"),
        ("(urgent", "cel-syntax"),
        ("urgent)", "cel-syntax"),
        ("topic in", "cel-syntax"),
        ("in == 3", "cel-syntax"),
        ('topic == ["a" "b"]', "cel-syntax"),
        ("size()", "cel-syntax"),
        ("amount = 3", "cel-forbidden"),
        ("amount + 1 == 2", "cel-forbidden"),
        ("topic.size() > 1", "cel-forbidden"),
        ("means[0] == 'x'", "cel-syntax"),
        ("means.exists(m, m == 'x')", "cel-forbidden"),
        ("urgent ? true : false", "cel-forbidden"),
        ("{'a': 1} == 3", "cel-forbidden"),
        ("amount == 012", "cel-forbidden"),
        ("amount == 1u", "cel-forbidden"),
        ('topic == "a\\n"', "cel-forbidden"),
        ("topic == 'x' // c", "cel-forbidden"),
        ("has(topic)", "cel-unknown-function"),
        ("int(amount) == 1", "cel-unknown-function"),
        ("unknown == 1", "cel-unknown-variable"),
        ("topic", "cel-type"),
        ("amount", "cel-type"),
        ("'x'", "cel-type"),
        ("size(means)", "cel-type"),
        ("topic == 3", "cel-type"),
        ("3 == topic", "cel-type"),
        ("topic && urgent", "cel-type"),
        ("urgent || topic", "cel-type"),
        ("!topic", "cel-type"),
        ("urgent < true", "cel-type"),
        ("means < means", "cel-type"),
        ("amount in ['a']", "cel-type"),
        ("topic in topic", "cel-type"),
        ("means in means", "cel-type"),
        ("size(amount) == 1", "cel-type"),
        ("topic in ['a', 1]", "cel-type"),
        ("topic in [topic]", "cel-type"),
        ("topic in [true]", "cel-type"),
        ("[] && urgent", "cel-type"),
        ("x" * 501, "cel-too-long"),
    ],
)
def test_what_a_pack_may_not_say(text: str, rule: str) -> None:
    with pytest.raises(ExpressionFault) as raised:
        parse(text, TYPES)
    assert raised.value.rule == rule
    assert str(raised.value)


def test_types_are_inferred_where_none_are_declared() -> None:
    expression = parse('a && b == "x" && c > 1 && "y" in d && size(e) > 0 && f in ["z"] && g in [] && h in i')
    assert dict(expression.variables) == {
        "a": "bool", "b": "string", "c": "number", "d": "list", "e": "list", "f": "string", "g": "string",
        "h": "string", "i": "list",
    }  # fmt: skip
    assert parse("a == b").variables["a"] is None
    with pytest.raises(ExpressionFault):
        parse('a == "x" || a == 1')


def test_an_expression_names_what_it_compares() -> None:
    expression = parse('a == "x" || "y" != a || a in ["z", "w"] || "m" in b')
    assert expression.compared == (("a", "x"), ("a", "y"), ("a", "z"), ("a", "w"), ("b", "m"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("amount > 3", {"amount": "many"}),
        ("urgent", {"urgent": "yes"}),
        ("urgent && true", {"urgent": 1}),
        ("topic +", {}),
        ("'a' in topic", {"topic": "abc"}),
    ],
)
def test_a_condition_that_cannot_be_evaluated_says_so(text: str, facts: dict[str, Any]) -> None:
    with pytest.raises(ConditionFault) as raised:
        holds(text, facts)
    assert raised.value.expression == text
    assert text in str(raised.value)


def test_what_cel_itself_refuses_is_a_fault_too() -> None:
    with pytest.raises(ConditionFault):
        compiled("a == 9999999999999999999999")


def test_the_compiled_part_of_cel_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert conditions._cel() is sys.modules["cel.cel"]
    monkeypatch.delitem(sys.modules, "cel.cel")
    monkeypatch.setattr(conditions, "EXTENSION_SUFFIXES", [])
    with pytest.raises(ModuleNotFoundError, match="common-expression-language"):
        conditions._cel()


Python = Callable[[dict[str, Any]], bool]
atoms = st.sampled_from(
    [
        ('topic == "bonds"', lambda f: f["topic"] == "bonds"),
        ("amount < 10", lambda f: f["amount"] < 10),
        ("urgent", lambda f: f["urgent"]),
        ('"email" in means', lambda f: "email" in f["means"]),
        ("size(means) >= 1", lambda f: len(f["means"]) >= 1),
        ('topic in ["a", "bonds"]', lambda f: f["topic"] in ["a", "bonds"]),
    ]
)


def joined(children: st.SearchStrategy[tuple[str, Python]]) -> st.SearchStrategy[tuple[str, Python]]:
    return st.one_of(
        children.map(lambda c: (f"!({c[0]})", lambda f: not c[1](f))),
        st.tuples(children, children).map(
            lambda c: (f"({c[0][0]} && {c[1][0]})", lambda f: c[0][1](f) and c[1][1](f))
        ),
        st.tuples(children, children).map(
            lambda c: (f"({c[0][0]} || {c[1][0]})", lambda f: c[0][1](f) or c[1][1](f))
        ),
    )


@given(
    st.recursive(atoms, joined, max_leaves=8),
    st.fixed_dictionaries(
        {
            "topic": st.sampled_from(["", "a", "bonds", "x"]),
            "amount": st.integers(-5, 20) | st.floats(-5, 20),
            "urgent": st.booleans(),
            "means": st.lists(st.sampled_from(["email", "phone"]), max_size=2),
        }
    ),
)
def test_what_the_parser_takes_cel_evaluates(case: tuple[str, Python], facts: dict[str, Any]) -> None:
    text, oracle = case
    parse(text, TYPES)
    assert holds(text, facts) is bool(oracle(facts))
