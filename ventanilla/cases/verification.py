"""Do messages and definitions still say what they said? Used by `ventanilla verify`; the other rows are `evidence`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from ventanilla.cases.models import Definition, Message
from ventanilla.journal.verification import Finding

AT_ONCE = 1000
INTERNAL = frozenset({"note.added", "annex.recounted"})
"""Entries whose words staff alone read."""
_MESSAGES = """
SELECT stream.subject, message.id, message.entry, message.at, message.author_id, message.audience, message.body,
  entry.kind, entry.recorded_at, entry.actor, coalesce(detail.body->>'text', ''), entry.detail_digest <> '' AND detail.id IS NULL
FROM message JOIN "case" ON "case".id = message.case_id JOIN journal_stream stream ON stream.id = "case".stream_id
LEFT JOIN journal_entry entry ON entry.stream_id = stream.id AND entry.seq = message.entry
LEFT JOIN journal_detail detail ON detail.stream_id = stream.id AND detail.seq = message.entry
"""
_UNSAID = """
SELECT stream.subject, entry.seq FROM journal_entry entry JOIN journal_stream stream ON stream.id = entry.stream_id
JOIN "case" ON "case".stream_id = stream.id
LEFT JOIN journal_detail detail ON detail.stream_id = entry.stream_id AND detail.seq = entry.seq
WHERE (entry.kind IN ('message.received', 'message.sent', 'note.added', 'annex.recounted')
  OR (entry.kind = 'case.opened' OR entry.kind LIKE 'step.%%') AND detail.body->>'text' <> ''
  OR entry.kind LIKE 'step.%%' AND jsonb_array_length(entry.facts->'files') > 0)
AND NOT EXISTS (SELECT 1 FROM message WHERE message.case_id = "case".id AND message.entry = entry.seq)
ORDER BY stream.subject, entry.seq
"""


class _Said(NamedTuple):
    """A message beside the entry it names, whose columns are None where there is none; `text` is what the detail says."""

    subject: str
    message: int
    seq: int
    at: Any
    author: int | None
    audience: str
    body: str
    kind: str | None
    recorded_at: Any
    actor: str | None
    text: str
    is_erased: bool | None


def verify_messages() -> Iterator[Finding]:
    """Every message says what its entry holds, to whom it was said, and every entry with words has its message."""
    for row in _rows(_MESSAGES):
        said = _Said(*row)
        for fault in _faults(said):
            yield Finding("message_differs", said.subject, said.seq, f"el mensaje {said.message}: {fault}")
    for subject, seq in _rows(_UNSAID):
        yield Finding("message_removed", subject, seq, f"el asiento {seq} dice algo y su mensaje no está")


def verify_definitions() -> Iterator[Finding]:
    """Every procedure under which cases were opened is what its name, which is its digest, says."""
    for sha256, code, body in Definition.objects.values_list("sha256", "code", "body").iterator(AT_ONCE):
        if hashlib.sha256(body.encode()).hexdigest() != sha256:
            yield Finding("definition", f"definition:{sha256}", None, f"la definición de {code} fue cambiada")


def _faults(said: _Said) -> Iterator[str]:
    if said.kind is None:
        yield "ningún asiento dice que se escribió"
        return
    if not said.is_erased and said.body != said.text.strip():
        yield "su texto no es el que se asentó"
    if said.at != said.recorded_at:
        yield "no se escribió cuando consta en él"
    if said.author is not None and said.actor != f"person:{said.author}":
        yield "no lo escribió quien consta en él"
    if (said.audience == Message.Audience.INTERNAL) != (said.kind in INTERNAL):
        yield "no es para quien se escribió"


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [])
        while some := cursor.fetchmany(AT_ONCE):
            yield from some
