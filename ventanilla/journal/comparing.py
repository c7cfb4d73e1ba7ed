"""Are the rows of evidence still what entries say of them? Used by `ventanilla verify`.

Entries and rows are read side by side in the order of their streams, so that one stream is in memory at a time. In a
stream whose first entry tells no row, which an older version wrote, only what is told is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import BinaryField, F, Func, TextField, Value
from django.db.models.functions import Collate

from ventanilla.journal.evidence import Evidence, Told
from ventanilla.journal.models import JournalStream
from ventanilla.journal.verification import Finding

AT_ONCE = 1000
_TOLD = """
SELECT stream.subject, entry.seq, entry.facts->'rows', detail.body->'rows', entry.detail_digest <> '' AND detail.id IS NULL
FROM journal_entry entry JOIN journal_stream stream ON stream.id = entry.stream_id
LEFT JOIN journal_detail detail ON detail.stream_id = entry.stream_id AND detail.seq = entry.seq
WHERE entry.facts ? 'rows' ORDER BY stream.subject, entry.seq
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one entry tells: columns by row, digests of texts by row, and whether its detail was erased."""

    subject: str
    seq: int
    rows: Mapping[str, Mapping[str, Any] | None]
    texts: Mapping[str, str]
    is_erased: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it stands."""

    subject: str
    evidence: Evidence
    told: Told


@dataclass(slots=True)
class _Known:
    """What the entries of a stream say of a row in the end; `texts` is None where nobody knows any more."""

    seq: int
    columns: dict[str, Any] | None = field(default_factory=dict)
    texts: str | None = None


def verify_rows(kinds: Sequence[Evidence]) -> Iterator[Finding]:
    """Every row that differs from what was told of it, that no act wrote, or that is gone though no act removed it."""
    titles = {kind.table: kind.title for kind in kinds}
    found: Iterable[_Entry | _Row] = merge(_entries(), *map(_rows, kinds), key=lambda item: item.subject)
    for subject, items in groupby(found, key=lambda item: item.subject):
        yield from _compared(subject, items, titles)


def _compared(subject: str, items: Iterable[_Entry | _Row], titles: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of one stream. Its entries come before its rows."""
    known: dict[str, _Known] = {}
    first = 0
    for item in items:
        if isinstance(item, _Entry):
            first = first or item.seq
            _learn(known, item)
            continue
        last = known.pop(item.told.key, None)
        name = _name(item.told.key, titles)
        if last is not None and last.columns is not None:
            yield from (
                Finding("record_differs", subject, last.seq, f"{name}: {fault}")
                for fault in _faults(item, last)
            )
        elif last is not None or first == 1 or _is_empty(subject):
            yield Finding("record_foreign", subject, None, f"{name}: ningún asiento dice que se creó")
    for key, last in known.items():
        if last.columns is not None and key.partition(":")[0] in titles:
            text = f"{_name(key, titles)}: el asiento {last.seq} dice que existe y no está"
            yield Finding("record_removed", subject, last.seq, text)


def _learn(known: dict[str, _Known], entry: _Entry) -> None:
    for key, columns in entry.rows.items():
        row = known.setdefault(key, _Known(entry.seq))
        row.seq = entry.seq
        row.columns = None if columns is None else {**(row.columns or {}), **columns}
        if entry.is_erased:
            row.texts = None
        elif key in entry.texts:
            row.texts = entry.texts[key]


def _faults(row: _Row, last: _Known) -> Iterator[str]:
    now, told = row.told.columns or {}, last.columns or {}
    for name in row.evidence.columns:
        if name in told and told[name] != now[name]:
            yield f"«{name}» es {_shown(now[name])} y los asientos dicen {_shown(told[name])}"
    if last.texts is not None and last.texts != row.told.texts:
        names = ", ".join(f"«{name}»" for name in row.evidence.texts)
        yield f"lo escrito en {names} no es lo que se asentó"


def _entries() -> Iterator[_Entry]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_TOLD)
        while some := cursor.fetchmany(AT_ONCE):
            for subject, seq, rows, texts, is_erased in some:
                yield _Entry(subject, seq, _read(rows), _read(texts), is_erased)


def _rows(kind: Evidence) -> Iterator[_Row]:
    subject = F(kind.subject) if isinstance(kind.subject, str) else kind.subject
    manager = kind.model._default_manager
    found = manager.all() if kind.rows is None else manager.filter(kind.rows)
    names = (kind.model._meta.pk.attname, *kind.fields)
    ordered = found.annotate(_stream=Collate(subject, "C")).order_by("_stream", "pk")
    chosen = ordered.values_list("_stream", *(_column(kind, name) for name in names))
    for stream, *values in chosen.iterator(chunk_size=AT_ONCE):
        yield _Row(stream, kind, kind.told_values(dict(zip(names, values, strict=True))))


def _column(kind: Evidence, name: str) -> Any:
    """A column as it is read; of bytes their digest alone, which the database computes."""
    if not isinstance(kind.model._meta.get_field(name), BinaryField):
        return F(name)
    digest = Func(F(name), function="sha256", output_field=BinaryField())
    return Func(digest, Value("hex"), function="encode", output_field=TextField())


def _is_empty(subject: str) -> bool:
    return not JournalStream.objects.filter(subject=subject, seq__gt=0).exists()


def _name(key: str, titles: Mapping[str, str]) -> str:
    table, _, row_id = key.partition(":")
    return f"{titles[table]} {row_id}"


def _shown(value: Any) -> str:
    return "nada" if value in (None, "") else str(value)


def _read(text: str | None) -> Any:
    return json.loads(text) if text else {}
