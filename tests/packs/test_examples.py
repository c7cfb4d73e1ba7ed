"""The worked cases of every pack (`packs/<code>/examples/*.yaml`), run against the pack they lie in.

A lawyer adds a case there: what is given, what must come out, by which article. A case expects some of what its
kind answers; a kind that nobody knows how to run fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.identifiers import worked
from ventanilla.catalogue import Pack, get_pack
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.lines import AMOUNTS
from ventanilla.rules.annexes.reading import Record, read_records
from ventanilla.rules.annexes.registry import ANNEXES
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar, Closure
from ventanilla.rules.hours import WeeklyHours
from ventanilla.rules.terms import Stop, legal_term

PACKS = Path(__file__).parents[2] / "packs"
KEYS = {"kind", "input", "expected", "article", "note"}

Given = Mapping[str, Any]


def calendar_of(pack: Pack, given: Given) -> BusinessCalendar:
    decreed = [
        Closure(
            date.fromisoformat(day["date"]),
            day["name"],
            day.get("class", "decreed"),
            laws=frozenset(day.get("laws", ())),
            posts=frozenset(day.get("posts", ())),
            confirmed=day.get("confirmed", True),
            basis=day.get("basis", ""),
        )
        for day in given.get("decreed", ())
    ]
    return pack.calendar(post=given.get("post"), law=given.get("law"), decreed=decreed)


def stop(text: str) -> Stop:
    start, end = text.split("..")
    return Stop(date.fromisoformat(start), date.fromisoformat(end) if end else None)


def iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def run_term(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    try:
        term = legal_term(
            presented=datetime.fromisoformat(given["from"]),
            days=given["days"],
            calendar=calendar_of(pack, given),
            stops=[stop(text) for text in given.get("stops", ())],
            unit=given.get("count", "business_days"),
        )
    except BeyondCalendar as beyond:
        return {"beyond": beyond.year}
    asked = expected.get("reasons", {})
    return {
        "due": iso(term.due),
        "reasons": {iso(day.date): day.reason for day in term.days if iso(day.date) in asked},
    }


def run_calendar_add(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    try:
        return {"date": iso(calendar_of(pack, given).add(date.fromisoformat(given["date"]), given["days"]))}
    except BeyondCalendar as beyond:
        return {"beyond": beyond.year}


def run_calendar_day(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    calendar, day = calendar_of(pack, given), date.fromisoformat(given["date"])
    return {
        "business": calendar.is_business_day(day),
        "classes": [closure.kind for closure in calendar.closures.get(day, ())],
    }


def run_hours(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    hours, calendar = WeeklyHours.parse(given["hours"]), calendar_of(pack, given)
    if "at" not in given:
        start, end = datetime.fromisoformat(given["from"]), datetime.fromisoformat(given["to"])
        return {"minutes": hours.business_minutes(start, end, calendar)}
    moment = datetime.fromisoformat(given["at"])
    until = hours.closing(moment, calendar)
    return {
        "open": hours.is_open(moment, calendar),
        "next": hours.next_opening(moment, calendar).isoformat(timespec="minutes"),
        "until": None if until is None else until.isoformat(timespec="minutes"),
    }


def run_identifier(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    return worked.answer(given)


def run_routing(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    return {"unit": pack.route(given["procedure"], given["facts"])}


def run_estimate(pack: Pack, given: Given, expected: Given) -> dict[str, Any]:
    annex = ANNEXES[given["annex"]]
    read = read_records(annex, [Record(row, cells) for row, cells in enumerate(given["lines"], start=2)])
    answer = estimate(
        annex, read.rows, table=pack.rates, on=date.fromisoformat(given["on"]), errors=read.errors
    )
    texts = [error.text for error in answer.errors]
    wanted = expected.get("refused", [])
    return {
        **{name: str(getattr(answer.totals, name)) for name in AMOUNTS},
        "bond": None if answer.bond is None else str(answer.bond),
        "refused": [text[: len(start)] for text, start in zip(texts, wanted, strict=True)],
    }


RUNNERS: Mapping[str, Callable[[Pack, Given, Given], dict[str, Any]]] = {
    "term": run_term,
    "calendar_add": run_calendar_add,
    "calendar_day": run_calendar_day,
    "hours": run_hours,
    "identifier": run_identifier,
    "routing": run_routing,
    "estimate": run_estimate,
}


def read_examples() -> list[Any]:
    return [
        pytest.param(file.parts[-3], case, id=f"{file.parts[-3]}-{file.stem}-{position:03}")
        for file in sorted(PACKS.glob("*/examples/*.yaml"))
        for position, case in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
    ]


EXAMPLES = read_examples()


@pytest.mark.parametrize(("code", "case"), EXAMPLES)
def test_worked_example(code: str, case: Given) -> None:
    expected = case["expected"]
    actual = RUNNERS[case["kind"]](get_pack(code), case["input"], expected)
    assert {key: actual.get(key) for key in expected} == expected, case["note"]


def test_each_example_says_what_it_expects_by_which_article_and_why() -> None:
    for example in EXAMPLES:
        _, case = example.values
        assert set(case) == KEYS, example.id
        assert case["expected"], example.id
        assert case["article"], example.id
        assert case["note"], example.id


def test_terms_and_calendars_are_worked_in_every_pack() -> None:
    counted = Counter((example.values[0], example.values[1]["kind"]) for example in EXAMPLES)
    for code in ("sv", "ec", "mx"):
        assert counted[code, "term"] >= 20
    assert sum(number for (_, kind), number in counted.items() if kind == "term") >= 80
    for code in ("sv", "ec", "mx"):
        assert counted[code, "calendar_day"] + counted[code, "calendar_add"] >= 15
        assert counted[code, "hours"] >= 4


def test_the_hard_days_are_all_among_the_terms() -> None:
    terms = [example.values for example in EXAMPLES if example.values[1]["kind"] == "term"]
    said = {
        code: " ".join(str(case) for owner, case in terms if owner == code) for code in ("sv", "ec", "mx")
    }
    for words in ("Semana Santa", "Vacación de agosto", "fin de año", "asueto local"):
        assert words in said["sv"]
    assert "trasladado del" in said["ec"]
    assert {case["input"].get("law") for code, case in terms if code == "mx"} >= {"cff", "lft", "lfpa"}
    for code in said:
        given = [case["input"] for owner, case in terms if owner == code]
        assert any("decreed" in one for one in given)
        assert any(_ends_on_weekend(text) for one in given for text in one.get("stops", ())), code


def _ends_on_weekend(text: str) -> bool:
    """Whether a stop begins or ends on a Saturday or Sunday."""
    held = stop(text)
    return any(day.weekday() >= 5 for day in (held.start, held.end) if day)


def test_estimates_are_worked_line_by_line() -> None:
    cases = [example.values[1] for example in EXAMPLES if example.values[1]["kind"] == "estimate"]
    lines = Counter(case["input"]["annex"] for case in cases for _ in case["input"]["lines"])
    assert {name for case in cases for name in (case["note"].split(",")[0].split(".")[0],)} >= {
        "T1", "T2", "T3", "T4", "T5", "T5b", "T6", "T7",
    }  # fmt: skip
    assert lines["1"] >= 8
    assert lines["2"] >= 25
    assert lines["3"] >= 8
