"""The installation's own chain: the heads of all streams that moved, hourly."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from ventanilla.journal.models import JournalAnchor, JournalAnchorLeaf, JournalStream


@transaction.atomic
def anchor_heads(*, at: dt.datetime) -> JournalAnchor | None:
    """Write an anchor over every stream that moved since the last one; None where nothing moved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journal.anchor', 0))")
    last_seq = JournalAnchorLeaf.objects.filter(stream=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    moved = list(
        JournalStream.objects.annotate(anchored=Coalesce(Subquery(last_seq), 0))
        .filter(seq__gt=F("anchored"))
        .order_by("id")
        .values_list("id", "seq", "head")
    )
    if not moved:
        return None
    last = JournalAnchor.objects.order_by("-id").first()
    previous = last.root if last else ""
    anchor = JournalAnchor.objects.create(at=at, previous=previous, root=root_of(previous, moved))
    JournalAnchorLeaf.objects.bulk_create(
        [JournalAnchorLeaf(anchor=anchor, stream_id=id_, seq=seq, head=head) for id_, seq, head in moved],
        batch_size=5000,
    )
    return anchor


def root_of(previous: str, leaves: list[tuple[int, int, str]]) -> str:
    """The root over leaves `(stream, seq, head)` in stream order, chained to the root before."""
    digest = hashlib.sha256(previous.encode())
    for stream, seq, head in leaves:
        digest.update(f"{stream}:{seq}:{head}\n".encode())
    return digest.hexdigest()
