"""``ventanilla calendar``: the closed days of a year, and the N-th business day after a date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date

from ventanilla.catalogue import Pack, get_pack
from ventanilla.cli.inputs import BROKEN_RULE, DONE, answered, print_json, read_date
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar, Closure
from ventanilla.rules.wording import long_date


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``calendar``."""
    actions = parser.add_subparsers(dest="action", required=True)
    days = actions.add_parser("days", help="the non-business days of a year, with name and class")
    add = actions.add_parser("add", help="lines DATE N on standard input: the N-th business day after DATE")
    for action in (days, add):
        action.add_argument("pack", metavar="PACK", help="sv, ec, mx or a folder")
    days.add_argument("year", metavar="YEAR", type=int)
    for action in (days, add):
        action.add_argument("--post", metavar="CODE", help="the calendar of this customs office")
        action.add_argument("--law", metavar="CODE", help="the law that counts, where a pack has several")
        action.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked. Status 1: a year or date beyond the published calendar, a line that is none."""
    action = _days if arguments.action == "days" else _add
    return answered(lambda: action(arguments), as_json=arguments.json)


def _days(arguments: argparse.Namespace) -> int:
    pack = get_pack(arguments.pack)
    calendar = pack.calendar(post=arguments.post, law=arguments.law)
    if not 1 <= arguments.year <= 9999:
        raise BeyondCalendar(arguments.year, calendar.first.year, calendar.last.year)
    closures = calendar.days(arguments.year)
    if arguments.json:
        print_json({"days": [_as_json(closure) for closure in closures]})
    else:
        print("\n".join(_table(pack, calendar, arguments.year, closures)))
    return DONE


def _as_json(closure: Closure) -> dict[str, str]:
    return {"date": closure.date.isoformat(), "name": closure.name, "class": closure.kind}


def _table(pack: Pack, calendar: BusinessCalendar, year: int, closures: tuple[Closure, ...]) -> Iterator[str]:
    yield f"{pack.title} · {pack.country}"
    yield f"Días inhábiles de {year}, además de sábados y domingos · {calendar.law}"
    yield ""
    rows = [(long_date(item.date), _name(item), _class(item, calendar)) for item in closures]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for day, name, title in rows:
        yield f"  {day:<{widths[0]}}  {name:<{widths[1]}}  {title}"


def _name(closure: Closure) -> str:
    moved = closure.moved_from
    return closure.name if moved is None else f"{closure.name}, trasladado del {long_date(moved)}"


def _class(closure: Closure, calendar: BusinessCalendar) -> str:
    title = calendar.titles.get(closure.kind, closure.kind)
    return title if closure.confirmed else f"{title} (por confirmar)"


def _add(arguments: argparse.Namespace) -> int:
    calendar = get_pack(arguments.pack).calendar(post=arguments.post, law=arguments.law)
    status = DONE
    for line, due, error in _sums(sys.stdin.buffer, calendar):
        if error:
            status = BROKEN_RULE
        if arguments.json:
            answer = {"date": "" if due is None else due.isoformat()}
            print_json({**answer, "error": error} if error else answer)
        else:
            print(f"{line}  {error or '' if due is None else long_date(due)}")
    return status


def _sums(lines: Iterable[bytes], calendar: BusinessCalendar) -> Iterator[tuple[str, date | None, str]]:
    """Each line that is not blank, with its business day or what is wrong with it.

    Bytes, because a line that is not UTF-8 still deserves its answer.
    """
    for raw in lines:
        words = raw.decode("utf-8-sig", errors="replace").split()
        if not words:
            continue
        line = " ".join(words)
        try:
            yield line, calendar.add(*_read(words)), ""
        except ValueError as broken:
            yield line, None, str(broken)


def _read(words: list[str]) -> tuple[date, int]:
    if len(words) != 2:
        raise ValueError("línea: se espera FECHA N, por ejemplo 2026-03-20 10")
    day, number = words
    if not (number.isascii() and number.isdigit()) or len(number) > 6:
        raise ValueError(f"N: «{number}» no es un número de días; escriba 1 o más")
    return read_date(day), int(number)
