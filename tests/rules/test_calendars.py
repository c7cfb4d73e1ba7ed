"""Business calendars: what closes a day, why, and arithmetic over the days that count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars_for_tests import FIRST, LAST, calendar, calendars, closed, dates, days_between
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar, Closure

GOOD_FRIDAY = Closure(date(2026, 4, 3), "Viernes Santo", "national")
HOLY_SATURDAY = Closure(date(2026, 4, 4), "Sábado Santo", "national")


def test_a_day_is_closed_by_the_weekend_by_a_closure_or_by_both() -> None:
    days = calendar(GOOD_FRIDAY, HOLY_SATURDAY)
    assert days.reason_closed(date(2026, 4, 2)) is None
    assert days.reason_closed(date(2026, 4, 3)) == "Viernes Santo (asueto nacional)"
    assert days.reason_closed(date(2026, 4, 4)) == "sábado y Sábado Santo (asueto nacional)"
    assert days.reason_closed(date(2026, 4, 5)) == "domingo"
    assert [days.is_business_day(date(2026, 4, day)) for day in range(2, 7)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_hours_look_at_closures_and_not_at_the_weekend() -> None:
    days = calendar(GOOD_FRIDAY, HOLY_SATURDAY)
    assert [days.is_closed(date(2026, 4, day)) for day in range(2, 7)] == [False, True, True, False, False]


def test_the_reason_names_class_civic_date_and_what_is_not_confirmed() -> None:
    moved = Closure(date(2026, 5, 25), "Batalla", "local", moved_from=date(2026, 5, 24), confirmed=False)
    assert calendar(moved, titles={"local": "Feriado local"}).reason_closed(moved.date) == (
        "Batalla (feriado local, trasladado del domingo 24 de mayo de 2026, por confirmar)"
    )
    assert calendar(moved, HOLY_SATURDAY, titles={}, language="en").reason_closed(moved.date) == (
        "Batalla (local, moved from Sunday 24 May 2026, to be confirmed)"
    )
    assert calendar(HOLY_SATURDAY, language="en-GB").reason_closed(HOLY_SATURDAY.date) == (
        "Saturday and Sábado Santo (asueto nacional)"
    )


def test_the_first_of_several_closures_gives_the_reason() -> None:
    vacation = Closure(GOOD_FRIDAY.date, "Vacación", "vacation")
    assert calendar(GOOD_FRIDAY, vacation).reason_closed(vacation.date) == "Viernes Santo (asueto nacional)"
    assert calendar(vacation, GOOD_FRIDAY).reason_closed(vacation.date) == (
        "Vacación (vacación de empleados públicos)"
    )


def test_another_weekend_closes_other_days() -> None:
    days = calendar(weekend=frozenset({4}))
    assert days.reason_closed(date(2026, 4, 3)) == "viernes"
    assert days.is_business_day(date(2026, 4, 4))


def test_the_days_of_a_year_come_by_date_without_ordinary_weekends() -> None:
    days = calendar(HOLY_SATURDAY, GOOD_FRIDAY, *closed(date(2025, 12, 25)))
    assert days.days(2026) == (GOOD_FRIDAY, HOLY_SATURDAY)
    assert [day.date for day in days.days(2025)] == [date(2025, 12, 25)]


def test_the_next_business_day_may_be_the_day_itself_if_asked() -> None:
    days = calendar(GOOD_FRIDAY)
    assert days.next_business_day(date(2026, 4, 2)) == date(2026, 4, 6)
    assert days.next_business_day(date(2026, 4, 2), inclusive=True) == date(2026, 4, 2)
    assert days.next_business_day(date(2026, 4, 3), inclusive=True) == date(2026, 4, 6)


def test_the_nth_business_day_never_counts_the_day_itself() -> None:
    days = calendar(GOOD_FRIDAY)
    assert days.add(date(2026, 4, 1), 1) == date(2026, 4, 2)
    assert days.add(date(2026, 4, 1), 2) == date(2026, 4, 6)
    assert days.add(date(2026, 4, 4), 1) == date(2026, 4, 6)


@pytest.mark.parametrize("n", [0, -1])
def test_fewer_than_one_business_day_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match=f"n: el número de días hábiles debe ser 1 o más, no {n}"):
        calendar().add(date(2026, 4, 1), n)


def test_counting_backwards_gives_nothing() -> None:
    assert calendar().count(date(2026, 4, 8), date(2026, 4, 1)) == 0


@pytest.mark.parametrize(("day", "year"), [(date(2027, 1, 1), 2027), (date(2024, 12, 31), 2024)])
def test_a_date_beyond_the_calendar_names_the_year(day: date, year: int) -> None:
    days = calendar()
    for ask in (
        lambda: days.is_business_day(day),
        lambda: days.is_closed(day),
        lambda: days.reason_closed(day),
        lambda: days.next_business_day(day),
        lambda: days.add(day, 1),
        lambda: days.count(day, date(2026, 1, 1)),
        lambda: days.count(date(2026, 1, 1), day),
        lambda: days.days(year),
    ):
        with pytest.raises(BeyondCalendar) as beyond:
            ask()
        assert beyond.value.year == year
        assert str(beyond.value) == (
            f"El calendario publicado va de 2025 a 2026 y no incluye el año {year}: "
            f"publique el calendario de {year} antes de calcular esta fecha."
        )


def test_running_out_of_business_days_names_the_next_year() -> None:
    for ask in (lambda: calendar().add(date(2026, 12, 30), 2), lambda: calendar().next_business_day(LAST)):
        with pytest.raises(BeyondCalendar) as beyond:
            ask()
        assert beyond.value.year == 2027


def test_a_calendar_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match=r"`last` .* is before `first`"):
        BusinessCalendar(LAST, FIRST, {})
    with pytest.raises(ValueError, match="leaves no day of the week"):
        BusinessCalendar(FIRST, LAST, {}, weekend=frozenset(range(7)))


@given(calendars(), dates(last=date(2026, 6, 30)), st.integers(1, 60))
def test_add_and_count_undo_each_other(days: BusinessCalendar, day: date, n: int) -> None:
    due = days.add(day, n)
    assert days.is_business_day(due)
    assert days.count(day, due) == n
    assert days.count(day, due - timedelta(days=1)) == n - 1


@given(calendars(), dates(last=date(2026, 6, 30)), st.integers(1, 60))
def test_add_is_what_walking_day_by_day_gives(days: BusinessCalendar, day: date, n: int) -> None:
    walked = [item for item in days_between(day + timedelta(days=1), LAST) if days.is_business_day(item)]
    assert days.add(day, n) == walked[n - 1]
    assert days.next_business_day(day) == walked[0]


@given(calendars(), dates())
def test_a_day_is_business_unless_there_is_a_reason(days: BusinessCalendar, day: date) -> None:
    assert days.is_business_day(day) == (day.weekday() not in days.weekend and not days.is_closed(day))
    assert days.is_business_day(day) == (days.reason_closed(day) is None)
