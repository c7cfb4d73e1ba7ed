"""What is read of the notices that went out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from ventanilla.mail.acts import UNDELIVERED
from ventanilla.mail.models import MailOutgoing, OutgoingState

WAITING = (OutgoingState.QUEUED, OutgoingState.SENDING)


@dataclass(frozen=True, slots=True)
class OutgoingFigures:
    """The outgoing side: what waits and since when, and what was not delivered and is not being sent again."""

    waiting: int
    oldest_at: dt.datetime | None
    failed: int
    bounced: int


def outgoing_figures() -> OutgoingFigures:
    """Two short walks of the partial indexes: what was sent is not counted."""
    waiting = MailOutgoing.objects.filter(state__in=WAITING).aggregate(
        number=Count("id"), oldest=Min("created_at")
    )
    lost = MailOutgoing.objects.filter(state__in=UNDELIVERED).aggregate(
        failed=Count("id", filter=Q(state=OutgoingState.FAILED)),
        bounced=Count("id", filter=Q(state=OutgoingState.BOUNCED)),
    )
    return OutgoingFigures(waiting["number"], waiting["oldest"], lost["failed"], lost["bounced"])


def notices_about(refs: Iterable[str], *, limit: int) -> Iterable[MailOutgoing]:
    """The newest notices about these things, without their bytes."""
    return MailOutgoing.objects.filter(ref__in=list(refs)).defer("rendered").order_by("-id")[:limit]


def undelivered_of_nothing(*, limit: int) -> Iterable[MailOutgoing]:
    """The newest undelivered notices that belong to no case, whose page would show them."""
    lost = MailOutgoing.objects.filter(state__in=UNDELIVERED, ref="").defer("rendered")
    return lost.order_by("-id")[:limit]
