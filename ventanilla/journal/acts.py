"""Writing to the journal. Every caller is inside a transaction and has locked the stream first."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from ventanilla.journal.chain import detail_digest, entry_hash
from ventanilla.journal.evidence import Told, detail_with, facts_of
from ventanilla.journal.models import JournalDetail, JournalEntry, JournalStream

Clock = Literal["", "start", "stop", "resume", "end"]
_COLUMNS = (
    "stream_id", "seq", "recorded_at", "effective_at", "kind", "clock", "actor", "on_behalf_of", "via", "key",
    "corrects", "public", "detail_digest", "hash",
)  # fmt: skip
_APPEND = """
WITH entry AS (
  INSERT INTO journal_entry (stream_id, seq, recorded_at, effective_at, kind, clock, actor, on_behalf_of, via, key,
    corrects, public, facts, detail_digest, hash)
  VALUES (%(stream_id)s, %(seq)s, %(recorded_at)s, %(effective_at)s, %(kind)s, %(clock)s, %(actor)s, %(on_behalf_of)s,
    %(via)s, %(key)s, %(corrects)s, %(public)s, %(facts)s, %(detail_digest)s, %(hash)s)
  RETURNING id
), detail AS (
  INSERT INTO journal_detail (stream_id, seq, salt, body)
  SELECT %(stream_id)s, %(seq)s, %(salt)s::text, %(body)s::jsonb WHERE %(salt)s::text <> ''
), head AS (
  UPDATE journal_stream SET seq = %(seq)s, head = %(hash)s WHERE id = %(stream_id)s
) SELECT id FROM entry
"""


def open_stream(subject: str) -> JournalStream:
    """A new, empty stream. Raises IntegrityError where the subject has one already."""
    return JournalStream.objects.create(subject=subject)


def lock_streams(ids: Iterable[int]) -> dict[int, JournalStream]:
    """Lock streams for the rest of the transaction, in id order so that two acts never wait for each other."""
    streams = JournalStream.objects.select_for_update().filter(id__in=list(ids)).order_by("id")
    return {stream.id: stream for stream in streams}


def locked_stream(subject: str) -> JournalStream:
    """The stream of what is no case (staff, calendar, mail), locked; opened by the first act that writes there."""
    stream = JournalStream.objects.filter(subject=subject).first() or open_stream(subject)
    return lock_streams([stream.pk])[stream.pk]


def append(
    stream: JournalStream,
    *,
    kind: str,
    actor: str,
    via: str,
    at: dt.datetime,
    effective_at: dt.datetime | None = None,
    clock: Clock = "",
    on_behalf_of: str = "",
    key: uuid.UUID | None = None,
    corrects: int | None = None,
    public: bool = False,
    facts: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
    rows: Sequence[Told] = (),
) -> JournalEntry:
    """Append one entry to a locked stream and move its head.

    `facts` must hold no personal data (codes, ids, hashes); `detail` holds the rest and can be erased later. `rows` are
    those of evidence that the act wrote.
    `effective_at` is the moment the legal clock uses where it is not `at` (a letter received yesterday).
    """
    entry = JournalEntry(
        stream=stream,
        seq=stream.seq + 1,
        recorded_at=at,
        effective_at=effective_at or at,
        kind=kind,
        clock=clock,
        actor=actor,
        on_behalf_of=on_behalf_of,
        via=via,
        key=key,
        corrects=corrects,
        public=public,
        facts={**(facts or {}), **facts_of(rows)},
    )
    detail = detail_with(detail, rows)
    salt = "" if detail is None else secrets.token_hex(16)
    if detail is not None:
        entry.detail_digest = detail_digest(salt, detail)
    entry.hash = entry_hash(entry, subject=stream.subject, previous=stream.head)
    _write(entry, salt=salt, detail=detail)
    stream.seq, stream.head = entry.seq, entry.hash
    return entry


def _write(entry: JournalEntry, *, salt: str, detail: Mapping[str, Any] | None) -> None:
    """Entry, detail and head in one statement: every act waits for it, at intake thousands in a row."""
    row: dict[str, Any] = {name: getattr(entry, name) for name in _COLUMNS}
    row |= {
        "facts": Jsonb(entry.facts),
        "salt": salt,
        "body": None if detail is None else Jsonb(dict(detail)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, row)
        entry.pk = int(cursor.fetchone()[0])


@transaction.atomic
def erase_detail(
    stream_id: int, seq: int, *, actor: str, via: str, at: dt.datetime, reason: str
) -> JournalEntry:
    """Erase the personal part of one entry. The chain still holds, and the erasure is an entry itself."""
    stream = lock_streams([stream_id])[stream_id]
    JournalDetail.objects.filter(stream=stream, seq=seq).delete()
    return append(
        stream,
        kind="detail.erased",
        actor=actor,
        via=via,
        at=at,
        corrects=seq,
        facts={"seq": seq, "reason": reason},
    )


def record_read(*, actor: str, subject: str, at: dt.datetime) -> None:
    """Note that somebody read something sensitive (an auditor a case)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_read (at, actor, subject) VALUES (%s, %s, %s)", [at, actor, subject]
        )
