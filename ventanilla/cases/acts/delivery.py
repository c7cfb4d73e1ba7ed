"""What became of the notices of a case: one that came back or was given up, and sending it once more."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.merged import living, merged_in
from ventanilla.cases.models import Case
from ventanilla.cases.policies import check_can_resend
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.acts import UNDELIVERED, requeue_notice
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.people.access import SYSTEM, Actor

ATTENTION = ("notice_bounced", "notice_failed")


@transaction.atomic
def note_bounce(*, case: Case, notice: MailOutgoing, at: dt.datetime) -> JournalEntry:
    """A notice of the case came back: the person was not told, and an officer has to know (LPA: not notified)."""
    work = begin(case, by=SYSTEM, at=at, via="system")
    case.needs_attention = "notice_bounced"
    case.save(update_fields=["needs_attention"])
    return work.record("notice.bounced", facts={"notice": notice.pk, "text": notice.kind})


@transaction.atomic
def note_failure(*, notice_id: int, at: dt.datetime) -> JournalEntry | None:
    """A notice was given up: its case is marked for an officer. Twice for one failure is once.

    None where the notice has no case, or is on its way again.
    """
    notice = MailOutgoing.objects.defer("rendered").filter(pk=notice_id).first()
    case = Case.objects.filter(number=notice.ref).first() if notice and notice.ref else None
    if notice is None or case is None:
        return None
    case = living(case)
    work = begin(case, by=SYSTEM, at=at, via="system")
    notice = _locked(case, notice_id)
    if notice.state != OutgoingState.FAILED:
        return None
    work.key = uuid.uuid5(uuid.NAMESPACE_URL, f"notice-failed:{notice.pk}:{notice.result_at}")
    done = JournalEntry.objects.filter(key=work.key).first()
    if done is not None:
        return done
    case.needs_attention = "notice_failed"
    case.save(update_fields=["needs_attention"])
    return work.record("notice.failed", facts={"notice": notice.pk, "text": notice.kind})


@transaction.atomic
def resend_notice(
    *,
    case: Case,
    notice_id: int,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Send an undelivered notice of the case once more: the same bytes under the same Message-ID.

    A closed case allows it too: its answer must arrive. The mark on the case goes with its last undelivered notice.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_resend(case, by)
    notice = _locked(case, notice_id)
    if notice.state not in UNDELIVERED:
        raise NotAllowed(_("This notice is on its way or has arrived already: it need not be sent again."))
    requeue_notice(notice, at=at)
    others = MailOutgoing.objects.filter(ref__in=_numbers(case), state__in=UNDELIVERED)
    if case.needs_attention in ATTENTION and not others.exists():
        case.needs_attention = ""
        case.save(update_fields=["needs_attention"])
    return work.record("notice.resent", facts={"notice": notice.pk, "text": notice.kind})


def _numbers(case: Case) -> list[str]:
    """Under which its notices went out: its own, and those of the cases merged into it."""
    return [case.number, *(other.number for other in merged_in(case))]


def _locked(case: Case, notice_id: int) -> MailOutgoing:
    rows = MailOutgoing.objects.select_for_update().defer("rendered")
    notice = rows.filter(pk=notice_id, ref__in=_numbers(case)).first()
    if notice is None:
        raise NotAllowed(_("The case has no such notice."))
    return notice
