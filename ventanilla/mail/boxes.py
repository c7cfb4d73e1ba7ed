"""How reading the mailboxes goes, for those who have to see that one is not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models.functions import Coalesce

from ventanilla.mail.incoming import storable
from ventanilla.mail.models import MailBoxState

FAULT_LENGTH = 500


def note_read(box: str, *, at: dt.datetime) -> None:
    """A mailbox was looked through without a fault."""
    MailBoxState.objects.update_or_create(
        box=box, defaults={"read_at": at, "fault": "", "failing_since": None}
    )


def note_fault(box: str, fault: str, *, at: dt.datetime) -> None:
    """A mailbox could not be read, or not all of it; `fault` says why and holds no password."""
    since = Coalesce("failing_since", models.Value(at, output_field=models.DateTimeField()))
    said = storable(fault)[:FAULT_LENGTH] or "?"
    MailBoxState.objects.update_or_create(
        box=box,
        defaults={"fault": said, "failing_since": since},
        create_defaults={"fault": said, "failing_since": at},
    )


def failing_boxes(boxes: Collection[str]) -> list[MailBoxState]:
    """Those of the boxes that cannot be read now, by code."""
    if not boxes:
        return []
    return list(MailBoxState.objects.filter(box__in=boxes).exclude(fault="").order_by("box"))
