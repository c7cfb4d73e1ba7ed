"""When a case is due, in the words of a badge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ventanilla.cases.models import Phase
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar

SOON_DAYS = 2
"""From how many business days before the end a case is marked, where the pack does not say."""


@dataclass(frozen=True, slots=True)
class DueMark:
    """What a due badge shows: `state` as the component has it (or `done`), the day, and how far it is."""

    state: str
    due: dt.date | None = None
    text: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the day has passed without an answer."""
        return self.state == "overdue"

    @property
    def is_pressing(self) -> bool:
        """Whether how far it is matters more than the day itself."""
        return self.state in ("overdue", "soon")


def due_mark(
    *,
    phase: str,
    due_at: dt.datetime | None,
    today: dt.date,
    calendar: BusinessCalendar,
    soon: int = SOON_DAYS,
) -> DueMark:
    """The mark of a case. `due_at` is in the zone of the administration, as `today` is; `soon` is the pack's alarm."""
    if phase == Phase.WAITING_APPLICANT:
        return DueMark("paused")
    if due_at is None:
        return DueMark("none")
    due = due_at.date()
    if phase in (Phase.DECIDED, Phase.CLOSED):
        return DueMark("done", due)
    if due < today:
        return DueMark("overdue", due, _ago(due, today, calendar))
    left = _count(today, due, calendar)
    if left is None:
        return DueMark("ok", due)
    return DueMark("soon" if left <= soon else "ok", due, _ahead(left, due, today))


def _ago(due: dt.date, today: dt.date, calendar: BusinessCalendar) -> str:
    days = _count(due, today, calendar)
    if days:
        return ngettext("%(days)s business day ago", "%(days)s business days ago", days) % {"days": days}
    days = (today - due).days
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def _ahead(left: int, due: dt.date, today: dt.date) -> str:
    if due == today:
        return _("today")
    if (due - today).days == 1:
        return _("tomorrow")
    return ngettext("in %(days)s business day", "in %(days)s business days", left) % {"days": left}


def _count(start: dt.date, end: dt.date, calendar: BusinessCalendar) -> int | None:
    try:
        return calendar.count(start, end)
    except BeyondCalendar:
        return None
