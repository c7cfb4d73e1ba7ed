"""Case numbers: written by a pattern, and found again in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue import get_pack, pack_codes
from ventanilla.rules.numbering import UnreadablePattern, case_number, find_numbers, pattern_faults

PATTERN = "{prefix}-{year}-{seq:06d}"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (PATTERN, "DGA-2026-000123"),
        ("{year}/{seq:04d}", "2026/0123"),
        ("MESA.{seq:03d}/{year}-X", "MESA.123/2026-X"),
        ("{prefix}#{year}-A-{seq:09d}", "DGA#2026-A-000000123"),
    ],
)
def test_a_pattern_writes_a_number(pattern: str, expected: str) -> None:
    assert case_number(pattern, 2026, 123, "DGA") == expected


def test_a_sequence_wider_than_its_field_is_written_whole_and_read_back() -> None:
    assert case_number(PATTERN, 2026, 1_234_567, "DGA") == "DGA-2026-1234567"
    assert find_numbers("Caso DGA-2026-1234567.", PATTERN) == ("DGA-2026-1234567",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Re: [#DGA-2026-000123] Consulta", ("DGA-2026-000123",)),
        ("dga-2026-000123 y DGA-2026-000123", ("DGA-2026-000123",)),
        ("DGA-2026-000124, antes DGA-2026-000123", ("DGA-2026-000124", "DGA-2026-000123")),
        ("DGA\u20112026\u2013000123", ("DGA-2026-000123",)),
        ("caso_DGA-2026-000123_v2", ("DGA-2026-000123",)),
        ("DGA-2026-00123", ()),
        ("DGA-2026-0001234", ()),
        ("DGA-26-000123", ()),
        ("DGA-2026-000123A", ()),
        ("2DGA-2026-000123", ()),
        ("-2026-000123", ()),
        ("DGA-2026-\u0660\u0660\u0660\u0661\u0662\u0663", ()),
        ("", ()),
    ],
)
def test_numbers_are_found_in_free_text(text: str, expected: tuple[str, ...]) -> None:
    assert find_numbers(text, PATTERN) == expected


def test_only_the_prefixes_asked_for_count() -> None:
    text = "DGA-2026-000123 SIP-2026-000009 XDGA-2026-000001"
    assert find_numbers(text, PATTERN, {"DGA", "SIP"}) == ("DGA-2026-000123", "SIP-2026-000009")
    assert find_numbers("2026/0123", "{year}/{seq:04d}", {"DGA"}) == ("2026/0123",)


FIELDS = "case_number: los campos son {prefix}, {year} y {seq:06d}, separados por"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{seq:06d}", "case_number: falta el campo {year}; escríbalo una vez"),
        ("{prefix}-{year}", "case_number: falta el campo {seq:06d}; escríbalo una vez"),
        ("{year}-{seq:06d}-{year}", "case_number: el campo year está repetido; déjelo una vez"),
        ("{year}-{seq:06d}-{seq:03d}", "case_number: el campo seq está repetido; déjelo una vez"),
        ("{year}{seq:06d}", FIELDS),
        ("{year}-1{seq:06d}", FIELDS),
        ("DGA{year}-{seq:06d}", FIELDS),
        ("{year}-{seq:06d}9", FIELDS),
        ("dga-{year}-{seq:06d}", FIELDS),
        ("{unit}-{year}-{seq:06d}", FIELDS),
        ("{year} {seq:06d}", FIELDS),
    ],
)
def test_a_pattern_that_would_not_read_back_is_refused(pattern: str, expected: str) -> None:
    faults = pattern_faults(pattern)
    assert len(faults) == 1
    assert faults[0].startswith(expected)
    with pytest.raises(UnreadablePattern, match="case_number: "):
        case_number(pattern, 2026, 1, "DGA")
    with pytest.raises(UnreadablePattern):
        find_numbers("", pattern)


@pytest.mark.parametrize(
    ("year", "seq", "prefix", "words"),
    [
        (26, 1, "DGA", "year: debe tener cuatro cifras, no 26"),
        (2026, 0, "DGA", "seq: debe ser 1 o más, no 0"),
        (2026, 1, "", "prefix: «» no sirve"),
        (2026, 1, "dga", "prefix: «dga» no sirve"),
        (2026, 1, "D-A", "prefix: «D-A» no sirve"),
    ],
)
def test_a_value_that_cannot_be_in_a_number_is_named(year: int, seq: int, prefix: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        case_number(PATTERN, year, seq, prefix)


@given(
    st.sampled_from([PATTERN, "{year}/{seq:04d}", "MESA.{seq:03d}/{year}-X", "{seq:09d}.{year}#{prefix}"]),
    st.integers(1900, 9999),
    st.integers(1, 10**10),
    st.from_regex(r"[A-Z][A-Z0-9]{0,11}", fullmatch=True),
    st.sampled_from(["Re: [{}]", "caso {}, gracias", "{}", "({})\n"]),
)
def test_what_is_written_is_found_again(pattern: str, year: int, seq: int, prefix: str, around: str) -> None:
    number = case_number(pattern, year, seq, prefix)
    assert find_numbers(around.format(number.lower()), pattern) == (number,)


def test_the_patterns_of_the_packs_are_good() -> None:
    for code in pack_codes():
        pack = get_pack(code)
        assert pattern_faults(pack.case_number) == ()
        number = case_number(pack.case_number, 2026, 1, pack.case_prefix)
        assert find_numbers(number, pack.case_number) == (number,)
