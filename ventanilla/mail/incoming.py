"""What came in: kept whole before anybody reads it, claimed by one loop at a time, settled once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from ventanilla.files.models import Blob
from ventanilla.files.store import store
from ventanilla.mail.boxes import note_arrival
from ventanilla.mail.models import InboundState, MailInbound, MailOutgoing, OutgoingState
from ventanilla.mail.waking import wake

MEDIA_TYPE = "message/rfc822"
NULL_SENDER = "<>"
FILING_TASK = "intake.file"
BATCH = 10
LEASE = dt.timedelta(minutes=2)
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
# Waits for the lock: a claim that looked at the row a moment too late holds it until it ends, though it takes others.
_HOLD = "SELECT * FROM mail_inbound WHERE id = %s AND state IN ('received', 'failed') FOR UPDATE"
_ID_LENGTH = 200
_HEADING = ["message_id", "sender", "subject", "auth_results"]
_SETTLED = [*_HEADING, "state", "reason", "ref", "settled_at", "next_try_at"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What filing read of a mail, for lists and for finding it again."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    auth_results: str = ""


@transaction.atomic
def receive_mail(
    *,
    box: str,
    raw: Iterable[bytes],
    envelope_from: str | None = None,
    recipients: Iterable[str] = (),
    at: dt.datetime,
) -> MailInbound:
    """Keep a mail's bytes, synced to disk, and its row; the same bytes in the same box are the same row.

    `envelope_from` is the transport's MAIL FROM ("" for the null sender, None where it is not known). When this has
    committed the transport may acknowledge. Filing follows by the worker.
    """
    blob = store(raw, media_type=MEDIA_TYPE, at=at)
    inbound = _insert(box, blob, envelope_from, recipients, at)
    note_arrival(box, at=at)
    return inbound


def _insert(
    box: str, blob: Blob, envelope_from: str | None, recipients: Iterable[str], at: dt.datetime
) -> MailInbound:
    sender = "" if envelope_from is None else envelope_from or NULL_SENDER
    inbound, is_new = MailInbound.objects.get_or_create(
        box=box,
        blob=blob,
        defaults={
            "size": blob.size,
            "envelope_from": storable(sender)[:320],
            "recipients": storable(" ".join(recipients)),
            "next_try_at": at,
            "received_at": at,
        },
    )
    if is_new:
        ask_for_filing()
    return inbound


def ask_for_filing() -> None:
    """Queue one run of the filing task, unless one waits already. Its name is known here, its room is not."""
    wake(FILING_TASK, queue="intake")


@transaction.atomic
def claim(*, at: dt.datetime) -> list[int]:
    """The ids of mails to file next, leased to the caller for `LEASE`.

    A mail whose filing was begun before is claimed alone, so that one that kills its worker drags no other along.
    """
    due = MailInbound.objects.select_for_update(skip_locked=True).filter(next_try_at__lte=at)
    due = due.order_by("next_try_at", "id").only("id", "tries", "next_try_at")
    batch = list(due.filter(tries=0)[:BATCH]) or list(due.filter(tries__gt=0)[:1])
    for inbound in batch:
        inbound.tries += 1
        inbound.next_try_at = at + LEASE
    MailInbound.objects.bulk_update(batch, ["tries", "next_try_at"])
    return [inbound.pk for inbound in batch]


def hold_row(inbound_id: int) -> MailInbound | None:
    """Lock a claimed mail for the rest of the transaction; None where another loop has settled it."""
    return next(iter(MailInbound.objects.raw(_HOLD, [inbound_id])), None)


def settle_mail(
    inbound: MailInbound,
    *,
    state: InboundState,
    reason: str,
    ref: str = "",
    heading: Heading | None = None,
    at: dt.datetime,
) -> None:
    """Write down what became of a mail. Nothing tries it again unless a person asks."""
    if heading is not None:
        _put_heading(inbound, heading)
    inbound.state, inbound.reason, inbound.ref = state, storable(reason), ref
    inbound.settled_at, inbound.next_try_at = at, None
    inbound.save(update_fields=_SETTLED)


def fail_mail(inbound: MailInbound, *, reason: str, at: dt.datetime) -> None:
    """Its filing raised: seen at the desk at once, tried again a few times, kept for ever."""
    wait = RETRY_AFTER[inbound.tries - 1] if 0 < inbound.tries <= len(RETRY_AFTER) else None
    inbound.state, inbound.reason = InboundState.FAILED, storable(reason)
    inbound.next_try_at = at + wait if wait else None
    inbound.save(update_fields=["state", "reason", "next_try_at"])


def retry_mail(inbound: MailInbound, *, at: dt.datetime) -> None:
    """Have a held or failed mail filed again from the beginning, on a person's word."""
    inbound.state, inbound.tries, inbound.next_try_at = InboundState.RECEIVED, 0, at
    inbound.settled_at = None
    inbound.save(update_fields=["state", "tries", "next_try_at", "settled_at"])
    ask_for_filing()


