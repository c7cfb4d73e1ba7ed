"""The canonical text of an entry and its hash. Without Django: an exported history is checked by the same lines."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ventanilla.journal.models import JournalEntry


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8 kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def detail_digest(salt: str, body: Mapping[str, Any]) -> str:
    """`sha256(salt || canonical body)` in hex."""
    return hashlib.sha256((salt + canonical(body)).encode()).hexdigest()


def entry_hash(entry: JournalEntry, *, subject: str, previous: str) -> str:
    """The hash of an entry within the stream `subject`, after the entry whose hash is `previous`."""
    return fields_hash(entry_fields(entry, subject=subject), previous=previous)


def entry_fields(entry: JournalEntry, *, subject: str) -> dict[str, Any]:
    """All of an entry that its hash covers, but the hash before it, as JSON."""
    return {
        "subject": subject,
        "seq": entry.seq,
        "recorded_at": _moment(entry.recorded_at),
        "effective_at": _moment(entry.effective_at),
        "kind": entry.kind,
        "clock": entry.clock,
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "via": entry.via,
        "key": str(entry.key) if entry.key else None,
        "corrects": entry.corrects,
        "public": entry.public,
        "facts": entry.facts,
        "detail": entry.detail_digest,
    }


def fields_hash(fields: Mapping[str, Any], *, previous: str) -> str:
    """The hash of an entry given as `entry_fields`."""
    return hashlib.sha256(canonical({**fields, "previous": previous}).encode()).hexdigest()


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
