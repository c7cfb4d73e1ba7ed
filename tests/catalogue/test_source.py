"""The strict reader of YAML: what it takes, what it refuses, and the line of each value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue import source
from ventanilla.catalogue.source import parse_document, read_document


def rules(text: str) -> list[tuple[str, int]]:
    return [(fault.rule, fault.line) for fault in parse_document("x.yaml", text).faults]


def test_values_are_read_as_written() -> None:
    text = """
name: Mesa
flag: true
count: 25
share: 1.5
nothing: null
tilde: ~
blank:
date: 2026-03-10
version: 1.2.3
quoted: "012"
yes_quoted: 'no'
list: [a, 2, -3, false]
block: |
  uno
  dos
"""
    document = parse_document("x.yaml", text)
    assert document.faults == ()
    assert document.data == {
        "name": "Mesa",
        "flag": True,
        "count": 25,
        "share": 1.5,
        "nothing": None,
        "tilde": None,
        "blank": None,
        "date": "2026-03-10",
        "version": "1.2.3",
        "quoted": "012",
        "yes_quoted": "no",
        "list": ("a", 2, -3, False),
        "block": "uno\ndos\n",
    }


def test_every_value_knows_its_line() -> None:
    document = parse_document("x.yaml", "a: 1\nb:\n  - c: 2\n    d: 3\n  - {c: 4}\n")
    steps = [("a",), ("b",), ("b", 0), ("b", 0, "d"), ("b", 1, "c")]
    assert [document.line(step) for step in steps] == [1, 2, 3, 4, 5]
    assert document.line(("b", 0, "missing", 3)) == 3
    assert document.line(("missing",)) == 1
    assert document.fault(("b", 1), "unknown-key", "x").line == 5


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y", "N", "True", "TRUE", "False"])
def test_old_booleans_are_refused_unquoted(word: str) -> None:
    assert rules(f"a: 1\nb: {word}\n") == [("old-boolean", 2)]
    assert parse_document("x.yaml", f"b: '{word}'").data == {"b": word}


@pytest.mark.parametrize("number", ["012", "0o17", "0x1F", "0b11", "12:30", "1:02:03", "-017", "007"])
def test_numbers_that_yaml_misreads_are_refused_unquoted(number: str) -> None:
    assert rules(f"a: {number}\n") == [("misread-number", 1)]


@pytest.mark.parametrize("text", ["019", "08", "0"])
def test_leading_zeros_are_refused_and_zero_is_not(text: str) -> None:
    assert rules(f"a: {text}") == ([] if text == "0" else [("misread-number", 1)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x [1]\nb: *x\n", [("alias", 1)]),
        ("a: &x {k: 1}\nb:\n  <<: *x\n", [("alias", 3)]),
        ("a: 1\na: 2\n", [("duplicate-key", 2)]),
        ("a:\n  b: 1\n  b: 1\n", [("duplicate-key", 3)]),
        ("a: !!set {x}\n", [("tag", 1)]),
        ("a: !custom x\n", [("tag", 1)]),
        ("? [a, b]\n: 1\n", [("key-not-text", 1)]),
        ("true: 1\n", [("key-not-text", 1)]),
        ("a: [1\n", [("yaml", 2)]),
        ("a: 1\n---\nb: 2\n", [("yaml", 2)]),
        ("- a\n", [("yaml", 1)]),
        ("", [("yaml", 1)]),
        ("a: 1\nb: \x07\n", [("yaml", 2)]),
    ],
)
def test_traps_are_refused_on_their_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert rules(text) == expected


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    found = rules("\n".join(levels))
    assert found
    assert {rule for rule, _ in found} == {"alias"}


def test_depth_is_limited() -> None:
    assert rules("a: " + "[" * 40 + "]" * 40) == [("too-deep", 1)]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("a: 1\nb: año\n".encode("latin-1"))
    fault = read_document(tmp_path, "x.yaml").faults[0]
    assert (fault.rule, fault.line) == ("encoding", 2)


def test_a_byte_order_mark_is_taken(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("\ufeffa: año\n".encode())
    assert read_document(tmp_path, "x.yaml").data == {"a": "año"}


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"a: " + b"x" * source.MAX_BYTES)
    assert [fault.rule for fault in read_document(tmp_path, "x.yaml").faults] == ["file-too-large"]


@given(st.text())
def test_no_text_raises(text: str) -> None:
    document = parse_document("x.yaml", text)
    assert document.faults or isinstance(document.data, dict)
