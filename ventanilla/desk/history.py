"""The history of a case for staff: messages, notes and acts as one list, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.models import Attachment, Case, Message, Phase
from ventanilla.cases.queries import Timeline, timeline
from ventanilla.catalogue import Pack
from ventanilla.catalogue.forms import labels_of
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.rows import outcome_title
from ventanilla.desk.wording import Names, actor_name, channel_words, names_in, sentence_of
from ventanilla.files.store import may_open
from ventanilla.formal.receipts import PRESENTED
from ventanilla.formal.signature_words import SignatureNote, notes_on
from ventanilla.formal.telling import KINDS, body_of, is_over
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.mail.acts import UNDELIVERED
from ventanilla.mail.models import MailOutgoing, OutgoingState

MAIL_STATES: dict[str, Promise] = {
    OutgoingState.QUEUED: _("The e-mail is about to go out"),
    OutgoingState.SENDING: _("The e-mail is about to go out"),
    OutgoingState.SENT: _("Also sent by e-mail"),
    OutgoingState.FAILED: _("The e-mail could not be delivered"),
    OutgoingState.BOUNCED: _("The e-mail came back"),
}
STORY = "description"
"""The well-known field in which the matter is told."""
REASONED = (
    "transfer.offered",
    "transfer.returned",
    "inquiry.opened",
    "inquiry.settled",
    "solvency.proved_on_paper",
    "power.revoked",
)
"""Acts whose words stand in the journal's detail alone."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the file-list component takes it; `href` is "" while it may not be opened."""

    name: str
    size: int
    state: str
    href: str
    notes: tuple[SignatureNote, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry: `kind` as the timeline-entry component has it, `anchor` where a link to it leads.

    `under` is the number of the merged case that it came under, "" for the case's own.
    """

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
    under: str = ""
    receipt_url: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The rows, the files by the requirement they are for, the cases merged into this one, and what silence means in it."""

    rows: tuple[HistoryRow, ...]
    files: dict[str, list[FileRow]]
    merged: tuple[Case, ...] = ()
    silence: HistoryRow | None = None

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
    messages = {(message.case_id, message.entry): message for message in told.messages}
    files = {item.pk: file_row(case, item) for item in told.attachments}
    names = names_in(told.entries)
    reasons = _reasons(told.entries)
    rows = []
    for entry in told.entries:
        owner = told.case_of(entry)
        is_own = owner.pk == case.pk
        message = messages.get((owner.pk, entry.seq))
        rows.append(
            HistoryRow(
                seq=entry.seq,
                anchor=f"asiento-{entry.seq}" if is_own else f"asiento-{owner.number}-{entry.seq}",
                kind=_kind(message),
                title=sentence_of(entry, pack, names, procedure),
                author=_author(owner, entry, message, names),
                at=entry.effective_at,
                body=message.body
                if message
                else reasons.get(entry.pk) or _words(case, owner, entry, procedure),
                via=_via(entry, message),
                outcome=outcome_title(str(entry.facts.get("outcome") or ""), pack),
                files=tuple(files[item.pk] for item in _attached(told, owner, entry, message)),
                is_failed=bool(message and _mail_state(message.outgoing) in UNDELIVERED),
                is_new=is_own and seen is not None and entry.seq > seen,
                under="" if is_own else owner.number,
                receipt_url=_receipt_url(case, entry) if is_own else "",
            )
        )
    over = _silence(case, rows, told.entries)
    return History(tuple(reversed(rows)), _by_requirement(told, files), told.merged, over)


def _silence(case: Case, rows: Sequence[HistoryRow], entries: Sequence[JournalEntry]) -> HistoryRow | None:
    """What silence means in a case that still waits for its decision after its legal term."""
    if case.phase in (Phase.DECIDED, Phase.CLOSED):
        return None
    told = [
        row for row, entry in zip(rows, entries, strict=True) if is_over(entry, case.due_at) and not row.under
    ]
    return told[-1] if told else None


def _by_requirement(told: Timeline, files: Mapping[int, FileRow]) -> dict[str, list[FileRow]]:
    """The files by requirement; those of a merged case of another procedure are for none of this one's."""
    foreign = {other.pk for other in told.merged if other.procedure != told.case.procedure}
    grouped: dict[str, list[FileRow]] = {}
    for item in told.attachments:
        code = "" if item.case_id in foreign else item.requirement
        grouped.setdefault(code, []).append(files[item.pk])
    return grouped


def _story(case: Case, owner: Case, entry: JournalEntry) -> str:
    """The words with which a merged case was presented: the case's own stand beside the history."""
    is_told = entry.kind == "case.opened" and owner.pk != case.pk
    return "\n\n".join((owner.subject, str(owner.answers.get(STORY) or ""))).strip() if is_told else ""


def file_row(case: Case, item: Attachment) -> FileRow:
    """One file, with its address where it may be opened."""
    is_open = may_open(item.blob)
    address = reverse("desk:file", args=[case.number, item.pk]) if is_open else ""
    return FileRow(item.name, item.blob.size, item.blob.scan, address, notes_on(item.blob))


def _words(case: Case, owner: Case, entry: JournalEntry, procedure: Procedure) -> str:
    """What an entry says that no message holds: the questions completed, or how a merged case was presented."""
    if entry.kind == "case.completed":
        return "; ".join(labels_of(procedure, entry.facts.get("fields", ())))
    if entry.kind in KINDS:
        return body_of(entry)
    return _story(case, owner, entry)


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


def _attached(
    told: Timeline, owner: Case, entry: JournalEntry, message: Message | None
) -> Sequence[Attachment]:
    if message is not None:
        return [item for item in told.attachments if item.message_id == message.pk]
    mine = (None, owner.pk, entry.seq)
    return [item for item in told.attachments if (item.message_id, item.case_id, item.entry) == mine]


def _reasons(entries: Sequence[JournalEntry]) -> dict[int, str]:
    wanted = {(entry.stream_id, entry.seq): entry.pk for entry in entries if entry.kind in REASONED}
    if not wanted:
        return {}
    streams, seqs = zip(*wanted, strict=True)
    details = JournalDetail.objects.filter(stream_id__in=streams, seq__in=seqs)
    return {
        wanted[detail.stream_id, detail.seq]: str(detail.body.get("reason", ""))
        for detail in details
        if (detail.stream_id, detail.seq) in wanted
    }
