"""From a pack's list of closures to dated days, and from those to the calendar of one office and law.

A pack names a rule and its parameters for each closure; `generate` turns them into days. The rules:

- `fixed` {month, day}: the same date every year.
- `date` {date}: one day, once (a decree).
- `span` {from, to}: "MM-DD" to "MM-DD", both included, across the year's end if `to` comes first.
- `easter` {offset, length=1}: days from Easter Sunday (Good Friday is -2).
- `nth_weekday` {month, weekday, nth}: the nth Monday (0) ... Sunday (6) of a month; -1 is the last.
- `every_n_years` {month, day, every, since}: every `every` years from `since` on.
- `rest-day-transfer` {month, day, stays=false}: a civic date whose rest the law moves (`rules.transfers`).

Every rule also takes `since` and `until` (years of the civic date, both included).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from ventanilla.rules.calendars import WEEKEND, BusinessCalendar, Closure
from ventanilla.rules.transfers import rest_days
from ventanilla.rules.wording import SPANISH

Params = Mapping[str, Any]

TRANSFER = "rest-day-transfer"


@dataclass(frozen=True, slots=True)
class ClosureRule:
    """One entry of a pack's list: what closes (`name`, `kind` = class code), by which rule, for whom.

    Empty `laws` or `posts` mean every law, every post.
    """

    name: str
    kind: str
    rule: str
    params: Params = field(default_factory=dict)
    laws: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    confirmed: bool = True


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century = year % 19, year // 100
    correction = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = correction - (correction // 28) * (1 - (29 // (correction + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days_from_march = moon - weekday + 28
    return date(year, 3, 1) + timedelta(days=days_from_march - 1)


def _on(year: int, month: int, day: int) -> Iterator[date]:
    """The date in `year`, or nothing in a year without it (29 February)."""
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _fixed(year: int, params: Params) -> Iterator[date]:
    return _on(year, params["month"], params["day"])


def _date(year: int, params: Params) -> Iterator[date]:
    if params["date"].year == year:
        yield params["date"]


def _span(year: int, params: Params) -> Iterator[date]:
    first = _month_day(year, params["from"])
    last = _month_day(year, params["to"])
    if last < first:
        last = _month_day(year + 1, params["to"])
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _easter(year: int, params: Params) -> Iterator[date]:
    first = easter(year) + timedelta(days=params["offset"])
    return (first + timedelta(days=offset) for offset in range(params.get("length", 1)))


def _nth_weekday(year: int, params: Params) -> Iterator[date]:
    month, nth = params["month"], params["nth"]
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    days = [first + timedelta(days=offset) for offset in range((after - first).days)]
    matching = [day for day in days if day.weekday() == params["weekday"]]
    yield from matching[nth - 1 : nth] if nth > 0 else matching[-1:]


def _every_n_years(year: int, params: Params) -> Iterator[date]:
    if (year - params["since"]) % params["every"] == 0:
        yield from _on(year, params["month"], params["day"])


_RULES: Mapping[str, Callable[[int, Params], Iterator[date]]] = MappingProxyType(
    {
        "fixed": _fixed,
        "date": _date,
        "span": _span,
        "easter": _easter,
        "nth_weekday": _nth_weekday,
        "every_n_years": _every_n_years,
        TRANSFER: _fixed,
    }
)

_MONTH_DAY_TEXT = re.compile(r"[0-9]{2}-[0-9]{2}")
_MONTH_DAY = {"month": int, "day": int}
REQUIRED: Mapping[str, Mapping[str, type]] = MappingProxyType(
    {
        "fixed": _MONTH_DAY,
        "date": {"date": date},
        "span": {"from": str, "to": str},
        "easter": {"offset": int},
        "nth_weekday": {"month": int, "weekday": int, "nth": int},
        "every_n_years": {**_MONTH_DAY, "every": int, "since": int},
        TRANSFER: _MONTH_DAY,
    }
)
"""The parameters each rule needs, with their types."""
_YEARS = {"since": int, "until": int}
OPTIONAL: Mapping[str, Mapping[str, type]] = MappingProxyType(
    {
        **dict.fromkeys(REQUIRED, _YEARS),
        "easter": {**_YEARS, "length": int},
        TRANSFER: {**_YEARS, "stays": bool},
    }
)
"""The parameters each rule may have."""
RULES = frozenset(REQUIRED)


def _month_day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def generate(entries: Sequence[ClosureRule], first_year: int, last_year: int) -> tuple[Closure, ...]:
    """Every closure from 1 January of `first_year` to 31 December of `last_year`, by date, then as listed.

    Days that a rule carries over the year's end (a vacation, a moved rest) are found from the years beside.
    An entry that is not well formed (see `faults`) is a ValueError.
    """
    found: list[tuple[date, int, Closure]] = []
    years = range(first_year - 1, last_year + 2)
    for order, entry in enumerate(entries):
        problems = faults(entry)
        if problems:
            raise ValueError(f"{entry.name}: {'; '.join(problems)}")
        if entry.rule != TRANSFER:
            found.extend((day, order, _closure(entry, day)) for day in _occurrences(entry, years))
    found.extend(_transferred(entries, years))
    within = (item for item in found if first_year <= item[0].year <= last_year)
    return tuple(closure for _, _, closure in sorted(within, key=lambda item: item[:2]))


def _occurrences(entry: ClosureRule, years: range) -> Iterator[date]:
    for year in years:
        if entry.params.get("since", year) <= year <= entry.params.get("until", year):
            yield from _RULES[entry.rule](year, entry.params)


def _transferred(entries: Sequence[ClosureRule], years: range) -> Iterator[tuple[date, int, Closure]]:
    """The moved rest days; consecutive dates make a pair only among closures of the same laws and posts."""
    groups: dict[tuple[frozenset[str], frozenset[str]], dict[date, int]] = defaultdict(dict)
    for order, entry in enumerate(entries):
        if entry.rule == TRANSFER:
            groups[entry.laws, entry.posts].update((day, order) for day in _occurrences(entry, years))
    for civic in groups.values():
        staying = {day for day, order in civic.items() if entries[order].params.get("stays", False)}
        for day, rest in rest_days(civic, staying).items():
            yield rest, civic[day], _closure(entries[civic[day]], rest, moved_from=day)


def _closure(entry: ClosureRule, day: date, moved_from: date | None = None) -> Closure:
    moved = None if moved_from == day else moved_from
    return Closure(day, entry.name, entry.kind, moved, entry.laws, entry.posts, entry.confirmed)


def select(
    closures: Collection[Closure],
    law_classes: Sequence[str],
    post: str | None = None,
    *,
    first_year: int,
    last_year: int,
    law: str | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
    law_title: str = "",
    weekend: frozenset[int] = WEEKEND,
    language: str = SPANISH,
    roll_end: bool = False,
) -> BusinessCalendar:
    """The calendar of one post under one law.

    Kept are the closures whose class is in `law_classes`, that name no law or this `law`, and no post or this
    `post`. Without a post, closures of particular posts do not count. On a day with several closures they
    stand in the order of `law_classes`, and the first gives the reason.
    """
    rank = {kind: position for position, kind in enumerate(law_classes)}
    by_day: dict[date, list[Closure]] = defaultdict(list)
    for closure in closures:
        if closure.kind not in rank or (closure.laws and law not in closure.laws):
            continue
        if not closure.posts or post in closure.posts:
            by_day[closure.date].append(closure)
    return BusinessCalendar(
        first=date(first_year, 1, 1),
        last=date(last_year, 12, 31),
        closures={
            day: tuple(sorted(found, key=lambda closure: rank[closure.kind])) for day, found in by_day.items()
        },
        weekend=weekend,
        titles=titles,
        law=law_title,
        language=language,
        roll_end=roll_end,
    )


_TYPE_NAMES = {
    int: "un número entero",
    str: "un texto",
    bool: "true o false",
    date: "una fecha AAAA-MM-DD",
}


def faults(entry: ClosureRule) -> tuple[str, ...]:
    """What is wrong with an entry, each as a sentence that names the parameter; empty if it is well formed."""
    if entry.rule not in RULES:
        return (f"rule: no existe la regla «{entry.rule}»; use una de {', '.join(sorted(RULES))}",)
    required, optional = REQUIRED[entry.rule], OPTIONAL[entry.rule]
    found = [
        f"{key}: falta; la regla {entry.rule} lo necesita" for key in required if key not in entry.params
    ]
    for key, value in entry.params.items():
        expected = required.get(key) or optional.get(key)
        if expected is None:
            known = ", ".join([*required, *optional])
            found.append(f"{key}: la regla {entry.rule} no lo usa; admite {known}")
        elif type(value) is not expected:
            found.append(f"{key}: debe ser {_TYPE_NAMES[expected]}, no «{value}»")
        elif not _in_range(key, value):
            found.append(f"{key}: «{value}» está fuera de rango")
    if not found and "month" in required and "day" in required:
        found.extend(_impossible_date(entry.params))
    return tuple(found)


def _impossible_date(params: Params) -> Iterator[str]:
    leap_year = 2024
    if not list(_on(leap_year, params["month"], params["day"])):
        yield f"day: el mes {params['month']} no tiene día {params['day']}"


_RANGES: Mapping[str, Collection[int]] = MappingProxyType(
    {
        "month": range(1, 13),
        "day": range(1, 32),
        "weekday": range(7),
        "nth": frozenset({1, 2, 3, 4, 5, -1}),
        "length": range(1, 32),
        "offset": range(-70, 71),
        "every": range(1, 101),
        "since": range(1900, 2200),
        "until": range(1900, 2200),
    }
)


def _in_range(key: str, value: Any) -> bool:
    if key in ("from", "to"):
        return _is_month_day(value)
    return key not in _RANGES or value in _RANGES[key]


def _is_month_day(text: str) -> bool:
    common_year = 2023
    if not _MONTH_DAY_TEXT.fullmatch(text):
        return False
    return bool(list(_on(common_year, int(text[:2]), int(text[3:]))))
