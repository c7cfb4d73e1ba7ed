"""A procedure's public sheet as the parts a page prints, each with its anchor, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Channel, Procedure
from ventanilla.portal.search import words_of

_SEVERAL = re.compile(r"\d+(?:, \d+)* y \d+")


@dataclass(frozen=True, slots=True)
class Law:
    """One article the procedure rests on."""

    title: str
    article: str
    sourced: Any


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, with the name people give it."""

    title: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the sheet. `kind` says which of the others is filled: text, laws, ways or requirements."""

    anchor: str
    heading: str
    kind: str
    content: Any


def parts_of(procedure: Procedure, pack: Pack) -> tuple[Part, ...]:
    """What the sheet says, from its objective to its contact data: nothing of the pack's file is left out.

    The pack's own headings keep their order. What it holds as data (legal basis, channels, requirements) stands
    after the first of them; response time and cost after all.
    """
    parts, used = [], set[str]()
    for heading, kind, content in _contents(procedure, pack):
        anchor = "-".join(words_of(heading)) or "parte"
        while anchor in used:
            anchor += "-2"
        used.add(anchor)
        parts.append(Part(anchor, heading, kind, content))
    return tuple(parts)


def _contents(procedure: Procedure, pack: Pack) -> Iterator[tuple[str, str, Any]]:
    own = [(heading.heading, "text", heading) for heading in procedure.sheet]
    yield from own[:1]
    if procedure.legal_basis:
        laws = [
            Law(pack.laws[item.law].title, _article(item.article), pack.laws[item.law])
            for item in procedure.legal_basis
            if item.law in pack.laws
        ]
        yield _("Legal basis"), "laws", laws
    if procedure.channels:
        yield _("Ways to present it"), "ways", ways_of(procedure)
    if procedure.requirements:
        yield _("Requirements"), "requirements", procedure.requirements
    yield from own[1:]
    if procedure.response_time:
        yield _("Response time"), "text", procedure.response_time
    if procedure.cost:
        yield _("Cost"), "text", procedure.cost


def _article(article: str) -> str:
    """An article as it is cited after its law: bare numbers say that they are articles."""
    if not article[:1].isdigit():
        return article
    return (_("arts. %(number)s") if _SEVERAL.match(article) else _("art. %(number)s")) % {"number": article}


def ways_of(procedure: Procedure) -> tuple[Way, ...]:
    """The channels in words."""
    titles = {
        "online": _("Online"),
        "counter": _("In person"),
        "email": _("By e-mail"),
        "phone": _("By telephone"),
    }
    return tuple(Way(titles[channel.code], channel) for channel in procedure.channels)
