"""The stories of the demonstration, read from one file a pack: who brought what, and what became of it.

A moment is written `-12 09:14` (the twelfth business day before today, by the pack's calendar, at that hour) or
`-90m` (ninety minutes ago). So the population is of these weeks whenever it is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ventanilla.rules.calendars import BusinessCalendar

_FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file somebody attaches; its content is made from the title and the lines."""

    name: str
    title: str
    lines: tuple[str, ...] = ()
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did in a case. `act` is a transition of the workflow or one of `playing.ACTS`.

    `points` are what a remedy notice finds wanting, by requirement.
    """

    at: str
    by: str
    act: str
    text: str = ""
    outcome: str = ""
    to: str = ""
    points: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Paper, ...] = ()
    in_follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """Who of the staff took it at the counter, when it was registered, and the outside number it has."""

    by: str
    registered: str
    number: str


@dataclass(frozen=True, slots=True)
class Story:
    """One case: what was sent, by whom, and what happened then. `counter` where it was handed in."""

    id: str
    who: str
    procedure: str
    at: str
    answers: Mapping[str, Any]
    files: tuple[Paper, ...] = ()
    then: tuple[Event, ...] = ()
    counter: Counter | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A call: what the officer `by` wrote down; without an outcome the caller got the form."""

    id: str
    at: str
    by: str
    unit: str
    option: str
    name: str
    asked: str
    phone: str = ""
    email: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer to *¿Te sirvió el contenido?*."""

    procedure: str
    at: str
    is_helpful: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Stories:
    """All that a pack's file tells. `desk` names the units the sample staff serve, in the order of the cast."""

    desk: tuple[str, ...] = ()
    applicants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cases: tuple[Story, ...] = ()
    drafts: tuple[Story, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    calls: tuple[Told, ...] = ()


def stories_of(pack: str) -> Stories:
    """The stories told for a pack; none where nobody wrote any."""
    path = _FOLDER / f"{pack}.yaml"
    if not path.is_file():
        return Stories()
    told = yaml.safe_load(path.read_text("utf-8"))
    return Stories(
        desk=tuple(told["desk"]),
        applicants=told["applicants"],
        cases=tuple(_story(item) for item in told["cases"]),
        drafts=tuple(_story(item) for item in told.get("drafts", ())),
        opinions=tuple(Opinion(**item) for item in told.get("opinions", ())),
        calls=tuple(Told(**item) for item in told.get("calls", ())),
    )


def moment_of(written: str, *, now: dt.datetime, calendar: BusinessCalendar) -> dt.datetime:
    """The moment a story writes. `now` is in the pack's zone. Raises ValueError where it cannot be read."""
    if written.endswith("m"):
        return now + dt.timedelta(minutes=int(written[:-1]))
    days, hour = written.split()
    day, left = now.date(), -int(days)
    if left <= 0:
        raise ValueError(f"{written}: a day before today is written -1, -2 ...")
    while left:
        day -= dt.timedelta(days=1)
        left -= calendar.is_business_day(day)
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), tzinfo=now.tzinfo)


def _story(item: dict[str, Any]) -> Story:
    return Story(
        **{
            **item,
            "files": _papers(item),
            "counter": Counter(**item["counter"]) if "counter" in item else None,
            "then": tuple(Event(**{**event, "files": _papers(event)}) for event in item.get("then", ())),
        }
    )


def _papers(item: Mapping[str, Any]) -> tuple[Paper, ...]:
    return tuple(
        Paper(**{**paper, "lines": tuple(paper.get("lines", ()))}) for paper in item.get("files", ())
    )
