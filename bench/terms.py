"""How many legal terms a second, each with its explanation day by day, beside a loop that prepares nothing.

The term is the usual one: 10 business days of the pack `sv` over Holy Week, with one remedy notice answered. The
target is 5,000 a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

from ventanilla.catalogue import get_pack
from ventanilla.rules.calendars import BusinessCalendar
from ventanilla.rules.terms import Stop, legal_term
from ventanilla.rules.wording import in_sentence, weekday_name

TARGET = 5_000
PRESENTED, DAYS = date(2026, 3, 20), 10
NOTICE, ANSWER = date(2026, 3, 24), date(2026, 3, 27)


def prepared(calendar: BusinessCalendar) -> object:
    """The term as the product counts it."""
    return legal_term(presented=PRESENTED, days=DAYS, calendar=calendar, stops=[Stop(NOTICE, ANSWER)])


def naive(calendar: BusinessCalendar) -> object:
    """The same days and reasons, each looked up and worded anew."""
    day, n = PRESENTED, 0
    lines: list[tuple[date, int | None, str]] = [(day, None, "día de la presentación: no se cuenta")]
    while n < DAYS:
        day += timedelta(days=1)
        closures = [
            closure for found in calendar.closures.values() for closure in found if closure.date == day
        ]
        if closures:
            title = in_sentence(calendar.titles[closures[0].kind])
            lines.append((day, None, f"{closures[0].name} ({title})"))
        elif day.weekday() in calendar.weekend:
            lines.append((day, None, weekday_name(day)))
        elif NOTICE < day <= ANSWER:
            lines.append((day, None, "plazo suspendido por prevención"))
        else:
            n += 1
            lines.append((day, n, f"día {n} del plazo"))
    return lines


def per_second(
    work: Callable[[BusinessCalendar], object], calendar: BusinessCalendar, seconds: float
) -> float:
    """How often `work` is done in about `seconds`; the best of three, since machines are busy."""
    best = 0.0
    for _ in range(3):
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            work(calendar)
            done += 1
        best = max(best, done / (time.perf_counter() - start))
    return best


def main(seconds: float = 0.5) -> int:
    """Print both rates, their ratio and whether the target is met (status 0 or 1)."""
    calendar = get_pack("sv").calendar()
    ours, loop = per_second(prepared, calendar, seconds), per_second(naive, calendar, seconds)
    print(f"terms with explanation: {ours:,.0f} a second (target {TARGET:,})")
    print(f"a loop that prepares nothing: {loop:,.0f} a second; ratio {ours / loop:.1f}")
    return 0 if ours >= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
