"""Business calendars: which days of an office count under a law, and why the others do not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ventanilla.rules.wording import ENGLISH, SPANISH, in_sentence, known_language, long_date, weekday_name

WEEKEND = frozenset({5, 6})

Day = date  # inside Closure the name `date` is its field


class BeyondCalendar(ValueError):
    """A date lies outside the years that the calendar publishes; `year` names the missing one."""

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(year, first, last)
        self.year = year
        self.first = first
        self.last = last

    def __str__(self) -> str:
        return (
            f"El calendario publicado va de {self.first} a {self.last} y no incluye el año {self.year}: "
            f"publique el calendario de {self.year} antes de calcular esta fecha."
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which an office does not work.

    `kind` is the code of a class of the pack (national, vacation, decreed, local ...). `moved_from` is the
    civic date when the law moves the rest to another day. Empty `laws` or `posts` mean all of them. A closure
    that is not `confirmed` is said to be so in every reason that rests on it, and so is the `basis` of a day that
    was decreed for itself.
    """

    date: Day
    name: str
    kind: str
    moved_from: Day | None = None
    laws: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    confirmed: bool = True
    basis: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class BusinessCalendar:
    """The days from `first` to `last` (both included) of one office under one law.

    `closures` gives the closed days by date; `weekend` the closed weekdays (Monday is 0). `titles` names the
    classes of closures for people, `law` is the title of the law whose count this is, and `language` the
    language of every reason. `roll_end`: under this law a term in calendar days that ends on a closed day ends on
    the next business day. Every method raises `BeyondCalendar` for a date it does not publish.
    """

    first: date
    last: date
    closures: Mapping[date, tuple[Closure, ...]]
    weekend: frozenset[int] = WEEKEND
    titles: Mapping[str, str] = field(default_factory=dict)
    law: str = ""
    language: str = SPANISH
    roll_end: bool = False
    reasons: tuple[str | None, ...] = field(init=False, repr=False)
    """Why each day from `first` on is closed, or None for a business day: the form that terms read."""
    _business: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"calendar: `last` ({self.last}) is before `first` ({self.first})")
        if len(self.weekend) >= 7:
            raise ValueError("calendar: `weekend` leaves no day of the week to work")
        reasons = tuple(self._reason(day) for day in _days(self.first, self.last))
        start = self.first.toordinal()
        object.__setattr__(self, "reasons", reasons)
        object.__setattr__(
            self, "_business", tuple(start + i for i, reason in enumerate(reasons) if reason is None)
        )

    def position(self, day: date) -> int:
        """The index of `day` in `reasons`."""
        index = day.toordinal() - self.first.toordinal()
        if not 0 <= index < len(self.reasons):
            raise BeyondCalendar(day.year, self.first.year, self.last.year)
        return index

    def is_business_day(self, day: date) -> bool:
        """Whether the office works on `day` under this calendar's law."""
        return self.reasons[self.position(day)] is None

    def is_closed(self, day: date) -> bool:
        """Whether a closure (not the weekend) falls on `day`: what hours of attention look at."""
        self.position(day)
        return day in self.closures

    def reason_closed(self, day: date) -> str | None:
        """Why `day` does not count, ready to print (`Viernes Santo (asueto nacional)`); None if it does."""
        return self.reasons[self.position(day)]

    def next_business_day(self, day: date, *, inclusive: bool = False) -> date:
        """The first business day after `day`, or `day` itself if `inclusive` and it is one."""
        self.position(day)
        return self._business_day(bisect_left(self._business, day.toordinal() + (not inclusive)))

    def add(self, day: date, n: int) -> date:
        """The n-th business day after `day` (which never counts itself); n is 1 or more."""
        if n < 1:
            raise ValueError(f"n: el número de días hábiles debe ser 1 o más, no {n}")
        self.position(day)
        return self._business_day(bisect_left(self._business, day.toordinal() + 1) + n - 1)

    def count(self, start: date, end: date) -> int:
        """How many business days lie after `start` and up to `end`: `count(d, add(d, n)) == n`."""
        self.position(start)
        self.position(end)
        after = bisect_left(self._business, start.toordinal() + 1)
        return max(0, bisect_left(self._business, end.toordinal() + 1) - after)

    def days(self, year: int) -> tuple[Closure, ...]:
        """The closures of `year` in the order of their dates; ordinary weekends are not listed."""
        for edge in (date(year, 1, 1), date(year, 12, 31)):
            self.position(edge)
        return tuple(
            closure for day in sorted(self.closures) if day.year == year for closure in self.closures[day]
        )

    def _business_day(self, index: int) -> date:
        if index >= len(self._business):
            raise BeyondCalendar(self.last.year + 1, self.first.year, self.last.year)
        return date.fromordinal(self._business[index])

    def _reason(self, day: date) -> str | None:
        parts = [weekday_name(day, self.language)] if day.weekday() in self.weekend else []
        closures = self.closures.get(day)
        if closures:
            parts.append(self._describe(closures[0]))
        joiner = " and " if known_language(self.language) == ENGLISH else " y "
        return joiner.join(parts) or None

    def _describe(self, closure: Closure) -> str:
        in_english = known_language(self.language) == ENGLISH
        notes = [in_sentence(self.titles.get(closure.kind, closure.kind))]
        if closure.moved_from is not None:
            moved = "moved from" if in_english else "trasladado del"
            notes.append(f"{moved} {long_date(closure.moved_from, self.language)}")
        if closure.basis:
            notes.append(closure.basis)
        if not closure.confirmed:
            notes.append("to be confirmed" if in_english else "por confirmar")
        return f"{closure.name} ({', '.join(notes)})"


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
