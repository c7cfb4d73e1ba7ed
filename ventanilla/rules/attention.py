"""Whether a desk attends at a moment, until when, or when it next will, in words for its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar
from ventanilla.rules.hours import WeeklyHours
from ventanilla.rules.wording import ENGLISH, SPANISH, day_and_month, known_language, long_date

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attention:
    """The state of a desk at a moment.

    `until` is when the attention now running ends (None if closed, or around the clock); `next_at` when it
    next begins (None while open, or where the published calendar does not reach). `text` says so.
    """

    is_open: bool
    until: datetime | None
    next_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class _Words:
    open: str
    closes: str
    always: str
    closed: str
    closed_because: str
    opens: str
    unknown: str
    today: str
    tomorrow: str
    on: str


_WORDS: Mapping[str, _Words] = {
    SPANISH: _Words(
        open="Atiende ahora.",
        closes="Cierra {when}.",
        always="Atiende ahora, las 24 horas.",
        closed="Cerrado en este momento.",
        closed_because="Cerrado hoy: {reason}.",
        opens="Abre {when}.",
        unknown="El calendario publicado no alcanza a decir cuándo abre.",
        today="hoy a las {hour}",
        tomorrow="mañana, {day}, a las {hour}",
        on="el {day} a las {hour}",
    ),
    ENGLISH: _Words(
        open="Attending now.",
        closes="Closes {when}.",
        always="Attending now, around the clock.",
        closed="Closed at this moment.",
        closed_because="Closed today: {reason}.",
        opens="Opens {when}.",
        unknown="The published calendar does not reach far enough to say when it opens.",
        today="today at {hour}",
        tomorrow="tomorrow, {day}, at {hour}",
        on="on {day} at {hour}",
    ),
}


def attention(moment: datetime, hours: WeeklyHours, calendar: BusinessCalendar) -> Attention:
    """Whether a desk of these `hours` attends at `moment` (local to it), in the calendar's language.

    Never raises for a calendar that ends: a page about a desk must stand even when nobody published the year.
    """
    words = _WORDS[known_language(calendar.language)]
    try:
        if hours.is_open(moment, calendar):
            return _open(moment, hours, calendar, words)
    except BeyondCalendar:
        return Attention(False, None, None, words.unknown)
    closed = _why_closed(moment, hours, calendar, words)
    try:
        next_at = hours.next_opening(moment, calendar)
    except BeyondCalendar:
        return Attention(False, None, None, f"{closed} {words.unknown}")
    when = _when(next_at, next_at.strftime("%H:%M"), moment, calendar, words)
    return Attention(False, None, next_at, f"{closed} {words.opens.format(when=when)}")


def _open(moment: datetime, hours: WeeklyHours, calendar: BusinessCalendar, words: _Words) -> Attention:
    until = hours.closing(moment, calendar)
    if until is None:
        return Attention(True, None, None, words.always)
    if until.time() == time.min:
        when = _when(until - _A_DAY, "24:00", moment, calendar, words)
    else:
        when = _when(until, until.strftime("%H:%M"), moment, calendar, words)
    return Attention(True, until, None, f"{words.open} {words.closes.format(when=when)}")


def _why_closed(moment: datetime, hours: WeeklyHours, calendar: BusinessCalendar, words: _Words) -> str:
    """A closure is named only on a day that the timetable would otherwise work."""
    day = moment.date()
    if calendar.is_closed(day) and hours.week[day.weekday()]:
        return words.closed_because.format(reason=calendar.reason_closed(day))
    return words.closed


def _when(then: datetime, hour: str, now: datetime, calendar: BusinessCalendar, words: _Words) -> str:
    day = (day_and_month if then.year == now.year else long_date)(then.date(), calendar.language)
    if then.date() == now.date():
        return words.today.format(hour=hour)
    if then.date() == now.date() + _A_DAY:
        return words.tomorrow.format(day=day, hour=hour)
    return words.on.format(day=day, hour=hour)
