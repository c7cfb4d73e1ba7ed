"""Dates written inside identifiers."""

from __future__ import annotations

from datetime import date


def date_exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day; ``year`` in four digits."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def date_exists_in_some_century(year: int, month: int, day: int) -> bool:
    """Whether the day exists in 19xx or in 20xx; ``year`` in two digits."""
    return date_exists(1900 + year, month, day) or date_exists(2000 + year, month, day)
