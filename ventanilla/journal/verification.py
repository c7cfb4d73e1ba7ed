"""Does the journal still say what it said? Used by `ventanilla verify`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ventanilla.journal.anchors import root_of
from ventanilla.journal.chain import detail_digest, entry_hash
from ventanilla.journal.models import (
    JournalAnchor,
    JournalAnchorLeaf,
    JournalDetail,
    JournalEntry,
    JournalStream,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: what (`kind`), where (`subject`, `seq`) and in words."""

    kind: str
    subject: str
    seq: int | None
    text: str


def verify_streams() -> Iterator[Finding]:
    """Walk every stream from its first entry to its head."""
    entries = JournalEntry.objects.order_by("stream_id", "seq").iterator(chunk_size=5000)
    seen: set[int] = set()
    streams = {stream.id: stream for stream in JournalStream.objects.all()}
    for stream_id, group in groupby(entries, key=lambda entry: entry.stream_id):
        seen.add(stream_id)
        yield from _verify_stream(streams[stream_id], group)
    for stream in streams.values():
        if stream.id not in seen and stream.seq:
            yield Finding("removed", stream.subject, 1, f"faltan los {stream.seq} asientos")


def verify_stream(stream: JournalStream) -> list[Finding]:
    """What does not hold in one stream."""
    entries = JournalEntry.objects.filter(stream=stream).order_by("seq").iterator(chunk_size=5000)
    return list(_verify_stream(stream, entries))


def _verify_stream(stream: JournalStream, entries: Iterator[JournalEntry]) -> Iterator[Finding]:
    previous, expected = "", 1
    for entry in entries:
        if entry.seq != expected:
            yield Finding("removed", stream.subject, expected, f"falta el asiento {expected}")
        elif entry_hash(entry, subject=stream.subject, previous=previous) != entry.hash:
            yield Finding(
                "edited", stream.subject, entry.seq, f"el asiento {entry.seq} no coincide con su huella"
            )
        previous, expected = entry.hash, entry.seq + 1
    if expected > stream.seq + 1:
        yield Finding(
            "foreign", stream.subject, expected - 1, f"el asiento {expected - 1} está después del último"
        )
    elif expected < stream.seq + 1:
        yield Finding(
            "removed", stream.subject, expected, f"falta el asiento {expected}, el último era {stream.seq}"
        )
    elif previous != stream.head:
        yield Finding("head", stream.subject, stream.seq, "la cabeza no coincide con el último asiento")


def verify_details() -> Iterator[Finding]:
    """Every detail matches its entry's digest, and a missing one was erased by an act."""
    subjects = dict(JournalStream.objects.values_list("id", "subject"))
    details = {
        (stream_id, seq): detail_digest(salt, body)
        for stream_id, seq, salt, body in JournalDetail.objects.values_list(
            "stream_id", "seq", "salt", "body"
        )
    }
    erased = set(JournalEntry.objects.filter(kind="detail.erased").values_list("stream_id", "corrects"))
    rows = JournalEntry.objects.exclude(detail_digest="").values_list("stream_id", "seq", "detail_digest")
    for stream_id, seq, digest in rows.iterator():
        found = details.pop((stream_id, seq), None)
        if found is None and (stream_id, seq) not in erased:
            yield Finding("detail_removed", subjects[stream_id], seq, f"falta el detalle del asiento {seq}")
        elif found is not None and found != digest:
            yield Finding(
                "detail_edited", subjects[stream_id], seq, f"el detalle del asiento {seq} fue cambiado"
            )
    for stream_id, seq in details:
        yield Finding(
            "detail_foreign", subjects[stream_id], seq, f"el detalle del asiento {seq} no es de su asiento"
        )


def verify_anchors() -> Iterator[Finding]:
    """The installation chain holds, and every anchored head is still in its stream."""
    previous = ""
    for anchor in JournalAnchor.objects.order_by("id"):
        yield from _verify_root(anchor, previous)
        previous = anchor.root
    yield from _verify_leaves(JournalAnchorLeaf.objects.raw(f"{_REWRITTEN} ORDER BY leaf.id"))


def verify_last_anchor() -> tuple[JournalAnchor | None, list[Finding]]:
    """The newest anchor (None before the first) and what does not hold of it: its root, or a head it names."""
    last = list(JournalAnchor.objects.order_by("-id")[:2])
    if not last:
        return None, []
    anchor = last[0]
    findings = list(_verify_root(anchor, last[1].root if len(last) > 1 else ""))
    leaves = JournalAnchorLeaf.objects.raw(f"{_REWRITTEN} AND leaf.anchor_id = %s", [anchor.pk])
    return anchor, findings + list(_verify_leaves(leaves))


_REWRITTEN = """SELECT leaf.* FROM journal_anchor_leaf leaf LEFT JOIN journal_entry entry
  ON entry.stream_id = leaf.stream_id AND entry.seq = leaf.seq AND entry.hash = leaf.head WHERE entry.id IS NULL"""


def _verify_root(anchor: JournalAnchor, previous: str) -> Iterator[Finding]:
    leaves = JournalAnchorLeaf.objects.filter(anchor=anchor).order_by("stream_id")
    heads = list(leaves.values_list("stream_id", "seq", "head"))
    if anchor.previous != previous or root_of(previous, heads) != anchor.root:
        yield Finding("anchor", f"anchor:{anchor.pk}", None, f"el ancla {anchor.pk} no coincide")


def _verify_leaves(leaves: Iterable[JournalAnchorLeaf]) -> Iterator[Finding]:
    for leaf in leaves:
        subject = leaf.stream.subject
        yield Finding("rewritten", subject, leaf.seq, f"el asiento {leaf.seq} no es el que se ancló")
