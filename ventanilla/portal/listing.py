"""Procedures as lists show them: ready rows, so that a template asks nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.portal.search import find_procedures

QUERY_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure of a list. `form_url` is "" where it cannot be presented here."""

    title: str
    full_title: str
    summary: str
    url: str
    form_url: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """A kind of people, how many procedures are for them, and the list of those."""

    code: str
    title: str
    count: int
    url: str


def entries(procedures: Iterable[Procedure]) -> tuple[Entry, ...]:
    """Rows of a list, in the order given."""
    return tuple(
        Entry(
            title=procedure.short_title,
            full_title=procedure.title,
            summary=procedure.summary,
            url=reverse("portal:procedure", args=[procedure.slug]),
            form_url=reverse("portal:start", args=[procedure.slug]) if procedure.is_open else "",
            is_open=procedure.is_open,
        )
        for procedure in procedures
    )


def audience_choices(pack: Pack) -> tuple[AudienceChoice, ...]:
    """The kinds of people that some procedure is for, as the pack orders them."""
    counts = {
        audience.code: sum(1 for item in pack.procedures.values() if audience.code in item.audiences)
        for audience in pack.audiences
    }
    base = reverse("portal:procedures")
    return tuple(
        AudienceChoice(item.code, item.title, counts[item.code], f"{base}?para={item.code}")
        for item in pack.audiences
        if counts[item.code]
    )


def found(pack: Pack, query: str, audience: str) -> tuple[Entry, ...]:
    """The procedures for `audience` (or for all, with "") that answer `query`, best first."""
    chosen = [item for item in pack.procedures.values() if not audience or audience in item.audiences]
    chosen.sort(key=lambda item: not item.is_open)
    return entries(find_procedures(chosen, query[:QUERY_LIMIT]) if query else chosen)


def general_entry(pack: Pack) -> Entry | None:
    """The procedure for what has no procedure of its own, where the pack has one (code `general-request`)."""
    general = pack.procedures.get("general-request")
    return entries([general])[0] if general is not None and general.is_open else None
