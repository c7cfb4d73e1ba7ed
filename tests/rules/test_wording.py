"""Dates and titles as they read in a sentence, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from ventanilla.rules.wording import day_and_month, in_sentence, known_language, long_date, weekday_name

DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("language", "known"),
    [("es", "es"), ("es-SV", "es"), ("en", "en"), ("en-GB", "en"), ("EN", "en"), ("fr", "es"), ("", "es")],
)
def test_only_english_is_spoken_beside_spanish(language: str, known: str) -> None:
    assert known_language(language) == known


def test_dates_read_as_people_write_them() -> None:
    assert weekday_name(DAY) == "viernes"
    assert day_and_month(DAY) == "viernes 20 de marzo"
    assert long_date(DAY) == "viernes 20 de marzo de 2026"
    assert weekday_name(DAY, "en") == "Friday"
    assert day_and_month(DAY, "en") == "Friday 20 March"
    assert long_date(DAY, "en") == "Friday 20 March 2026"


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Asueto nacional", "asueto nacional"), ("IVA por pagar", "IVA por pagar"), ("", ""), ("Á", "á")],
)
def test_a_title_loses_its_capital_inside_a_sentence(title: str, expected: str) -> None:
    assert in_sentence(title) == expected
