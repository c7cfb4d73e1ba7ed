"""The calendar as its page shows it: the year's non-business days by class, and the days decreed one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.desk.rows import unit_title
from ventanilla.desk.wording import person_in
from ventanilla.formal.telling import term_title
from ventanilla.people.models import Person
from ventanilla.procedures.moves import Moved, first, touched_by
from ventanilla.reference.calendars import calendar
from ventanilla.reference.models import DecreedDay
from ventanilla.rules.calendars import Closure
from ventanilla.rules.wording import weekday_name

PAGE = 25
COUNTED = 1000
"""Up to how many cases a preview counts."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that close for one reason."""

    first: dt.date
    last: dt.date
    weekdays: str
    name: str
    is_confirmed: bool
    basis: str
    where: str


@dataclass(frozen=True, slots=True)
class Group:
    """A class of closed days."""

    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A decreed day: `state` is entered, counting, in_force or withdrawn."""

    row: DecreedDay
    weekday: str
    url: str
    where: str
    state: str


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What the template prints."""

    year: int
    law: str
    law_title: str
    post: str
    years: tuple[tuple[int, str], ...]
    posts: tuple[tuple[str, str], ...]
    laws: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    decreed: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A date of a case that moves."""

    number: str
    unit: str
    what: str
    old: dt.date | None
    new: dt.date | None


@dataclass(frozen=True, slots=True)
class DayPage:
    """One decreed day: what applying it would move, or withdrawing it."""

    day: DayRow
    law: str
    people: Mapping[str, str]
    count: str
    units: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    rows: tuple[MoveRow, ...]
    next_url: str
    first_url: str
    csv_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; what the pack does not have counts as not said."""

    year: int
    law: str
    post: str

    @staticmethod
    def read(query: Mapping[str, str], pack: Pack, today: dt.date) -> Choice:
        """The choice in an address."""
        years, asked = pack.calendars.file.years, query.get("anio", "")
        year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else today.year
        laws = {law.code for law in pack.calendars.file.laws}
        law, post = query.get("ley", ""), query.get("oficina", "")
        return Choice(
            year=min(max(year, years.first), years.last),
            law=law if law in laws else pack.calendars.file.default_law.code,
            post=post if post in pack.posts else "",
        )

    def url(self, year: int) -> str:
        """The address of another year, for the same law and office."""
        query = {"anio": str(year), "ley": self.law, "oficina": self.post}
        return (
            f"{reverse('desk:calendar')}?{urlencode({name: value for name, value in query.items() if value})}"
        )


def calendar_page(choice: Choice, *, pack: Pack) -> CalendarPage:
    """A year of the calendar, in one query."""
    file = pack.calendars.file
    rows = DecreedDay.objects.filter(day__year=choice.year).order_by("day", "id")
    closures = calendar(law=choice.law, post=choice.post, language=pack.language).days(choice.year)
    return CalendarPage(
        year=choice.year,
        law=choice.law,
        law_title=pack.calendars.law(choice.law).title,
        post=choice.post,
        years=tuple((year, choice.url(year)) for year in range(file.years.first, file.years.last + 1)),
        posts=tuple((code, post.title) for code, post in pack.posts.items()),
        laws=tuple((law.code, law.title) for law in file.laws),
        groups=_groups(closures, pack),
        decreed=tuple(day_row(row, pack) for row in rows),
    )


def day_page(day: DecreedDay, *, pack: Pack, after: int = 0) -> DayPage:
    """A decreed day with the dates it moves, a page of them at a time."""
    url = reverse("desk:calendar_day", args=[day.pk])
    counted = first(touched_by(day, back=day.is_in_force), COUNTED + 1) if not day.withdrawn_at else []
    shown = [item for item in counted if item.case.pk > after][: PAGE + 1] if after else counted[: PAGE + 1]
    if after and len(counted) > COUNTED:
        shown = first(touched_by(day, after=after, back=day.is_in_force), PAGE + 1)
    rows = shown[:PAGE]
    kinds = Counter(term_title(move.what) for item in counted[:COUNTED] for move in item.moves)
    units = Counter(unit_title(item.case.unit, pack) for item in counted[:COUNTED])
    return DayPage(
        day=day_row(day, pack),
        law=pack.calendars.law(day.law).title if day.law else "",
        people=_people(day),
        count=str(len(counted)) if len(counted) <= COUNTED else f"{COUNTED}+",
        units=tuple(units.most_common()),
        kinds=tuple(kinds.most_common()),
        rows=move_rows(rows, pack),
        next_url=f"{url}?despues={rows[-1].case.pk}" if len(shown) > PAGE else "",
        first_url=url if after else "",
        csv_url=reverse("desk:calendar_cases", args=[day.pk]),
    )


def move_rows(found: Iterable[Moved], pack: Pack) -> tuple[MoveRow, ...]:
    """A line for each date that moves."""
    return tuple(
        MoveRow(
            number=item.case.number,
            unit=unit_title(item.case.unit, pack),
            what=term_title(move.what),
            old=move.old,
            new=move.new,
        )
        for item in found
        for move in item.moves
    )


def day_row(row: DecreedDay, pack: Pack) -> DayRow:
    """A decreed day as lists show it."""
    return DayRow(
        row=row,
        weekday=weekday_name(row.day, pack.language),
        url=reverse("desk:calendar_day", args=[row.pk]),
        where=pack.posts[row.post].title if row.post in pack.posts else _("The whole country"),
        state=_state(row),
    )


def _state(row: DecreedDay) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.applied_at is None:
        return "entered"
    return "counting" if row.passes == 0 else "in_force"


def _people(day: DecreedDay) -> dict[str, str]:
    references = {"entered": day.entered_by, "applied": day.applied_by, "withdrawn": day.withdrawn_by}
    ids = {int(name.removeprefix("person:")) for name in references.values() if name.startswith("person:")}
    names = {person.pk: str(person) for person in Person.objects.filter(pk__in=ids)}
    return {key: person_in(reference, names) for key, reference in references.items()}


def _groups(closures: Sequence[Closure], pack: Pack) -> tuple[Group, ...]:
    """The closed days by class, in the pack's order of classes."""
    titles = pack.calendars.titles
    by_class = {kind: [closure for closure in closures if closure.kind == kind] for kind in titles}
    return tuple(Group(titles[kind], _spans(found, pack)) for kind, found in by_class.items() if found)


def _spans(closures: Sequence[Closure], pack: Pack) -> tuple[Span, ...]:
    """Days in a row of one name are one line."""
    keyed = list(enumerate(sorted(closures, key=lambda closure: (closure.name, closure.date))))
    runs = groupby(keyed, key=lambda item: (item[1].name, item[1].date.toordinal() - item[0]))
    spans = [_span([closure for _, closure in run], pack) for _, run in runs]
    return tuple(sorted(spans, key=lambda span: (span.first, span.name)))


def _span(days: Sequence[Closure], pack: Pack) -> Span:
    start, end = days[0], days[-1]
    weekdays = [weekday_name(day, pack.language) for day in dict.fromkeys((start.date, end.date))]
    offices = sorted(pack.posts[code].title for code in start.posts if code in pack.posts)
    return Span(
        first=start.date,
        last=end.date,
        weekdays=" – ".join(weekdays),
        name=start.name,
        is_confirmed=all(day.confirmed for day in days),
        basis=start.basis,
        where=", ".join(offices),
    )
