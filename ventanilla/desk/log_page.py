"""The journal as the auditor reads it: the latest entries of every stream, and the whole of one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.desk.wording import actor_name, channel_words, membership_words, names_in, sentence_of
from ventanilla.journal.models import JournalAnchor, JournalEntry, JournalStream
from ventanilla.journal.verification import Finding, verify_last_anchor, verify_stream

PAGE = 50
LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry: of what, what happened, who did it and how. `mark` is the beginning of its hash."""

    seq: int
    at: dt.datetime
    effective_at: dt.datetime
    subject: str
    case_url: str
    log_url: str
    sentence: str
    concerns: str
    author: str
    via: str
    facts: str
    hash: str

    @property
    def mark(self) -> str:
        """Enough of the hash to compare by eye."""
        return self.hash[:12]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The latest entries, and whether the last anchor over all streams holds."""

    rows: tuple[LogRow, ...]
    previous_url: str
    next_url: str
    anchor: JournalAnchor | None
    findings: tuple[Finding, ...]
    is_checked: bool


@dataclass(frozen=True, slots=True)
class StreamLog:
    """Every entry of one subject from the first, and what does not hold."""

    subject: str
    case_url: str
    rows: tuple[LogRow, ...]
    head: str
    findings: tuple[Finding, ...]


def log_page(*, pack: Pack, before: int | None = None, after: int | None = None) -> LogPage:
    """One page, newest first; `before` and `after` are the entries at its edges. The first page checks the anchor."""
    entries = JournalEntry.objects.select_related("stream")
    if after is not None:
        found = list(entries.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more_older, more_newer = True, len(found) > PAGE
        found = found[:PAGE][::-1]
    else:
        found = list(entries.filter(pk__lt=LARGEST if before is None else before).order_by("-pk")[: PAGE + 1])
        more_older, more_newer = len(found) > PAGE, before is not None
        found = found[:PAGE]
    is_first = before is None and after is None
    anchor, findings = verify_last_anchor() if is_first else (None, [])
    here = reverse("desk:log")
    return LogPage(
        rows=log_rows(found, pack),
        previous_url=f"{here}?despues={found[0].pk}" if found and more_newer else "",
        next_url=f"{here}?antes={found[-1].pk}" if found and more_older else "",
        anchor=anchor,
        findings=tuple(findings),
        is_checked=is_first,
    )


def stream_log(stream: JournalStream, *, pack: Pack) -> StreamLog:
    """The journal of one subject, checked against its own hashes."""
    entries = list(JournalEntry.objects.filter(stream=stream).select_related("stream").order_by("seq"))
    number = stream.subject.removeprefix("case:")
    is_case = stream.subject.startswith("case:")
    return StreamLog(
        subject=number,
        case_url=reverse("desk:case", args=[number]) if is_case else "",
        rows=log_rows(entries, pack),
        head=stream.head,
        findings=tuple(verify_stream(stream)),
    )


def log_rows(entries: Sequence[JournalEntry], pack: Pack) -> tuple[LogRow, ...]:
    """Entries as lines, with the names of those they refer to in one query."""
    names = names_in(entries)
    rows = []
    for entry in entries:
        subject = entry.stream.subject
        number = subject.removeprefix("case:") if subject.startswith("case:") else ""
        rows.append(
            LogRow(
                seq=entry.seq,
                at=entry.recorded_at,
                effective_at=entry.effective_at,
                subject=number or (_("Staff") if subject == "staff" else subject),
                case_url=f"{reverse('desk:case', args=[number])}#asiento-{entry.seq}" if number else "",
                log_url=reverse("desk:case_log", args=[number]) if number else "",
                sentence=sentence_of(entry, pack, names),
                concerns=membership_words(entry.facts, pack, names) if subject == "staff" else "",
                author=actor_name(entry.actor, names),
                via=channel_words(entry.via),
                facts=json.dumps(entry.facts, ensure_ascii=False, indent=2, sort_keys=True),
                hash=entry.hash,
            )
        )
    return tuple(rows)
