"""Legal terms: the day a term ends, and each day of it with the reason why it counts or not.

How days are counted (command line contract, `term`; domain facts 1.6): the day of presentation never counts;
what is presented on a closed day begins to count on the next business day, as day 1. A stop runs from a remedy
notice to its answer: the day of the notice still counts, the day of the answer does not, and the term goes on
with the days that were left. Stops that overlap, touch or lie inside one another are one stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Literal

from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar, Day
from ventanilla.rules.term_words import WORDS, TermWords
from ventanilla.rules.wording import known_language, long_date

Unit = Literal["business_days", "calendar_days"]


class ImpossibleTerm(ValueError):
    """The input of a term contradicts itself; the words name the field, the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause of the term, from the day of the notice to the day of the answer (None: not answered yet)."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class TermDay:
    """One day of a term: whether it counts, as which number, and why, ready to print."""

    date: Day
    counts: bool
    n: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class TermResult:
    """When a term ends and how it was counted.

    `due` is None while an unanswered stop holds the term. `days` go from the day of presentation to `due`, or
    to the first day held. `rule` is the count in words.
    """

    due: date | None
    days: tuple[TermDay, ...]
    rule: str


def legal_term(
    *,
    presented: date | datetime,
    days: int,
    calendar: BusinessCalendar,
    stops: Sequence[Stop] = (),
    unit: Unit = "business_days",
) -> TermResult:
    """The term of `days` for what was `presented`, counted on `calendar` and explained in its language.

    A datetime must be local to the office: only its date matters. In `calendar_days` every day not stopped
    counts, and `calendar.roll_end` carries an end on a closed day to the next business day. Raises
    `ImpossibleTerm` (no days, a stop before the presentation or ending before it starts) and `BeyondCalendar`.
    """
    start = presented.date() if isinstance(presented, datetime) else presented
    words = WORDS[known_language(calendar.language)]
    _check(start, days, stops, words)
    due, lines = _count(start, days, calendar, stops, unit, words)
    return TermResult(due, tuple(lines), _rule(start, days, calendar, stops, unit, words))


def _check(presented: date, days: int, stops: Sequence[Stop], words: TermWords) -> None:
    if days < 1:
        raise ImpossibleTerm(words.no_days.format(days=days))
    for stop in stops:
        if stop.start < presented:
            raise ImpossibleTerm(words.stop_early.format(start=stop.start, presented=presented))
        if stop.end is not None and stop.end < stop.start:
            raise ImpossibleTerm(words.stop_reversed.format(start=stop.start, end=stop.end))


def _count(
    presented: date,
    days: int,
    calendar: BusinessCalendar,
    stops: Sequence[Stop],
    unit: Unit,
    words: TermWords,
) -> tuple[date | None, list[TermDay]]:
    in_business_days = unit == "business_days"
    why = calendar.reason_closed(presented)
    lines = [TermDay(presented, False, None, f"{words.presented} ({why})" if why else words.presented)]
    awaits_business_day = why is not None
    n = 0
    for day, closed, hold in _days_after(presented, calendar, stops):
        awaits_business_day = awaits_business_day and closed is not None
        if hold is _OPEN:
            lines.append(TermDay(day, False, None, words.stopped))
            return None, lines
        if n == days:
            if closed is None and hold is None:
                lines.append(TermDay(day, False, None, words.rolled))
                return day, lines
            waits = words.lapsed.format(reason=closed.reason) if closed and not hold else words.stopped
            lines.append(TermDay(day, False, None, waits))
        elif hold and (closed is None or not in_business_days):
            lines.append(TermDay(day, False, None, words.stopped))
        elif closed is not None and (in_business_days or awaits_business_day):
            lines.append(closed)
        else:
            n += 1
            lines.append(TermDay(day, True, n, _counted(words, n)))
            if n == days and not (closed and calendar.roll_end):
                return day, lines
    raise BeyondCalendar(calendar.last.year + 1, calendar.first.year, calendar.last.year)


_ANSWERED, _OPEN = "answered", "open"
_NEVER = date.max.toordinal()


def _days_after(
    presented: date, calendar: BusinessCalendar, stops: Sequence[Stop]
) -> Iterator[tuple[date, TermDay | None, str | None]]:
    """Each day after `presented` to the calendar's end, its line if closed, and the hold a stop puts on it."""
    held = sorted(
        (stop.start.toordinal() + 1, _NEVER if stop.end is None else stop.end.toordinal()) for stop in stops
    )
    until, ordinal = 0, presented.toordinal()
    closed_lines = _closed_lines(calendar)
    for position in range(calendar.position(presented) + 1, len(closed_lines)):
        ordinal += 1
        closed = closed_lines[position]
        while held and held[0][0] <= ordinal:
            until = max(until, held.pop(0)[1])
        hold = None if ordinal > until else _OPEN if until == _NEVER else _ANSWERED
        yield closed.date if closed else date.fromordinal(ordinal), closed, hold


@lru_cache(maxsize=64)
def _closed_lines(calendar: BusinessCalendar) -> tuple[TermDay | None, ...]:
    """The line of each closed day of a calendar, None for the others: most terms are made of these."""
    start = calendar.first.toordinal()
    return tuple(
        None if reason is None else TermDay(date.fromordinal(start + position), False, None, reason)
        for position, reason in enumerate(calendar.reasons)
    )


@cache
def _counted(words: TermWords, n: int) -> str:
    return words.counted.format(n=n)


def _rule(
    presented: date,
    days: int,
    calendar: BusinessCalendar,
    stops: Sequence[Stop],
    unit: Unit,
    words: TermWords,
) -> str:
    language = calendar.language
    one, many = words.units[unit]
    parts = [
        words.rule.format(
            days=days, unit=one if days == 1 else many, presented=long_date(presented, language)
        )
    ]
    if calendar.law:
        parts.append(words.law.format(law=calendar.law))
    if not calendar.is_business_day(presented):
        parts.append(words.closed_presentation)
    for stop in sorted(stops, key=lambda stop: stop.start):
        start = long_date(stop.start, language)
        if stop.end is None:
            parts.append(words.open_stop.format(start=start))
        else:
            parts.append(words.stop.format(start=start, end=long_date(stop.end, language)))
    if unit == "calendar_days" and calendar.roll_end:
        parts.append(words.roll)
    return "; ".join(parts)
