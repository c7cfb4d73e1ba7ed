"""What the commands that compute read from their words, and how they refuse.

Misuse is a word that is not of its kind, or a name that the pack does not have (status 2). A broken rule is a
value of its kind that the law, the pack or its calendar refuses (status 1): it is part of the answer.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ventanilla.catalogue import PackFaults, UnknownPack
from ventanilla.catalogue.calendars import UnknownCode
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.terms import ImpossibleTerm, Stop

DONE, BROKEN_RULE, MISUSE = 0, 1, 2

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = re.compile(rf"{_DATE}(?:T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?")


def read_date(text: str) -> date:
    """A date written YYYY-MM-DD; anything else is a ValueError in words."""
    if re.fullmatch(_DATE, text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"«{text}» no es una fecha del calendario; escríbala AAAA-MM-DD")


def day(text: str) -> date:
    """`read_date` for an argument."""
    try:
        return read_date(text)
    except ValueError as broken:
        raise argparse.ArgumentTypeError(str(broken)) from None


def moment(text: str) -> datetime:
    """A local ISO moment (a bare date is its first minute); with an offset it is turned to the pack's zone."""
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(
        f"«{text}» no es un momento que exista; escríbalo AAAA-MM-DD o AAAA-MM-DDTHH:MM, en hora local"
    )


def local_date(when: datetime, zone: str) -> date:
    """The date of `when` at the offices of the pack."""
    return (when if when.tzinfo is None else when.astimezone(ZoneInfo(zone))).date()


def stop(text: str) -> tuple[datetime, datetime | None]:
    """A stop written `A..B` (notice, answer), or `A..` while there is no answer."""
    start, dots, end = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(
            f"«{text}» no es una suspensión; escriba PREVENCIÓN..RESPUESTA, o PREVENCIÓN.. si no hay respuesta"
        )
    return moment(start), moment(end) if end else None


def local_stop(ends: tuple[datetime, datetime | None], zone: str) -> Stop:
    """A stop in dates of the pack's offices."""
    start, end = ends
    return Stop(local_date(start, zone), None if end is None else local_date(end, zone))


def answered(work: Callable[[], int], *, as_json: bool) -> int:
    """The status of `work`, with what it refuses said in words (as an `error` where JSON is asked for)."""
    try:
        return work()
    except (UnknownPack, UnknownCode) as unknown:
        print(unknown, file=sys.stderr)
        return MISUSE
    except (BeyondCalendar, ImpossibleTerm, PackFaults) as broken:
        if as_json:
            print_json({"error": str(broken)})
        else:
            print(broken, file=sys.stderr)
        return BROKEN_RULE


def print_json(value: object) -> None:
    """One JSON object on one line, in ASCII whatever the terminal speaks."""
    print(json.dumps(value))
