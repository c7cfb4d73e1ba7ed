"""``ventanilla term``: a legal due date, day by day."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import Any

from ventanilla.catalogue import Pack, get_pack
from ventanilla.catalogue.calendars import UnknownCode
from ventanilla.cli.inputs import DONE, answered, local_date, local_stop, moment, print_json, stop
from ventanilla.rules.calendars import BusinessCalendar
from ventanilla.rules.terms import TermResult, legal_term
from ventanilla.rules.wording import long_date


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``term``."""
    parser.add_argument("pack", metavar="PACK", help="sv, ec, mx or a folder")
    parser.add_argument(
        "--from", dest="presented", metavar="MOMENT", type=moment, required=True, help="when it was presented"
    )
    parser.add_argument("--days", metavar="N", type=int, required=True, help="business days of the term")
    parser.add_argument("--unit", metavar="CODE", help="a unit or post of the pack: its calendar")
    parser.add_argument("--law", metavar="CODE", help="the law that counts, where a pack has several")
    parser.add_argument(
        "--stop",
        dest="stops",
        metavar="A..B",
        type=stop,
        action="append",
        default=[],
        help="from a remedy notice to its answer; 'A..' while there is none; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the term. Status 1: a date beyond the published calendar, or dates that contradict each other."""
    return answered(lambda: _term(arguments), as_json=arguments.json)


def _term(arguments: argparse.Namespace) -> int:
    pack = get_pack(arguments.pack)
    calendar = pack.calendar(post=_post(pack, arguments.unit), law=arguments.law)
    term = legal_term(
        presented=local_date(arguments.presented, pack.zone),
        days=arguments.days,
        calendar=calendar,
        stops=[local_stop(ends, pack.zone) for ends in arguments.stops],
    )
    if arguments.json:
        print_json(_as_json(term))
    else:
        print("\n".join(_for_people(pack, calendar, term)))
    return DONE


def _post(pack: Pack, code: str | None) -> str | None:
    """The post whose calendar `code` names; a unit that is no post keeps the general calendar."""
    if code is None or code in pack.units:
        return None
    if code in pack.posts:
        return code
    raise UnknownCode("la unidad u oficina", code, [*pack.units, *pack.posts])


def _as_json(term: TermResult) -> dict[str, Any]:
    return {
        "due": None if term.due is None else term.due.isoformat(),
        "days": [
            {"date": day.date.isoformat(), "counts": day.counts, "n": day.n, "reason": day.reason}
            for day in term.days
        ],
        "rule": term.rule,
    }


def _for_people(pack: Pack, calendar: BusinessCalendar, term: TermResult) -> Iterator[str]:
    yield f"{pack.title} · {pack.country} · {calendar.law}"
    yield ""
    yield f"  Vence: {'sin fecha, espera una respuesta' if term.due is None else long_date(term.due)}"
    yield ""
    width = max(len(long_date(day.date)) for day in term.days)
    for day in term.days:
        number = "·" if day.n is None else str(day.n)
        yield f"  {long_date(day.date):<{width}}  {number:>3}  {day.reason}"
    yield ""
    yield textwrap.fill(f"Cómputo: {term.rule}.", width=100)
