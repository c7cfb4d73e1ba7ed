"""How each mailbox of the desk does: its last mail, its last poll, and whether it has been silent for too long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import cached_property

from ventanilla.catalogue.model import MailBox as BoxOfPack
from ventanilla.catalogue.pack import Pack
from ventanilla.mail.models import MailBox
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.hours import WeeklyHours

POLLS_MAY_FAIL_FOR = dt.timedelta(minutes=15)
FAULT_LENGTH = 500
# Written once a minute at most, by a statement that locks nothing otherwise: mail comes in by the thousand.
_ARRIVAL = """
INSERT INTO mail_box (code, watched_at, received_at, polled_fault) SELECT %(code)s, %(at)s, %(at)s, ''
 WHERE NOT EXISTS (SELECT 1 FROM mail_box WHERE code = %(code)s AND received_at > %(at)s - interval '1 minute')
ON CONFLICT (code) DO UPDATE SET received_at = greatest(mail_box.received_at, EXCLUDED.received_at)
"""
_POLL = """
INSERT INTO mail_box (code, watched_at, polled_at, polled_fault) SELECT %(code)s, %(at)s, %(polled_at)s, %(fault)s
 WHERE NOT EXISTS (SELECT 1 FROM mail_box WHERE code = %(code)s AND polled_fault = %(fault)s
                      AND (%(fault)s <> '' OR polled_at > %(at)s - interval '1 minute'))
ON CONFLICT (code) DO UPDATE SET polled_at = coalesce(EXCLUDED.polled_at, mail_box.polled_at),
                                 polled_fault = EXCLUDED.polled_fault
"""
_WATCH = """
INSERT INTO mail_box (code, watched_at, polled_fault) SELECT code, %(at)s, '' FROM unnest(%(codes)s::text[]) AS c(code)
ON CONFLICT (code) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class BoxState:
    """A mailbox of the pack and what is known of it. `silent_since` and `failing_since` are None while it does well.

    `received_at` and `polled_at` are None where that never happened (a box that a server delivers to is not polled).
    """

    box: BoxOfPack
    received_at: dt.datetime | None
    polled_at: dt.datetime | None
    fault: str
    silent_since: dt.datetime | None
    failing_since: dt.datetime | None
    told_at: dt.datetime | None

    @property
    def is_well(self) -> bool:
        """Neither silent too long nor unreadable."""
        return self.trouble_since is None

    @property
    def trouble_since(self) -> dt.datetime | None:
        """When the trouble began that began last: whoever was told after that knows all."""
        return max((at for at in (self.silent_since, self.failing_since) if at is not None), default=None)

    @property
    def is_told(self) -> bool:
        """Whether the administrators know of the present trouble."""
        since = self.trouble_since
        return since is None or (self.told_at is not None and self.told_at >= since)


class _Attention:
    """The administration's hours, read only where a box counts by them."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    @cached_property
    def hours(self) -> WeeklyHours:
        return WeeklyHours.parse(str(self.pack.working_hours))

    def has_passed(self, start: dt.datetime, minutes: int, now: dt.datetime) -> bool:
        """Whether so many minutes of attention lie between two moments; beyond the calendar, those of the clock."""
        first, last = (moment.astimezone(self.pack.timezone) for moment in (start, now))
        try:
            return self.hours.business_minutes(first, last, self.pack.calendar()) >= minutes
        except BeyondCalendar:
            return last - first >= dt.timedelta(minutes=minutes)


def note_arrival(box: str, *, at: dt.datetime) -> None:
    """A mail came to a box. Cheap enough to be said of every mail."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVAL, {"code": box, "at": at})


def note_poll(box: str, *, fault: str = "", at: dt.datetime) -> None:
    """A box was polled; `fault` says why it could not be read, without any password."""
    told = fault.replace("\0", "")[:FAULT_LENGTH]
    polled_at = None if fault else at
    with connection.cursor() as cursor:
        cursor.execute(_POLL, {"code": box, "at": at, "polled_at": polled_at, "fault": told})


def watch_boxes(pack: Pack, *, at: dt.datetime) -> None:
    """Count from now on for boxes nothing was known of: one that has never received mail is silent too."""
    with connection.cursor() as cursor:
        cursor.execute(_WATCH, {"codes": [box.code for box in pack.mail.boxes], "at": at})


def lock_boxes() -> None:
    """Let nobody else decide about any box for the rest of the transaction."""
    list(MailBox.objects.select_for_update().order_by("code").values_list("code"))


def mark_told(box: str, *, at: dt.datetime) -> None:
    """The administrators know of the trouble a box is in."""
    MailBox.objects.filter(code=box).update(told_at=at)


def box_states(pack: Pack, *, at: dt.datetime) -> tuple[BoxState, ...]:
    """Every box of the pack, in its order."""
    known = {row.code: row for row in MailBox.objects.filter(code__in=[box.code for box in pack.mail.boxes])}
    attention = _Attention(pack)
    return tuple(_state(box, known.get(box.code), attention, at) for box in pack.mail.boxes)


def _state(box: BoxOfPack, row: MailBox | None, attention: _Attention, at: dt.datetime) -> BoxState:
    if row is None:
        return BoxState(box, None, None, "", None, None, None)
    heard = row.received_at or row.watched_at
    read = row.polled_at or row.watched_at
    failing = bool(row.polled_fault) and at - read >= POLLS_MAY_FAIL_FOR
    return BoxState(
        box=box,
        received_at=row.received_at,
        polled_at=row.polled_at,
        fault=row.polled_fault,
        silent_since=heard if _is_silent(box, heard, attention, at) else None,
        failing_since=read if failing else None,
        told_at=row.told_at,
    )


def _is_silent(box: BoxOfPack, since: dt.datetime, attention: _Attention, at: dt.datetime) -> bool:
    allowed = box.silent_after
    if allowed is None or at <= since:
        return False
    if allowed.unit == "hours":
        return at - since >= dt.timedelta(hours=allowed.amount)
    return attention.has_passed(since, allowed.amount * 60, at)