def is_worn_out(inbound: MailInbound) -> bool:
    """Whether its filing was begun as often as it may be and never came to an end."""
    return inbound.tries > len(RETRY_AFTER) + 1


def notice_named(*, tokens: Iterable[str], message_id: str) -> MailOutgoing | None:
    """The notice a delivery report is about: by the tokens it was sent to, or the Message-ID it returns."""
    named = Q(reply_token__in=list(tokens))
    if message_id:
        named |= Q(message_id=id_key(message_id))
    return MailOutgoing.objects.filter(named).defer("rendered").order_by("id").first()


def record_bounce(
    *, tokens: Iterable[str], message_id: str, action: str, diagnostic: str, at: dt.datetime
) -> MailOutgoing | None:
    """Write on a notice what a delivery report says of it; None where the report names none of ours.

    `action` is RFC 3464's: a delay or a delivery is noted, a failure marks the notice as bounced.
    """
    named = notice_named(tokens=tokens, message_id=message_id)
    if named is None:
        return None
    outgoing = MailOutgoing.objects.select_for_update().get(pk=named.pk)
    if action == "failed":
        outgoing.state = OutgoingState.BOUNCED
    if action != "delivered":
        outgoing.last_error = storable(diagnostic)
    outgoing.result_at = at
    outgoing.save(update_fields=["state", "last_error", "result_at"])
    return outgoing


def reconciliation(*, since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """How many mails came in a span of time and what became of each: `total` and a count by state."""
    rows = MailInbound.objects.filter(received_at__gte=since, received_at__lt=until)
    counted = dict(rows.order_by().values_list("state").annotate(Count("id")))
    counts = {str(state): int(counted.get(state, 0)) for state in InboundState.values}
    return {"total": rows.count(), **counts}


@dataclass(frozen=True, slots=True)
class DayOfMail:
    """What came on a day of the office and what became of it; `received` is what still waits to be filed."""

    day: dt.date
    total: int
    filed: int
    held: int
    ignored: int
    rejected: int
    failed: int
    received: int

    @property
    def is_even(self) -> bool:
        """Whether everything that came has been decided on or lies before a person: nothing is still on its way."""
        return self.total == self.filed + self.held + self.ignored + self.rejected + self.failed


def reconciliation_by_day(
    *, boxes: Iterable[str], first: dt.date, last: dt.date, zone: dt.tzinfo
) -> list[DayOfMail]:
    """Each day from `first` to `last`, the newest first, with or without mail; the days are those of `zone`."""
    since = dt.datetime.combine(first, dt.time.min, zone)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
    rows = MailInbound.objects.filter(box__in=list(boxes), received_at__gte=since, received_at__lt=until)
    by_state = {str(state): Count("id", filter=Q(state=state)) for state in InboundState.values}
    days = rows.order_by().values(day=TruncDate("received_at", tzinfo=zone))
    counted = {row["day"]: row for row in days.annotate(total=Count("id"), **by_state)}
    nothing = dict.fromkeys(("total", *by_state), 0)
    wanted = [last - dt.timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [DayOfMail(**(nothing | counted.get(day, {}) | {"day": day})) for day in wanted]


def id_key(message_id: str) -> str:
    """A Message-ID as our tables keep it: one that is too long for a column as its digest."""
    if len(message_id) <= _ID_LENGTH:
        return message_id
    return f"<{hashlib.sha256(message_id.encode('utf-8', 'surrogatepass')).hexdigest()}@long>"


def storable(text: str) -> str:
    """Text that PostgreSQL takes: no NUL, no lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _put_heading(inbound: MailInbound, heading: Heading) -> None:
    inbound.message_id = id_key(storable(heading.message_id))
    inbound.sender = storable(heading.sender)[:320]
    inbound.subject = storable(heading.subject)
    inbound.auth_results = storable(heading.auth_results)
