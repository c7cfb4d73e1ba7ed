"""Bars that a reader reads back: known symbols, the check, and the round trip of any number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.rules.code128 import _WIDTHS, LONGEST, QUIET, code128, code128_svg


def read_back(widths: tuple[int, ...]) -> str:
    """What a reader makes of the bars: each symbol by its widths, the check held against the rest."""
    signs = ["".join(map(str, widths[start : start + 6])) for start in range(0, len(widths) - 7, 6)]
    signs.append("".join(map(str, widths[-7:])))
    values = [_WIDTHS.index(sign) for sign in signs]
    start, *said, check, stop = values
    assert (start, stop) == (104, 106)
    assert check == (start + sum(place * value for place, value in enumerate(said, start=1))) % 103
    return "".join(chr(value + 32) for value in said)


def test_a_known_symbol() -> None:
    """«Wikipedia» in set B has the check value 88 (the worked example of the encyclopedia's article)."""
    widths = code128("Wikipedia")
    assert "".join(map(str, widths[-13:-7])) == _WIDTHS[88]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=LONGEST))
def test_what_is_written_reads_back(text: str) -> None:
    assert read_back(code128(text)) == text


def test_each_symbol_is_eleven_modules_and_unlike_the_others() -> None:
    assert len(set(_WIDTHS)) == 107
    assert {sum(map(int, sign)) for sign in _WIDTHS[:106]} == {11}
    assert sum(map(int, _WIDTHS[106])) == 13


@pytest.mark.parametrize("text", ["", "Ñ", "A\n", "x" * (LONGEST + 1)])
def test_what_has_no_sign_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="código de barras"):
        code128(text)


def test_the_image_has_its_quiet_zones_and_every_bar() -> None:
    number = "DGA-2026-000123"
    svg = code128_svg(number)
    bars = [(int(at), int(width)) for at, width in re.findall(r"M(\d+) 0h(\d+)v", svg)]
    widths = code128(number)
    assert bars[0][0] == QUIET
    assert [width for _, width in bars] == list(widths[::2])
    assert bars[-1][0] + bars[-1][1] == QUIET + sum(widths)
