"""The sentence that says whether the desk attends now, until when, or when it next will."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.rules.calendars_for_tests import calendar, closed
from ventanilla.rules.attention import attention
from ventanilla.rules.calendars import BusinessCalendar
from ventanilla.rules.hours import WeeklyHours

OFFICE = WeeklyHours.parse("mon-fri 08:00-12:00,13:00-17:00")
ALWAYS = WeeklyHours.parse("mon-sun 00:00-24:00")
EVENING = WeeklyHours.parse("mon-fri 18:00-24:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(language: str = "es") -> BusinessCalendar:
    """10 March 2026 is a Tuesday; the 11th is closed, and so is 31 December."""
    return calendar(
        *closed(date(2026, 3, 11), date(2026, 3, 14), date(2025, 12, 31), name="Fiesta"), language=language
    )


@pytest.mark.parametrize(
    ("hours", "moment", "text"),
    [
        (OFFICE, "2026-03-10T09:00", "Atiende ahora. Cierra hoy a las 12:00."),
        (OFFICE, "2026-03-10T12:30", "Cerrado en este momento. Abre hoy a las 13:00."),
        (
            OFFICE,
            "2026-03-09T18:00",
            "Cerrado en este momento. Abre mañana, martes 10 de marzo, a las 08:00.",
        ),
        (OFFICE, "2026-03-10T17:00", "Cerrado en este momento. Abre el jueves 12 de marzo a las 08:00."),
        (
            OFFICE,
            "2026-03-11T09:00",
            "Cerrado hoy: Fiesta (asueto nacional). Abre mañana, jueves 12 de marzo, a las 08:00.",
        ),
        (OFFICE, "2026-03-14T09:00", "Cerrado en este momento. Abre el lunes 16 de marzo a las 08:00."),
        (
            OFFICE,
            "2025-12-31T09:00",
            "Cerrado hoy: Fiesta (asueto nacional). Abre mañana, jueves 1 de enero de 2026, a las 08:00.",
        ),
        (EVENING, "2026-03-10T20:00", "Atiende ahora. Cierra hoy a las 24:00."),
        (ALWAYS, "2026-03-10T20:00", "Atiende ahora. Cierra hoy a las 24:00."),
        (ALWAYS, "2026-03-09T20:00", "Atiende ahora. Cierra mañana, martes 10 de marzo, a las 24:00."),
        (ALWAYS, "2026-04-01T20:00", "Atiende ahora, las 24 horas."),
        (
            OFFICE,
            "2026-12-31T18:00",
            "Cerrado en este momento. El calendario publicado no alcanza a decir cuándo abre.",
        ),
        (OFFICE, "2027-01-04T09:00", "El calendario publicado no alcanza a decir cuándo abre."),
    ],
)
def test_the_state_of_the_desk_is_said_in_words(hours: WeeklyHours, moment: str, text: str) -> None:
    assert attention(at(moment), hours, days()).text == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-03-10T09:00", "Attending now. Closes today at 12:00."),
        ("2026-03-09T18:00", "Closed at this moment. Opens tomorrow, Tuesday 10 March, at 08:00."),
        ("2026-03-10T17:00", "Closed at this moment. Opens on Thursday 12 March at 08:00."),
    ],
)
def test_the_state_of_the_desk_is_said_in_english(moment: str, text: str) -> None:
    assert attention(at(moment), OFFICE, days("en")).text == text


def test_the_moments_stand_beside_the_words() -> None:
    opened = attention(at("2026-03-10T09:00"), OFFICE, days())
    assert (opened.is_open, opened.until, opened.next_at) == (True, at("2026-03-10T12:00"), None)
    shut = attention(at("2026-03-10T12:00"), OFFICE, days())
    assert (shut.is_open, shut.until, shut.next_at) == (False, None, at("2026-03-10T13:00"))
    unknown = attention(at("2031-01-01T00:00"), OFFICE, days())
    assert (unknown.is_open, unknown.until, unknown.next_at) == (False, None, None)


def test_the_last_days_of_the_calendar_are_attended_to_their_end() -> None:
    assert attention(at("2026-12-31T14:00"), OFFICE, days()).text == "Atiende ahora. Cierra hoy a las 17:00."
