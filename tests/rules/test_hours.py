"""Hours of attention: reading a timetable, and time measured inside it, minute by minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars_for_tests import calendar, closed
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.hours import UnreadableHours, WeeklyHours

OFFICE = WeeklyHours.parse("mon-fri 08:00-12:00,13:00-17:00; sat 08:00-12:00")
ALWAYS = WeeklyHours.parse("mon-sun 00:00-24:00")
# 9 to 15 March 2026 are Monday to Sunday; Wednesday the 11th is closed.
DAYS = calendar(*closed(date(2026, 3, 11), name="Fiesta"), titles={"national": "Asueto nacional"})
ZONE = ZoneInfo("America/Guayaquil")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("mon-fri 08:00-17:00", "mon,tue,wed,thu,fri 08:00-17:00"),
        ("MON-Wed 08:00-17:00;", "  mon 08:00-17:00 ; tue-wed  08:00-17:00"),
        ("mon 13:00-17:00,08:00-12:00", "mon 08:00-12:00; mon 13:00-17:00"),
        ("sat-mon 00:00-24:00", "sat,sun,mon 00:00-24:00"),
        ("mon 08:00-12:00,12:00-17:00", "mon 12:00-17:00,08:00-12:00"),
    ],
)
def test_a_timetable_may_be_written_in_several_ways(text: str, same: str) -> None:
    assert WeeklyHours.parse(text) == WeeklyHours.parse(same)


def test_a_timetable_is_minutes_by_weekday() -> None:
    split = ((480, 720), (780, 1020))
    assert OFFICE.week == (split, split, split, split, split, ((480, 720),), ())
    assert ALWAYS.week == (((0, 1440),),) * 7


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "horario: está vacío; escriba, por ejemplo, «mon-fri 08:00-17:00»"),
        (" ; ", "horario: está vacío"),
        ("mon", "horario: «mon» no se entiende; escriba los días y luego las horas"),
        ("mon 08:00-12:00 13:00-17:00", "horario: «mon 08:00-12:00 13:00-17:00» no se entiende"),
        ("lun 08:00-17:00", "horario: «lun» no es un día; use mon, tue"),
        ("mon-vie 08:00-17:00", "horario: «mon-vie» no es un día"),
        ("mon- 08:00-17:00", "horario: «mon-» no es un día"),
        ("mon,-fri 08:00-17:00", "horario: «-fri» no es un día"),
        ("mon 8:00-17:00", "horario: «8:00-17:00» no es un tramo de horas; escriba HH:MM-HH:MM"),
        ("mon 08:00-17:00,", "horario: «» no es un tramo de horas"),
        ("mon 08:60-17:00", "horario: «08:60-17:00» tiene una hora que no existe; use de 00:00 a 24:00"),
        ("mon 08:00-17:75", "horario: «08:00-17:75» tiene una hora que no existe"),
        ("mon 08:00-24:01", "horario: «08:00-24:01» tiene una hora que no existe"),
        ("mon 22:00-06:00", "horario: «22:00-06:00» termina antes de empezar; si pasa de la medianoche"),
        ("mon 08:00-08:00", "horario: «08:00-08:00» termina antes de empezar"),
        ("mon 08:00-12:00,11:00-13:00", "horario: mon tiene dos tramos que se traslapan; escriba uno solo"),
        ("mon-fri 08:00-12:00; wed 11:59-13:00", "horario: wed tiene dos tramos que se traslapan"),
    ],
)
def test_a_timetable_that_cannot_be_read_says_which_piece(text: str, words: str) -> None:
    with pytest.raises(UnreadableHours) as unread:
        WeeklyHours.parse(text)
    assert str(unread.value).startswith(words)


# ── at a moment ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moment", "is_open", "opens", "closes"),
    [
        ("10T07:59", False, "10T08:00", None),
        ("10T07:59:59", False, "10T08:00", None),
        ("10T08:00", True, "10T08:00", "10T12:00"),
        ("10T11:59:59", True, "10T11:59:59", "10T12:00"),
        ("10T12:00", False, "10T13:00", None),
        ("10T13:00", True, "10T13:00", "10T17:00"),
        ("10T17:00", False, "12T08:00", None),
        ("11T10:00", False, "12T08:00", None),
        ("14T11:00", True, "14T11:00", "14T12:00"),
        ("14T12:00", False, "16T08:00", None),
        ("15T10:00", False, "16T08:00", None),
    ],
)
def test_spans_are_closed_at_their_end(moment: str, is_open: bool, opens: str, closes: str | None) -> None:
    assert OFFICE.is_open(at(moment), DAYS) == is_open
    assert OFFICE.next_opening(at(moment), DAYS) == at(opens)
    assert OFFICE.closing(at(moment), DAYS) == (None if closes is None else at(closes))


def test_a_day_may_run_into_the_next_and_a_closure_cuts_it() -> None:
    assert ALWAYS.closing(at("09T10:00"), DAYS) == at("11T00:00")
    assert ALWAYS.next_opening(at("11T10:00"), DAYS) == at("12T00:00")
    assert ALWAYS.is_open(at("12T00:00"), DAYS)
    assert ALWAYS.closing(at("12T00:00"), DAYS) is None


def test_touching_spans_are_one_stretch() -> None:
    hours = WeeklyHours.parse("mon 08:00-12:00,12:00-17:00")
    assert hours.closing(at("09T09:00"), DAYS) == at("09T17:00")


def test_the_weekend_of_the_calendar_does_not_close_hours_that_are_worked() -> None:
    assert OFFICE.is_open(at("14T09:00"), DAYS)
    assert DAYS.reason_closed(date(2026, 3, 14)) == "sábado"


def test_the_zone_of_a_moment_is_kept() -> None:
    moment = at("10T17:00").replace(tzinfo=ZONE)
    assert OFFICE.next_opening(moment, DAYS) == at("12T08:00").replace(tzinfo=ZONE)
    assert OFFICE.next_opening(moment, DAYS).tzinfo is ZONE
    closes = OFFICE.closing(at("10T16:00").replace(tzinfo=ZONE), DAYS)
    assert closes is not None
    assert closes.tzinfo is ZONE
    assert OFFICE.add_minutes(moment, 1, DAYS) == at("12T08:01").replace(tzinfo=ZONE)
    assert OFFICE.business_minutes(moment, at("12T09:00").replace(tzinfo=ZONE), DAYS) == 60


def test_beyond_the_calendar_there_is_no_opening() -> None:
    with pytest.raises(BeyondCalendar) as beyond:
        OFFICE.next_opening(datetime.fromisoformat("2026-12-31T17:00"), DAYS)
    assert beyond.value.year == 2027
    with pytest.raises(BeyondCalendar) as beyond:
        OFFICE.next_opening(datetime.fromisoformat("2028-05-01T09:00"), DAYS)
    assert beyond.value.year == 2028


def test_on_the_last_day_of_the_calendar_attention_ends_as_always_unless_it_never_does() -> None:
    last = datetime.fromisoformat("2026-12-31T14:00")
    assert OFFICE.closing(last, DAYS) == datetime.fromisoformat("2026-12-31T17:00")
    assert ALWAYS.closing(last, DAYS) is None


# ── time inside hours ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("10T08:00", "10T17:00", 480),
        ("10T08:00", "10T08:00", 0),
        ("10T11:30", "10T13:30", 60),
        ("10T12:00", "10T13:00", 0),
        ("10T16:59", "12T08:01", 2),
        ("10T23:59", "11T00:01", 0),
        ("13T16:00", "16T09:00", 60 + 240 + 60),
        ("10T08:00:30", "10T08:02:00", 1),
    ],
)
def test_minutes_of_attention_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert OFFICE.business_minutes(at(start), at(end), DAYS) == minutes


def test_round_the_clock_every_minute_counts_except_closures() -> None:
    assert ALWAYS.business_minutes(at("09T00:00"), at("13T00:00"), DAYS) == 3 * 24 * 60


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("10T08:00", 0, "10T08:00"),
        ("10T20:00", 0, "10T20:00"),
        ("10T08:00", 240, "10T12:00"),
        ("10T08:00", 241, "10T13:01"),
        ("10T07:00", 1, "10T08:01"),
        ("10T16:00", 60, "10T17:00"),
        ("10T16:00", 61, "12T08:01"),
        ("13T16:00", 300, "14T12:00"),
    ],
)
def test_minutes_added_end_at_the_closing_when_they_run_out_there(start: str, minutes: int, end: str) -> None:
    assert OFFICE.add_minutes(at(start), minutes, DAYS) == at(end)


def test_time_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match=r"end: el final .* es anterior al inicio"):
        OFFICE.business_minutes(at("10T09:00"), at("10T08:59"), DAYS)
    with pytest.raises(ValueError, match="start, end: los dos momentos deben estar en la zona horaria"):
        OFFICE.business_minutes(at("10T09:00"), at("10T09:30").replace(tzinfo=ZONE), DAYS)
    with pytest.raises(ValueError, match="minutes: debe ser 0 o más, no -1"):
        OFFICE.add_minutes(at("10T09:00"), -1, DAYS)
    with pytest.raises(BeyondCalendar):
        OFFICE.add_minutes(datetime.fromisoformat("2026-12-31T16:00"), 61, DAYS)


@st.composite
def timetables(draw: st.DrawFn) -> WeeklyHours:
    spans = st.sets(st.integers(0, 48), min_size=2, max_size=6).map(sorted)
    week = [draw(spans) if draw(st.booleans()) else [] for _ in range(6)] + [draw(spans)]
    return WeeklyHours(
        tuple(tuple((a * 30, b * 30) for a, b in zip(day[::2], day[1::2], strict=False)) for day in week)
    )


MOMENTS = st.integers(0, 14 * 24 * 12).map(lambda steps: at("01T00:00") + timedelta(minutes=5 * steps))


@given(timetables(), MOMENTS, st.integers(0, 600))
def test_minutes_are_what_looking_at_each_minute_gives(
    hours: WeeklyHours, start: datetime, length: int
) -> None:
    open_minutes = sum(hours.is_open(start + timedelta(minutes=passed), DAYS) for passed in range(length))
    assert hours.business_minutes(start, start + timedelta(minutes=length), DAYS) == open_minutes


@given(timetables(), MOMENTS, MOMENTS, MOMENTS)
def test_minutes_add_up_over_any_cut(
    hours: WeeklyHours, one: datetime, two: datetime, three: datetime
) -> None:
    first, second, third = sorted([one, two, three])
    assert hours.business_minutes(first, third, DAYS) == (
        hours.business_minutes(first, second, DAYS) + hours.business_minutes(second, third, DAYS)
    )


@given(timetables(), MOMENTS, st.integers(1, 3000))
def test_added_minutes_have_passed_then_and_not_before(
    hours: WeeklyHours, start: datetime, minutes: int
) -> None:
    end = hours.add_minutes(start, minutes, DAYS)
    assert hours.business_minutes(start, end, DAYS) == minutes
    assert hours.business_minutes(start, end - timedelta(minutes=1), DAYS) == minutes - 1


@given(timetables(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: WeeklyHours, moment: datetime) -> None:
    opens = hours.next_opening(moment, DAYS)
    assert hours.is_open(opens, DAYS)
    assert hours.business_minutes(moment, opens, DAYS) == 0
    assert (opens == moment) == hours.is_open(moment, DAYS)


@given(timetables(), MOMENTS)
def test_attention_runs_to_its_closing(hours: WeeklyHours, moment: datetime) -> None:
    closes = hours.closing(moment, DAYS)
    if closes is None:
        assert not hours.is_open(moment, DAYS) or all(day == ((0, 1440),) for day in hours.week)
    else:
        assert not hours.is_open(closes, DAYS)
        assert hours.business_minutes(moment, closes, DAYS) == (closes - moment) // timedelta(minutes=1)
