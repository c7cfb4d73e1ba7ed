"""How each mailbox of the desk does: its last mail, how reading it goes, and whether it has been silent for too long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from ventanilla.catalogue.model import MailBox
from ventanilla.catalogue.pack import Pack
from ventanilla.mail.models import MailBoxState
from ventanilla.reference.calendars import calendar
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.hours import WeeklyHours

FAULT_LENGTH = 500
FAULTS_ARE_TOLD_AFTER = dt.timedelta(minutes=15)
# Written once a minute at most, by a statement that locks nothing otherwise: mail comes in by the thousand.
_ARRIVAL = """
INSERT INTO mail_box (box, watched_at, received_at, fault) SELECT new.box, new.at, new.at, ''
FROM (VALUES (%(box)s::text, %(at)s::timestamptz)) AS new (box, at)
WHERE NOT EXISTS (SELECT 1 FROM mail_box WHERE box = new.box AND received_at > new.at - interval '1 minute')
ON CONFLICT (box) DO UPDATE SET received_at = greatest(mail_box.received_at, EXCLUDED.received_at)
"""
_WATCH = """
INSERT INTO mail_box (box, watched_at, fault) SELECT box, %(at)s, '' FROM unnest(%(boxes)s::text[]) AS b(box)
ON CONFLICT (box) DO UPDATE SET watched_at = EXCLUDED.watched_at WHERE mail_box.watched_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class BoxState:
    """A mailbox of the pack and what is known of it. `silent_since` and `failing_since` are None while it does well.

    `received_at` and `read_at` are None where that never happened (a box that a server delivers to is not read).
    `is_untold`: it has trouble that the administrators have to be told of and were not.
    """

    box: MailBox
    received_at: dt.datetime | None = None
    read_at: dt.datetime | None = None
    fault: str = ""
    silent_since: dt.datetime | None = None
    failing_since: dt.datetime | None = None
    is_untold: bool = False

    @property
    def is_well(self) -> bool:
        """Neither silent too long nor unreadable."""
        return self.silent_since is None and self.failing_since is None

    @property
    def trouble_since(self) -> dt.datetime | None:
        """Since when it cannot be read, or else is silent."""
        return self.failing_since or self.silent_since


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
            return self.hours.business_minutes(first, last, calendar()) >= minutes
        except BeyondCalendar:
            return last - first >= dt.timedelta(minutes=minutes)


def note_arrival(box: str, *, at: dt.datetime) -> None:
    """A mail came to a box. Cheap enough to be said of every mail."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVAL, {"box": box, "at": at})


def note_read(box: str, *, at: dt.datetime) -> None:
    """A mailbox was looked through without a fault."""
    MailBoxState.objects.update_or_create(
        box=box, defaults={"read_at": at, "fault": "", "failing_since": None}
    )


def note_fault(box: str, fault: str, *, at: dt.datetime) -> None:
    """A mailbox could not be read, or not all of it; `fault` says why and holds no password."""
    since = Coalesce("failing_since", models.Value(at, output_field=models.DateTimeField()))
    said = fault.replace("\0", "").encode("utf-8", "replace").decode()[:FAULT_LENGTH] or "?"
    MailBoxState.objects.update_or_create(
        box=box,
        defaults={"fault": said, "failing_since": since},
        create_defaults={"fault": said, "failing_since": at},
    )


def watch_boxes(pack: Pack, *, at: dt.datetime) -> None:
    """Await mail from now on in boxes nothing was known of: one that has never received any is silent too."""
    with connection.cursor() as cursor:
        cursor.execute(_WATCH, {"boxes": [box.code for box in pack.mail.boxes], "at": at})


def lock_boxes() -> None:
    """Let nobody else decide about any box for the rest of the transaction."""
    list(MailBoxState.objects.select_for_update().order_by("box").values_list("box"))


def mark_told(box: str, *, at: dt.datetime) -> None:
    """The administrators know of the trouble a box is in."""
    MailBoxState.objects.filter(box=box).update(told_at=at)


def box_states(pack: Pack, *, at: dt.datetime) -> tuple[BoxState, ...]:
    """Every box of the pack, in its order. What was wrong with one that is read over IMAP no more is forgotten."""
    codes = [box.code for box in pack.mail.boxes]
    known = {row.box: row for row in MailBoxState.objects.filter(box__in=codes)}
    attention = _Attention(pack)
    return tuple(
        _state(box, known[box.code], attention, at) if box.code in known else BoxState(box)
        for box in pack.mail.boxes
    )


def _state(box: MailBox, row: MailBoxState, attention: _Attention, at: dt.datetime) -> BoxState:
    heard = row.received_at or row.watched_at
    silent = heard if heard is not None and _is_silent(box, heard, attention, at) else None
    failing = row.failing_since if box.code in settings.MAILBOXES else None
    told_of = [since for since in (silent, failing) if since is not None and _is_due(since, failing, at)]
    return BoxState(
        box=box,
        received_at=row.received_at,
        read_at=row.read_at,
        fault=row.fault if failing else "",
        silent_since=silent,
        failing_since=failing,
        is_untold=any(row.told_at is None or row.told_at < since for since in told_of),
    )


def _is_due(since: dt.datetime, failing: dt.datetime | None, at: dt.datetime) -> bool:
    """A fault may pass by itself: people are told of it after a while, of silence at once."""
    return since != failing or at - since >= FAULTS_ARE_TOLD_AFTER


def _is_silent(box: MailBox, since: dt.datetime, attention: _Attention, at: dt.datetime) -> bool:
    allowed = box.silent_after
    if allowed is None or at <= since:
        return False
    if allowed.unit == "hours":
        return at - since >= dt.timedelta(hours=allowed.amount)
    return attention.has_passed(since, allowed.amount * 60, at)
