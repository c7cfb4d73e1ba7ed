"""The history of a case for staff: messages, notes and acts as one list, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.models import Attachment, Case, Message
from ventanilla.cases.queries import Timeline, timeline
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.rows import outcome_title
from ventanilla.desk.wording import Names, actor_name, channel_words, names_in, sentence_of
from ventanilla.files.store import may_open
from ventanilla.formal.receipts import PRESENTED
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.mail.models import MailOutgoing, OutgoingState

MAIL_STATES: dict[str, Promise] = {
    OutgoingState.QUEUED: _("The e-mail is about to go out"),
    OutgoingState.SENDING: _("The e-mail is about to go out"),
    OutgoingState.SENT: _("Also sent by e-mail"),
    OutgoingState.FAILED: _("The e-mail could not be delivered"),
}
REASONED = ("transfer.offered", "transfer.returned")
"""Acts whose words stand in the journal's detail alone."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the file-list component takes it; `href` is "" while it may not be opened."""

    name: str
    size: int
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry: `kind` as the timeline-entry component has it, `anchor` where a link to it leads."""

    seq: int
    anchor: str
    kind: str
    title: str
    author: str
    at: dt.datetime
    body: str = ""
    via: str = ""
    outcome: str = ""
    files: tuple[FileRow, ...] = ()
    is_failed: bool = False
    is_new: bool = False
    receipt_url: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The rows, and the files by the requirement they are for."""

    rows: tuple[HistoryRow, ...]
    files: dict[str, list[FileRow]]

    @property
    def news(self) -> tuple[HistoryRow, ...]:
        """What happened after the page that somebody had open."""
        return tuple(row for row in self.rows if row.is_new)


def history_of(
    case: Case, procedure: Procedure, pack: Pack, *, seen: int | None = None, with_notes: bool = True
) -> History:
    """All that happened in a case; entries after `seen` are marked as new.

    `with_notes` is for colleagues: one of the staff who is a party reads what any party reads.
    """
    told = timeline(case, for_staff=with_notes)
    messages = {message.entry: message for message in told.messages}
    files = {item.pk: file_row(case, item) for item in told.attachments}
    names = names_in(told.entries)
    reasons = _reasons(case, told.entries)
    rows = []
    for entry in told.entries:
        message = messages.get(entry.seq)
        rows.append(
            HistoryRow(
                seq=entry.seq,
                anchor=f"asiento-{entry.seq}",
                kind=_kind(message),
                title=sentence_of(entry, pack, names, procedure),
                author=_author(case, entry, message, names),
                at=entry.effective_at,
                body=message.body if message else reasons.get(entry.seq, ""),
                via=_via(entry, message),
                outcome=outcome_title(str(entry.facts.get("outcome") or ""), pack),
                files=tuple(files[item.pk] for item in _attached(told, entry, message)),
                is_failed=bool(message and _mail_state(message.outgoing) == OutgoingState.FAILED),
                is_new=seen is not None and entry.seq > seen,
                receipt_url=_receipt_url(case, entry),
            )
        )
    grouped: dict[str, list[FileRow]] = {}
    for item in told.attachments:
        grouped.setdefault(item.requirement, []).append(files[item.pk])
    return History(tuple(reversed(rows)), grouped)


def file_row(case: Case, item: Attachment) -> FileRow:
    """One file, with its address where it may be opened."""
    is_open = may_open(item.blob)
    address = reverse("desk:file", args=[case.number, item.pk]) if is_open else ""
    return FileRow(item.name, item.blob.size, item.blob.scan, address)


def _receipt_url(case: Case, entry: JournalEntry) -> str:
    return reverse("desk:receipt_paper", args=[case.number, entry.seq]) if entry.kind in PRESENTED else ""


def _kind(message: Message | None) -> str:
    if message is None:
        return "act"
    if message.audience == Message.Audience.INTERNAL:
        return "note"
    return "incoming" if message.direction == "in" else "outgoing"


def _author(case: Case, entry: JournalEntry, message: Message | None, names: Names) -> str:
    if message is not None:
        return message.author_name
    return case.applicant_name if entry.kind == "case.opened" else actor_name(entry.actor, names)


def _via(entry: JournalEntry, message: Message | None) -> str:
    if message is not None and message.direction == "out":
        state = _mail_state(message.outgoing)
        return str(MAIL_STATES[state]) if state else ""
    return channel_words(entry.via) if message is not None else ""


def _mail_state(outgoing: MailOutgoing | None) -> str:
    return outgoing.state if outgoing is not None else ""


def _attached(told: Timeline, entry: JournalEntry, message: Message | None) -> Sequence[Attachment]:
    if message is not None:
        return [item for item in told.attachments if item.message_id == message.pk]
    return [item for item in told.attachments if item.message_id is None and item.entry == entry.seq]


def _reasons(case: Case, entries: Sequence[JournalEntry]) -> dict[int, str]:
    wanted = [entry.seq for entry in entries if entry.kind in REASONED]
    details = JournalDetail.objects.filter(stream_id=case.stream_id, seq__in=wanted) if wanted else ()
    return {detail.seq: str(detail.body.get("reason", "")) for detail in details}
