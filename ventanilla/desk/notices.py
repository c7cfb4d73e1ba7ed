"""The notices of a case as its page lists them: what each was, to whom, and whether it arrived."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.models import Case
from ventanilla.desk.forms import ActForm
from ventanilla.mail.acts import UNDELIVERED
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.mail.queries import notices_about

SHOWN, LIMIT = 4, 60
STATES: dict[str, Promise] = {
    OutgoingState.QUEUED: _("Queued"),
    OutgoingState.SENDING: _("Being sent"),
    OutgoingState.SENT: _("Accepted by the server"),
    OutgoingState.FAILED: _("Could not be delivered"),
    OutgoingState.BOUNCED: _("Came back"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice. `at` is when it came to its state, `next_at` when it is tried again; `form` sends it once more."""

    title: str
    recipient: str
    state: str
    at: dt.datetime
    next_at: dt.datetime | None
    attempts: int
    error: str
    is_lost: bool
    is_delayed: bool
    url: str
    form: ActForm | None


@dataclass(frozen=True, slots=True)
class Notices:
    """The newest ones, those behind them, and how many were not delivered."""

    rows: tuple[NoticeRow, ...]
    older: tuple[NoticeRow, ...]
    lost: int


def notices_of(case: Case, merged: Iterable[Case], *, may_resend: bool) -> Notices:
    """All notices of a case and of those merged into it, the undelivered first, then the newest."""
    numbers = [case.number, *(other.number for other in merged)]
    found = [_row(case, notice, may_resend=may_resend) for notice in notices_about(numbers, limit=LIMIT)]
    found.sort(key=lambda row: not row.is_lost)
    lost = sum(row.is_lost for row in found)
    shown = max(SHOWN, lost)
    return Notices(tuple(found[:shown]), tuple(found[shown:]), lost)


def title_of(notice: MailOutgoing, number: str = "") -> str:
    """What a notice was: its subject, without the number of the case on whose page it stands."""
    bare = re.sub(rf"^\w* ?{re.escape(number)}: *", "", notice.subject) if number else notice.subject
    return bare[:1].upper() + bare[1:]


def _row(case: Case, notice: MailOutgoing, *, may_resend: bool) -> NoticeRow:
    is_lost = notice.state in UNDELIVERED
    waits = notice.state == OutgoingState.QUEUED and notice.attempt > 0
    is_sent = notice.state == OutgoingState.SENT
    happened = notice.sent_at if is_sent else notice.result_at
    return NoticeRow(
        title=title_of(notice, case.number),
        recipient=notice.recipient,
        state=str(STATES[notice.state]),
        at=happened or notice.created_at,
        next_at=notice.next_try_at if waits else None,
        attempts=notice.attempt,
        error=notice.last_error,
        is_lost=is_lost,
        is_delayed=is_sent and bool(notice.last_error),
        url=reverse("desk:notice_resending", args=[case.number, notice.pk]),
        form=ActForm(code=f"notice-{notice.pk}", seen=case.stream.seq) if is_lost and may_resend else None,
    )
