"""Legal terms: semantics that the packs' worked cases do not show, and what must hold of every term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.rules.calendars_for_tests import LAST, calendar, calendars, closed, dates, days_between
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar
from ventanilla.rules.terms import ImpossibleTerm, Stop, TermDay, TermResult, Unit, legal_term

UNITS = st.sampled_from(["business_days", "calendar_days"])
FRIDAY = date(2026, 3, 20)


@st.composite
def stops_from(draw: st.DrawFn, start: date) -> list[Stop]:
    """Up to four answered stops, overlapping as they will, none before the presentation."""
    ends = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4))
    return [
        Stop(start + timedelta(days=after), start + timedelta(days=after + length)) for after, length in ends
    ]


@st.composite
def terms(draw: st.DrawFn) -> tuple[date, int, BusinessCalendar, list[Stop]]:
    start = draw(dates(last=date(2025, 12, 31)))
    return start, draw(st.integers(1, 25)), draw(calendars()), draw(stops_from(start))


def due(start: date, days: int, calendar: BusinessCalendar, stops: Sequence[Stop] = ()) -> date:
    term = legal_term(presented=start, days=days, calendar=calendar, stops=stops)
    assert term.due is not None
    return term.due


def held(stops: Sequence[Stop]) -> set[date]:
    return {day for stop in stops for day in days_between(stop.start + timedelta(days=1), stop.end or LAST)}


# ── what the packs' worked cases do not show ─────────────────────────────────────────────────────


def test_every_day_is_explained_from_the_presentation_to_the_end() -> None:
    term = legal_term(
        presented=FRIDAY,
        days=3,
        calendar=calendar(*closed(date(2026, 3, 24), name="Fiesta"), law="Ley de Prueba"),
        stops=[Stop(date(2026, 3, 23), date(2026, 3, 25))],
    )
    assert term == TermResult(
        due=date(2026, 3, 27),
        days=(
            TermDay(date(2026, 3, 20), False, None, "día de la presentación: no se cuenta"),
            TermDay(date(2026, 3, 21), False, None, "sábado"),
            TermDay(date(2026, 3, 22), False, None, "domingo"),
            TermDay(date(2026, 3, 23), True, 1, "día 1 del plazo"),
            TermDay(date(2026, 3, 24), False, None, "Fiesta (asueto nacional)"),
            TermDay(date(2026, 3, 25), False, None, "plazo suspendido por prevención"),
            TermDay(date(2026, 3, 26), True, 2, "día 2 del plazo"),
            TermDay(date(2026, 3, 27), True, 3, "día 3 del plazo"),
        ),
        rule=(
            "3 días hábiles desde el día siguiente a la presentación (viernes 20 de marzo de 2026); "
            "días inhábiles según Ley de Prueba; suspendido por prevención: el lunes 23 de marzo de 2026 "
            "todavía cuenta, se reanuda después del miércoles 25 de marzo de 2026"
        ),
    )


def test_a_term_in_english_says_everything_in_english() -> None:
    term = legal_term(
        presented=date(2026, 3, 21),
        days=1,
        calendar=calendar(language="en", roll_end=True, law="Test Act"),
        stops=[Stop(date(2026, 3, 24))],
        unit="calendar_days",
    )
    assert [day.reason for day in term.days] == [
        "day of presentation: does not count (Saturday)",
        "Sunday",
        "day 1 of the term",
    ]
    assert term.rule == (
        "1 calendar day from the day after presentation (Saturday 21 March 2026); non-business days under the "
        "Test Act; presented on a closed day: day 1 is the next business day; suspended by a remedy notice: "
        "Tuesday 24 March 2026 still counts, not answered yet; if the last day is closed, it is due on the next "
        "business day"
    )


def test_only_the_date_of_a_moment_matters() -> None:
    zone = ZoneInfo("America/El_Salvador")
    at_night = datetime(2026, 3, 20, 23, 59, tzinfo=zone)
    assert legal_term(presented=at_night, days=10, calendar=calendar()) == legal_term(
        presented=FRIDAY, days=10, calendar=calendar()
    )


def test_stops_are_told_in_the_order_they_began() -> None:
    stops = [Stop(date(2026, 3, 25), date(2026, 3, 26)), Stop(date(2026, 3, 23), date(2026, 3, 24))]
    assert legal_term(presented=FRIDAY, days=5, calendar=calendar(), stops=stops) == legal_term(
        presented=FRIDAY, days=5, calendar=calendar(), stops=stops[::-1]
    )


def test_an_open_stop_that_begins_before_a_weekend_holds_from_its_next_day() -> None:
    term = legal_term(
        presented=date(2026, 3, 26), days=5, calendar=calendar(), stops=[Stop(date(2026, 3, 27))]
    )
    assert term.due is None
    assert [(day.n, day.reason) for day in term.days[1:]] == [
        (1, "día 1 del plazo"),
        (None, "plazo suspendido por prevención"),
    ]


def test_an_open_stop_holds_whatever_other_stops_were_answered() -> None:
    stops = [Stop(date(2026, 3, 24)), Stop(date(2026, 3, 23), date(2026, 3, 27))]
    term = legal_term(presented=FRIDAY, days=5, calendar=calendar(), stops=stops)
    assert term.due is None
    assert term.days[-1].date == date(2026, 3, 25)


def test_calendar_days_count_the_weekend_and_say_when_they_do_not() -> None:
    days = calendar(*closed(date(2026, 3, 30), name="Fiesta"), roll_end=True)
    term = legal_term(
        presented=date(2026, 3, 26),
        days=2,
        calendar=days,
        unit="calendar_days",
        stops=[Stop(date(2026, 3, 29), date(2026, 3, 31))],
    )
    assert [(day.date.day, day.n, day.reason) for day in term.days] == [
        (26, None, "día de la presentación: no se cuenta"),
        (27, 1, "día 1 del plazo"),
        (28, 2, "día 2 del plazo"),
        (29, None, "domingo: el vencimiento espera el siguiente día hábil"),
        (30, None, "plazo suspendido por prevención"),
        (31, None, "plazo suspendido por prevención"),
        (1, None, "vencimiento: el último día del plazo fue inhábil y pasa al siguiente día hábil"),
    ]
    assert term.due == date(2026, 4, 1)
    assert term.rule.endswith("si el último día es inhábil, vence el siguiente día hábil")


def test_calendar_days_end_on_a_closed_day_where_the_law_does_not_roll() -> None:
    term = legal_term(presented=date(2026, 3, 26), days=2, calendar=calendar(), unit="calendar_days")
    assert term.due == date(2026, 3, 28)


def test_calendar_days_presented_on_a_closed_day_start_on_the_next_business_day() -> None:
    days = calendar(*closed(date(2026, 3, 23)))
    term = legal_term(presented=date(2026, 3, 21), days=1, calendar=days, unit="calendar_days")
    assert term.due == date(2026, 3, 24)


def test_an_open_stop_holds_an_end_that_waits_for_its_business_day() -> None:
    term = legal_term(
        presented=date(2026, 3, 26),
        days=2,
        calendar=calendar(roll_end=True),
        unit="calendar_days",
        stops=[Stop(date(2026, 3, 28))],
    )
    assert term.due is None


@pytest.mark.parametrize(
    ("days", "stops", "words"),
    [
        (0, [], "days: un plazo tiene al menos 1 día, no 0; indique 1 o más"),
        (-3, [], "days: un plazo tiene al menos 1 día, no -3; indique 1 o más"),
        (
            5,
            [Stop(date(2026, 3, 19), date(2026, 3, 25))],
            (
                "stop: la prevención (2026-03-19) es anterior a la presentación (2026-03-20); "
                "corrija una de las dos fechas"
            ),
        ),
        (
            5,
            [Stop(date(2026, 3, 25), date(2026, 3, 24))],
            (
                "stop: la respuesta (2026-03-24) es anterior a la prevención (2026-03-25); "
                "escriba primero la prevención"
            ),
        ),
    ],
)
def test_a_term_that_contradicts_itself_is_refused_by_field(days: int, stops: list[Stop], words: str) -> None:
    with pytest.raises(ImpossibleTerm) as refused:
        legal_term(presented=FRIDAY, days=days, calendar=calendar(), stops=stops)
    assert str(refused.value) == words


def test_a_term_beyond_the_calendar_names_the_year() -> None:
    for presented, year in ((date(2026, 12, 30), 2027), (date(2027, 1, 2), 2027), (date(2024, 12, 30), 2024)):
        with pytest.raises(BeyondCalendar) as beyond:
            legal_term(presented=presented, days=2, calendar=calendar())
        assert beyond.value.year == year


# ── what holds of every term ─────────────────────────────────────────────────────────────────────


@given(terms())
def test_a_longer_term_ends_later(term: tuple[date, int, BusinessCalendar, list[Stop]]) -> None:
    start, days, calendar_, stops = term
    assert due(start, days, calendar_, stops) < due(start, days + 1, calendar_, stops)


@given(terms(), st.integers(0, 30))
def test_what_is_presented_later_never_ends_earlier(
    term: tuple[date, int, BusinessCalendar, list[Stop]], later: int
) -> None:
    start, days, calendar_, _ = term
    assert due(start, days, calendar_) <= due(start + timedelta(days=later), days, calendar_)


@given(terms(), st.booleans(), UNITS)
def test_the_end_is_a_business_day_not_stopped(
    term: tuple[date, int, BusinessCalendar, list[Stop]], roll_end: bool, unit: Unit
) -> None:
    start, days, plain, stops = term
    assume(unit == "business_days" or roll_end)
    calendar_ = BusinessCalendar(
        plain.first, plain.last, plain.closures, weekend=plain.weekend, roll_end=roll_end
    )
    end = legal_term(presented=start, days=days, calendar=calendar_, stops=stops, unit=unit).due
    assert end is not None
    assert calendar_.is_business_day(end)
    assert end > start
    assert end not in held(stops)


@given(terms())
def test_without_stops_a_term_is_the_nth_business_day(
    term: tuple[date, int, BusinessCalendar, list[Stop]],
) -> None:
    start, days, calendar_, _ = term
    assert due(start, days, calendar_) == calendar_.add(start, days)


@given(terms(), st.integers(0, 40), st.integers(0, 20))
def test_a_stop_moves_the_end_by_the_business_days_it_covers(
    term: tuple[date, int, BusinessCalendar, list[Stop]], after: int, length: int
) -> None:
    start, days, calendar_, _ = term
    plain = due(start, days, calendar_)
    stop = Stop(start + timedelta(days=after), start + timedelta(days=after + length))
    assert stop.end is not None
    covered = calendar_.count(stop.start, stop.end)
    stopped = due(start, days, calendar_, [stop])
    if stop.start >= plain or covered == 0:
        assert stopped == plain
    else:
        assert stopped == calendar_.add(plain, covered)


@given(terms())
def test_stops_are_the_union_of_their_days(term: tuple[date, int, BusinessCalendar, list[Stop]]) -> None:
    start, days, calendar_, stops = term
    free = [
        day
        for day in days_between(start + timedelta(days=1), LAST)
        if calendar_.is_business_day(day) and day not in held(stops)
    ]
    assert due(start, days, calendar_, stops) == free[days - 1]


@given(terms(), UNITS)
def test_the_explanation_agrees_with_the_end(
    term: tuple[date, int, BusinessCalendar, list[Stop]], unit: Unit
) -> None:
    start, days, calendar_, stops = term
    result = legal_term(presented=start, days=days, calendar=calendar_, stops=stops, unit=unit)
    assert result.due is not None
    assert [day.date for day in result.days] == days_between(start, result.due)
    counting = [day for day in result.days if day.counts]
    assert [day.n for day in counting] == list(range(1, days + 1))
    assert counting[-1].date == result.due
    assert all(day.reason for day in result.days)
    for day in result.days[1:]:
        if day.counts:
            assert day.date not in held(stops)
            assert unit == "calendar_days" or calendar_.is_business_day(day.date)
        else:
            assert day.n is None
            assert day.date in held(stops) or not calendar_.is_business_day(day.date)


@given(terms())
def test_an_unanswered_stop_holds_a_term_that_has_not_ended(
    term: tuple[date, int, BusinessCalendar, list[Stop]],
) -> None:
    start, days, calendar_, stops = term
    plain = due(start, days, calendar_, stops)
    for notice in days_between(start, plain + timedelta(days=1)):
        end = legal_term(presented=start, days=days, calendar=calendar_, stops=[*stops, Stop(notice)]).due
        assert end == (plain if notice >= plain else None)


@given(terms(), st.integers(0, 60))
def test_one_more_closed_day_never_ends_a_term_earlier(
    term: tuple[date, int, BusinessCalendar, list[Stop]], offset: int
) -> None:
    presented, days, before, stops = term
    decreed = presented + timedelta(days=offset)
    assume(decreed <= before.last)
    closures = {**before.closures, decreed: (*before.closures.get(decreed, ()), *closed(decreed))}
    after = BusinessCalendar(before.first, before.last, closures, weekend=before.weekend)
    try:
        old = legal_term(presented=presented, days=days, calendar=before, stops=stops).due
        new = legal_term(presented=presented, days=days, calendar=after, stops=stops).due
    except BeyondCalendar:
        assume(False)
    assert old is not None
    assert new is not None
    assert new >= old
    assert after.is_business_day(new)
    if decreed > old or not before.is_business_day(decreed):
        assert new == old
