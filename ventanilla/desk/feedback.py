"""What people say of the sheets, for those who answer for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ventanilla.catalogue import Pack
from ventanilla.desk.rows import procedure_title
from ventanilla.people.access import Actor
from ventanilla.procedures.models import SheetFeedback
from ventanilla.procedures.queries import feedback_visible_to

PAGE = 50


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """How many found a sheet useful, and how many not."""

    title: str
    url: str
    helpful: int
    unhelpful: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One answer."""

    title: str
    is_helpful: bool
    comment: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Totals by sheet, and the answers newest first."""

    totals: tuple[SheetTotal, ...]
    rows: tuple[FeedbackRow, ...]
    next_url: str
    all_url: str
    chosen: str


def feedback_page(
    actor: Actor, *, pack: Pack, procedure: str = "", before: int | None = None
) -> FeedbackPage:
    """One page of the answers the actor may read, of one sheet where `procedure` names it."""
    here = reverse("desk:feedback")
    visible = feedback_visible_to(actor)
    rows = visible.filter(procedure=procedure) if procedure else visible
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    more = {"antes": found[PAGE - 1].pk} if len(found) > PAGE else {}
    query = ({"tramite": procedure} if procedure else {}) | more
    return FeedbackPage(
        totals=_totals(visible, pack, procedure),
        rows=tuple(
            FeedbackRow(
                procedure_title(pack.procedures.get(row.procedure), row.procedure),
                row.is_helpful,
                row.comment,
                row.at,
            )
            for row in found[:PAGE]
        ),
        next_url=f"{here}?{urlencode(query)}" if more else "",
        all_url=here,
        chosen=procedure_title(pack.procedures.get(procedure), procedure) if procedure else "",
    )


def _totals(visible: QuerySet[SheetFeedback], pack: Pack, chosen: str) -> tuple[SheetTotal, ...]:
    counted = (
        visible.order_by("procedure")
        .values("procedure")
        .annotate(helpful=Count("pk", filter=Q(is_helpful=True)), every=Count("pk"))
    )
    here = reverse("desk:feedback")
    return tuple(
        SheetTotal(
            title=procedure_title(pack.procedures.get(item["procedure"]), item["procedure"]),
            url=f"{here}?{urlencode({'tramite': item['procedure']})}",
            helpful=item["helpful"],
            unhelpful=item["every"] - item["helpful"],
            is_current=item["procedure"] == chosen,
        )
        for item in counted
    )
