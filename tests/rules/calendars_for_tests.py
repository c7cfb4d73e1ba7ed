"""Calendars and strategies that the tests of the rules share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from ventanilla.rules.calendars import BusinessCalendar, Closure

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
CLASSES: Mapping[str, str] = {"national": "Asueto nacional", "vacation": "Vacación de empleados públicos"}


def calendar(
    *closures: Closure, first: date = FIRST, last: date = LAST, **options: object
) -> BusinessCalendar:
    """A calendar of those closures, in the order given where they share a date."""
    days: dict[date, tuple[Closure, ...]] = {}
    for closure in closures:
        days[closure.date] = (*days.get(closure.date, ()), closure)
    return BusinessCalendar(first, last, days, **{"titles": CLASSES, **options})  # type: ignore[arg-type]


def closed(*days: date, name: str = "Cierre", kind: str = "national") -> tuple[Closure, ...]:
    """Closures of one name and class."""
    return tuple(Closure(day, name, kind) for day in days)


def days_between(first: date, last: date) -> list[date]:
    """Both ends included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Two years with any closed days and any weekend that leaves a working day a week most of the time."""
    offsets = draw(st.sets(st.integers(0, (LAST - FIRST).days), max_size=40))
    weekend = draw(st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset({4, 5}), frozenset()]))
    return calendar(*closed(*(FIRST + timedelta(days=offset) for offset in sorted(offsets))), weekend=weekend)


def dates(first: date = FIRST, last: date = date(2026, 3, 31)) -> st.SearchStrategy[date]:
    """Dates that leave room for a term before the calendar ends."""
    return st.dates(first, last)
