"""Lists walked by key, newest first: no page is skipped or shown twice while rows are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ventanilla.cases.models import Case


@dataclass(frozen=True, slots=True)
class CaseRows:
    """One page; `next` (older) and `previous` (newer) are keys to go on from, None where there is nothing."""

    rows: Sequence[Case]
    next: int | None
    previous: int | None


def page_of(cases: QuerySet[Case], *, after: int | None, before: int | None, size: int) -> CaseRows:
    """The page that follows the key `after`, or that precedes `before`; the newest with neither."""
    if before is not None:
        rows = list(cases.filter(pk__gt=before).order_by("pk")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return CaseRows(rows, rows[-1].pk if rows else None, rows[0].pk if more else None)
    older = cases if after is None else cases.filter(pk__lt=after)
    rows = list(older.order_by("-pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return CaseRows(rows, rows[-1].pk if more else None, rows[0].pk if rows and after is not None else None)
