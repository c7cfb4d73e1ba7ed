"""How mail does: each box, what came in and became of it day by day, and what goes out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.mailroom import boxes_for
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Silence
from ventanilla.desk.notices import STATES
from ventanilla.mail.boxes import BoxState, box_states
from ventanilla.mail.incoming import DayOfMail, reconciliation_by_day
from ventanilla.mail.models import MailOutgoing
from ventanilla.mail.queries import OutgoingFigures, outgoing_figures, undelivered_of_nothing
from ventanilla.people.access import Actor, Permission

DAYS, LOST = 14, 20
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("total", pgettext_lazy("mail", "Received")),
    ("filed", _("Filed")),
    ("held", _("Held")),
    ("ignored", _("Ignored")),
    ("rejected", _("Refused")),
    ("failed", _("Failed")),
    ("received", _("Not yet filed")),
)
RUNNERS = (Permission.MANAGE_STAFF, Permission.READ_ALL_CASES)


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A mailbox: `words` say how it does, `expected` how often mail is expected (with its certainty), if at all."""

    state: BoxState
    words: str
    expected: str
    certainty: Silence | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day: its figures in the order of COLUMNS, and whether they add up, in words."""

    day: dt.date
    figures: tuple[tuple[str, int], ...]
    words: str
    is_even: bool


@dataclass(frozen=True, slots=True)
class LostRow:
    """A notice of no case that was not delivered."""

    subject: str
    recipient: str
    state: str
    error: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class MailStatePage:
    """What the templates print. `lost` is for those who run or audit the desk."""

    boxes: tuple[BoxRow, ...]
    columns: tuple[str, ...]
    days: tuple[DayRow, ...]
    summary: str
    is_even: bool
    outgoing: OutgoingFigures
    lost: tuple[LostRow, ...]


def mail_state_page(actor: Actor, *, pack: Pack, now: dt.datetime) -> MailStatePage:
    """The state of the boxes the actor has a part in, or of all for whoever runs or audits the desk."""
    days = days_of(actor, pack=pack, now=now)
    runs = any(map(actor.may, RUNNERS))
    left = sum(day.received for day in days)
    return MailStatePage(
        boxes=tuple(_box(state) for state in states_for(actor, pack=pack, now=now)),
        columns=tuple(str(title) for _code, title in COLUMNS),
        days=tuple(_day(day) for day in days),
        summary=_summary(sum(day.total for day in days), left),
        is_even=not left,
        outgoing=outgoing_figures(),
        lost=tuple(_lost(notice) for notice in undelivered_of_nothing(limit=LOST)) if runs else (),
    )


def states_for(actor: Actor, *, pack: Pack, now: dt.datetime) -> list[BoxState]:
    """The boxes the actor has a part in."""
    hers = boxes_for(actor)
    return [state for state in box_states(pack, at=now) if state.box.code in hers]


def days_of(actor: Actor, *, pack: Pack, now: dt.datetime) -> list[DayOfMail]:
    """The last two weeks of her boxes, the newest day first."""
    last = now.astimezone(pack.timezone).date()
    first = last - dt.timedelta(days=DAYS - 1)
    return reconciliation_by_day(boxes=boxes_for(actor), first=first, last=last, zone=pack.timezone)


def days_as_csv(days: list[DayOfMail]) -> bytes:
    """The reconciliation for a spreadsheet: UTF-8 with its mark, or accents are spoilt there."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([gettext("Day"), *(str(title) for _code, title in COLUMNS), gettext("Does it add up?")])
    for day in map(_day, days):
        writer.writerow([day.day.isoformat(), *(number for _title, number in day.figures), day.words])
    return sheet.getvalue().encode("utf-8-sig")


def _box(state: BoxState) -> BoxRow:
    silence = state.box.silent_after
    return BoxRow(state, box_words(state), _expected(silence) if silence else "", silence)


def box_words(state: BoxState) -> str:
    """How a box does, in one sentence."""
    if state.failing_since is not None:
        return gettext("It cannot be read")
    if state.silent_since is not None:
        return gettext("Silent for longer than expected")
    if state.received_at is None:
        return gettext("Nothing has come yet")
    return gettext("It receives mail")


def _expected(silence: Silence) -> str:
    if silence.unit == "hours":
        words = ngettext("every hour", "every %(count)s hours", silence.amount)
    else:
        words = ngettext("every hour of attention", "every %(count)s hours of attention", silence.amount)
    return words % {"count": silence.amount} if "%" in words else words


def _day(day: DayOfMail) -> DayRow:
    figures = tuple((str(title), int(getattr(day, code))) for code, title in COLUMNS)
    return DayRow(day.day, figures, _day_words(day), day.is_even)


def _day_words(day: DayOfMail) -> str:
    if not day.is_even:
        left = day.total - day.filed - day.held - day.ignored - day.rejected - day.failed
        return ngettext("%(count)s not yet filed", "%(count)s not yet filed", left) % {"count": left}
    return gettext("It adds up") if day.total else gettext("No mail")


def _summary(total: int, left: int) -> str:
    if not total:
        return gettext("No mail came in these days.")
    said = ngettext("%(count)s e-mail was received", "%(count)s e-mails were received", total) % {
        "count": total
    }
    if left:
        rest = ngettext("%(count)s has not been filed yet", "%(count)s have not been filed yet", left)
        return f"{said}: {rest % {'count': left}}."
    return gettext("%(said)s and it is known what became of each.") % {"said": said}


def _lost(notice: MailOutgoing) -> LostRow:
    at = notice.result_at or notice.created_at
    return LostRow(notice.subject, notice.recipient, str(STATES[notice.state]), notice.last_error, at)
