"""A queue as its page shows it: the ways to look, the rows, the way back and forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ventanilla.cases.queries import QueueView, staff_units
from ventanilla.cases.queues import BadCursor, counts, queue_page
from ventanilla.catalogue import Pack
from ventanilla.desk.rows import CaseRow, Reading, queue_rows, unit_title
from ventanilla.people.access import Actor
from ventanilla.ui.navigation import NavigationItem

SLUGS = {
    QueueView.MINE: "mios",
    QueueView.UNASSIGNED: "sin-asignar",
    QueueView.UNIT: "unidad",
    QueueView.WAITING: "en-espera",
    QueueView.INCOMING: "traslados",
    QueueView.DECIDED: "respondidos",
    QueueView.CLOSED: "cerrados",
}
BY_SLUG = {slug: view for view, slug in SLUGS.items()}
MANY = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; anything unknown counts as not said."""

    view: QueueView
    unit: str
    after: str
    before: str

    @staticmethod
    def read(query: Mapping[str, str], actor: Actor) -> Choice:
        """The choice in an address."""
        unit = query.get("unidad", "")
        return Choice(
            view=BY_SLUG.get(query.get("vista", ""), QueueView.MINE),
            unit=unit if unit in staff_units(actor) else "",
            after=query.get("despues", ""),
            before=query.get("antes", ""),
        )

    def url(self, view: QueueView | None = None, **marks: str) -> str:
        """The address of this view, or of another, for the same unit."""
        chosen = view or self.view
        query = {"vista": SLUGS[chosen]} if chosen != QueueView.MINE else {}
        query |= {"unidad": self.unit} if self.unit else {}
        query |= {name: mark for name, mark in marks.items() if mark}
        return reverse("desk:queue") + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What an empty view says, and where there is work instead."""

    title: str
    text: str
    icon: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What the template prints."""

    title: str
    here: str
    slug: str
    tabs: tuple[NavigationItem, ...]
    rows: tuple[CaseRow, ...]
    previous_url: str
    next_url: str
    units: tuple[tuple[str, str], ...]
    unit: str
    shows_unit: bool
    is_closed: bool
    emptiness: Emptiness | None
    is_mark_bad: bool


def queue_of(actor: Actor, choice: Choice, *, pack: Pack, now: dt.datetime) -> QueuePage:
    """One page of one view, in two queries."""
    try:
        page = queue_page(actor, choice.view, after=choice.after, before=choice.before, unit=choice.unit)
        is_mark_bad = False
    except BadCursor:
        page = queue_page(actor, choice.view, unit=choice.unit)
        is_mark_bad = True
    held = counts(actor, unit=choice.unit)
    units = sorted((unit_title(code, pack), code) for code in staff_units(actor))
    takes = choice.view in (QueueView.UNASSIGNED, QueueView.UNIT)
    titles = view_titles()
    return QueuePage(
        title=titles[choice.view],
        here=choice.url(despues=choice.after, antes=choice.before),
        slug=SLUGS[choice.view],
        tabs=_tabs(choice, held, titles),
        rows=queue_rows(page.rows, Reading(pack, now), may_take=takes),
        previous_url=choice.url(antes=page.previous_cursor) if page.previous_cursor else "",
        next_url=choice.url(despues=page.next_cursor) if page.next_cursor else "",
        units=tuple((code, title) for title, code in units) if len(units) > 1 else (),
        unit=choice.unit,
        shows_unit=len(units) > 1 and not choice.unit,
        is_closed=choice.view == QueueView.CLOSED,
        emptiness=None if page.rows else _emptiness(choice, held),
        is_mark_bad=is_mark_bad,
    )


def view_titles() -> dict[QueueView, str]:
    """What people call the views."""
    return {
        QueueView.MINE: _("Mine"),
        QueueView.UNASSIGNED: _("Unassigned"),
        QueueView.UNIT: _("The unit's"),
        QueueView.WAITING: _("On hold"),
        QueueView.INCOMING: _("Transfers to accept"),
        QueueView.DECIDED: pgettext("cases", "Answered"),
        QueueView.CLOSED: pgettext("cases", "Closed"),
    }


def in_brief(number: int) -> str:
    """A count as a tab shows it."""
    return str(number) if number < MANY else f"{MANY - 1}+"


def _tabs(
    choice: Choice, held: Mapping[str, int], titles: Mapping[QueueView, str]
) -> tuple[NavigationItem, ...]:
    return tuple(
        NavigationItem(
            code=SLUGS[view],
            label=title,
            url=choice.url(view),
            is_current=view == choice.view,
            count=in_brief(held[view]) if view in held else None,
        )
        for view, title in titles.items()
    )


def _emptiness(choice: Choice, held: Mapping[str, int]) -> Emptiness:
    waiting = held.get(QueueView.UNASSIGNED, 0)
    if choice.view == QueueView.MINE and waiting:
        return Emptiness(
            _("You have no cases"),
            _("Take one of those that nobody has yet."),
            "inbox",
            choice.url(QueueView.UNASSIGNED),
            _("See the unassigned"),
        )
    texts = {
        QueueView.MINE: (_("You have no cases"), _("When you take one, or are given one, it will be here.")),
        QueueView.UNASSIGNED: (_("Every case has an officer"), _("New ones arrive here.")),
        QueueView.UNIT: (_("The unit has no cases to attend to"), _("New ones arrive here by themselves.")),
        QueueView.WAITING: (
            _("No case waits for its applicant"),
            _("A case is on hold from when information is requested until it arrives."),
        ),
        QueueView.INCOMING: (
            _("No transfer to accept"),
            _("When another unit proposes a case to yours, it waits here for an answer."),
        ),
        QueueView.DECIDED: (
            _("No answered case is open"),
            _("An answered case stays here until the applicant says whether she is satisfied."),
        ),
        QueueView.CLOSED: (_("No closed cases yet"), _("A closed case stays here and can be read.")),
    }
    icons = {QueueView.MINE: "check_circle_outline", QueueView.UNASSIGNED: "check_circle_outline"}
    return Emptiness(*texts[choice.view], icon=icons.get(choice.view, "folder_open"))
