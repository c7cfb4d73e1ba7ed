"""Rows that entries vouch for: the entry of whatever act writes one says what it then is, so that `verify` can compare."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import BinaryField, Field, Model, Q
from django.db.models.expressions import Combinable

from ventanilla.journal.chain import canonical

ROWS = "rows"
"""Under what an entry's facts hold the columns of rows, and its detail the digests of their texts."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says of a row named `key`: `columns` (None: the act removed it), and a digest of its texts, if any."""

    key: str
    columns: Mapping[str, Any] | None
    texts: str = ""

    def since(self, before: Told | None) -> Told | None:
        """What of it is new since the row was as told `before`; None where nothing is."""
        if before is None or self.columns is None:
            return self
        known = before.columns or {}
        columns = {name: value for name, value in self.columns.items() if known.get(name) != value}
        texts = "" if self.texts == before.texts else self.texts
        return replace(self, columns=columns, texts=texts) if columns or texts else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A table whose rows are evidence. `title` is what a finding calls one, in Spanish.

    `subject` is (a path to) the subject of the stream whose entries tell a row. `columns` are told as they are and must
    hold nothing personal; `texts` only by a digest in the detail. `rows` says which are evidence, where not all are.
    """

    model: type[Model]
    title: str
    subject: str | Combinable
    columns: tuple[str, ...]
    texts: tuple[str, ...] = ()
    rows: Q | None = None

    @property
    def table(self) -> str:
        """The name under which its rows are told."""
        return self.model._meta.db_table

    def told(self, row: Model) -> Told:
        """What an entry says of a row that its act has just written."""
        return self.told_values(
            {name: getattr(row, name) for name in (self.model._meta.pk.attname, *self.fields)}
        )

    def told_values(self, values: Mapping[str, Any]) -> Told:
        """The same, from the values of the columns by their names."""
        columns = {name: self._plain(name, values[name]) for name in self.columns}
        said = [self._plain(name, values[name]) for name in self.texts]
        texts = hashlib.sha256(canonical(said).encode()).hexdigest() if said else ""
        return Told(self._key(values[self.model._meta.pk.attname]), columns, texts)

    def gone(self, row_id: object) -> Told:
        """What an entry says of a row that its act has removed."""
        return Told(self._key(row_id), None)

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is told of a row."""
        return self.columns + self.texts

    def _key(self, row_id: object) -> str:
        return f"{self.table}:{row_id}"

    def _plain(self, name: str, value: Any) -> Any:
        """A value as JSON has it, the same before it was written as after it is read again."""
        field = self.model._meta.get_field(name)
        if not isinstance(field, Field):
            raise TypeError(f"{self.table}.{name} is no column")
        if isinstance(field, BinaryField):
            return hashlib.sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else value
        value = value if field.is_relation else field.to_python(value)
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return format(value, f".{getattr(field, 'decimal_places', 0)}f")
        return str(value) if isinstance(value, str | uuid.UUID) else value


def facts_of(rows: Iterable[Told]) -> dict[str, Any]:
    """What an entry's facts say of rows."""
    told = {row.key: row.columns for row in rows}
    return {ROWS: told} if told else {}


def detail_with(detail: Mapping[str, Any] | None, rows: Iterable[Told]) -> Mapping[str, Any] | None:
    """An entry's detail with what it says of them; None where there is nothing to say."""
    told = {row.key: row.texts for row in rows if row.texts}
    return {**(detail or {}), ROWS: told} if told else detail
