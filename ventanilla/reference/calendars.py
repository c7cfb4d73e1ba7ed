"""The calendar everybody counts by: the pack's, with the decreed days laid over it.

Pages read the decreed days as a process keeps them, a few seconds old at most; what writes a date reads them anew, in
its own transaction.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from ventanilla.reference.current import current_pack
from ventanilla.reference.models import DecreedDay
from ventanilla.rules.calendars import BusinessCalendar, Closure


@dataclass(slots=True)
class _Kept:
    """What this process read last, and until when it believes it (by the clock that never goes back)."""

    days: tuple[Closure, ...] = ()
    until: float = 0.0


_kept = _Kept()


def calendar(
    *, law: str | None = None, post: str = "", language: str = "es", fresh: bool = False
) -> BusinessCalendar:
    """The business days under a law, for an office where one is named; `fresh` for what is about to be written."""
    return calendar_with(decreed_days(fresh=fresh), law=law, post=post, language=language)


def calendar_with(
    decreed: Sequence[Closure], *, law: str | None = None, post: str = "", language: str = "es"
) -> BusinessCalendar:
    """The same with decreed days of one's choice. An office or a law that the pack no longer has counts as not named."""
    pack = current_pack(language)
    laws = {item.code for item in pack.calendars.file.laws}
    return pack.calendar(
        post=post if post in pack.posts else None, law=law if law in laws else None, decreed=decreed
    )


def decreed_days(*, fresh: bool = False) -> tuple[Closure, ...]:
    """The days that close beyond the pack's."""
    if fresh:
        return tuple(closure_of(row) for row in in_force())
    now = time.monotonic()
    if now >= _kept.until:
        days = tuple(closure_of(row) for row in in_force())
        _kept.days, _kept.until = days, now + settings.DECREED_DAYS_KEPT_SECONDS
    return _kept.days


def in_force() -> QuerySet[DecreedDay]:
    """The rows that close."""
    return DecreedDay.objects.filter(applied_at__isnull=False, withdrawn_at=None).order_by("day", "id")


def closure_of(row: DecreedDay) -> Closure:
    """A row as the calendars take it."""
    return Closure(
        date=row.day,
        name=row.title,
        kind=current_pack().calendars.file.decreed_class,
        laws=frozenset([row.law]) if row.law else frozenset(),
        posts=frozenset([row.post]) if row.post else frozenset(),
        confirmed=row.is_confirmed,
        basis=row.basis,
    )


def forget() -> None:
    """Let this process read the decreed days anew: one of them has just changed."""
    _kept.until = 0.0
