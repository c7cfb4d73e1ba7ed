"""Closures by rule: the published dates of three countries, day by day, and each rule by itself."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue import get_pack
from ventanilla.rules.calendars import Closure
from ventanilla.rules.closures import RULES, ClosureRule, easter, faults, generate, select
from ventanilla.rules.transfers import rest_days

DATA = Path(__file__).parent / "data"


def published(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_closures(code: str) -> tuple[Closure, ...]:
    return get_pack(code).calendars.closures


def entry(rule: str, **params: Any) -> ClosureRule:
    return ClosureRule("Cierre", "national", rule, params)


def dates_of(*entries: ClosureRule, first: int = 2026, last: int = 2026) -> list[str]:
    return [closure.date.isoformat() for closure in generate(entries, first, last)]


# ── the published dates ──────────────────────────────────────────────────────────────────────────


def test_el_salvador_closes_on_the_published_days_of_each_class() -> None:
    expected = sorted((row["date"], row["class"]) for row in published("sv_closures.csv"))
    assert sorted((day.date.isoformat(), day.kind) for day in all_closures("sv")) == expected


def test_the_local_days_of_el_salvador_close_only_the_posts_of_the_capital() -> None:
    local = {day for day in all_closures("sv") if day.kind == "local"}
    assert {day.posts for day in local} == {frozenset({"35"})}
    assert all((day.date.month, day.date.day) in {(8, 3), (8, 5)} for day in local)


def test_the_days_of_holy_week_are_said_to_be_unconfirmed() -> None:
    assert {day.name for day in all_closures("sv") if not day.confirmed} == {"Vacación de Semana Santa"}


def test_ecuador_rests_on_the_published_days_and_moves_them_from_the_published_ones() -> None:
    expected = sorted((row["rest"], row["civic"]) for row in published("ec_closures.csv"))
    national = [day for day in all_closures("ec") if day.kind == "national"]
    assert sorted((str(day.date), str(day.moved_from or day.date)) for day in national) == expected


def test_the_local_holidays_of_ecuador_follow_the_moving_rule_in_their_city() -> None:
    guayaquil, quito = frozenset({"019", "028", "136"}), frozenset({"055"})
    local = {(day.date.isoformat(), day.posts) for day in all_closures("ec") if day.kind == "local"}
    assert local == {
        *((day, guayaquil) for day in ("2024-07-26", "2025-07-25", "2026-07-24", "2027-07-26")),
        *((day, guayaquil) for day in ("2028-07-24", "2029-07-27", "2030-07-26")),
        *((day, quito) for day in ("2024-12-06", "2025-12-05", "2026-12-07", "2027-12-06")),
        *((day, quito) for day in ("2028-12-08", "2029-12-07", "2030-12-06")),
    }


@pytest.mark.parametrize("law", ["cff", "lft", "lfpa"])
def test_each_law_of_mexico_closes_on_its_published_days(law: str) -> None:
    expected = sorted(row["date"] for row in published("mx_closures.csv") if row[law] == "1")
    calendar = get_pack("mx").calendar(law=law)
    actual = [day.date.isoformat() for year in range(2024, 2031) for day in calendar.days(year)]
    assert actual == expected


# ── each rule ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "params", "expected"),
    [
        ("fixed", {"month": 5, "day": 1}, ["2026-05-01"]),
        ("fixed", {"month": 2, "day": 29}, []),
        ("fixed", {"month": 5, "day": 1, "since": 2027}, []),
        ("fixed", {"month": 5, "day": 1, "until": 2025}, []),
        ("fixed", {"month": 5, "day": 1, "since": 2026, "until": 2026}, ["2026-05-01"]),
        ("date", {"date": date(2026, 9, 16)}, ["2026-09-16"]),
        ("date", {"date": date(2025, 9, 16)}, []),
        ("span", {"from": "08-01", "to": "08-03"}, ["2026-08-01", "2026-08-02", "2026-08-03"]),
        ("span", {"from": "12-31", "to": "01-02"}, ["2026-01-01", "2026-01-02", "2026-12-31"]),
        ("easter", {"offset": -2}, ["2026-04-03"]),
        ("easter", {"offset": 0, "length": 2}, ["2026-04-05", "2026-04-06"]),
        ("nth_weekday", {"month": 2, "weekday": 0, "nth": 1}, ["2026-02-02"]),
        ("nth_weekday", {"month": 12, "weekday": 6, "nth": -1}, ["2026-12-27"]),
        ("nth_weekday", {"month": 2, "weekday": 0, "nth": 5}, []),
        ("every_n_years", {"month": 10, "day": 1, "every": 6, "since": 2024}, []),
        ("every_n_years", {"month": 10, "day": 1, "every": 2, "since": 2024}, ["2026-10-01"]),
        ("every_n_years", {"month": 10, "day": 1, "every": 2, "since": 2028}, []),
        ("rest-day-transfer", {"month": 5, "day": 24}, ["2026-05-25"]),
    ],
)
def test_a_rule_gives_its_days(rule: str, params: Mapping[str, Any], expected: list[str]) -> None:
    assert dates_of(entry(rule, **params)) == expected


def test_closures_come_by_date_and_then_as_listed() -> None:
    first = ClosureRule("B", "national", "fixed", {"month": 8, "day": 3})
    second = ClosureRule("A", "vacation", "span", {"from": "08-02", "to": "08-03"})
    assert [(day.date.day, day.name) for day in generate([first, second], 2026, 2026)] == [
        (2, "A"),
        (3, "B"),
        (3, "A"),
    ]


def test_a_rest_moved_over_the_years_end_stands_in_the_year_it_falls_in() -> None:
    new_year = entry("rest-day-transfer", month=1, day=1, stays=True)
    assert dates_of(new_year, first=2027, last=2027) == ["2027-01-01", "2027-12-31"]
    assert dates_of(new_year, first=2028, last=2028) == []


def test_a_local_civic_date_makes_no_pair_with_a_national_one() -> None:
    local = ClosureRule("L", "local", "rest-day-transfer", {"month": 11, "day": 4}, posts=frozenset({"1"}))
    national = entry("rest-day-transfer", month=11, day=3)
    assert dates_of(local, national, first=2027, last=2027) == ["2027-11-05", "2027-11-05"]


def test_a_closure_carries_who_it_is_for() -> None:
    rule = ClosureRule(
        "N", "local", "fixed", {"month": 5, "day": 1}, frozenset({"x"}), frozenset({"1"}), confirmed=False
    )
    assert generate([rule], 2026, 2026) == (
        Closure(date(2026, 5, 1), "N", "local", None, frozenset({"x"}), frozenset({"1"}), confirmed=False),
    )


def test_a_list_with_a_bad_entry_is_refused_by_the_entrys_name() -> None:
    with pytest.raises(ValueError, match="Cierre: day: falta"):
        generate([entry("fixed", month=1)], 2026, 2026)


EASTERS = {
    1954: "04-18", 1981: "04-19", 2000: "04-23", 2008: "03-23", 2024: "03-31", 2025: "04-20", 2026: "04-05",
    2027: "03-28", 2028: "04-16", 2029: "04-01", 2030: "04-21", 2038: "04-25", 2049: "04-18", 2076: "04-19",
}  # fmt: skip


@pytest.mark.parametrize("year", EASTERS)
def test_easter_falls_on_its_known_date(year: int) -> None:
    assert easter(year).isoformat() == f"{year}-{EASTERS[year]}"


@given(st.integers(1600, 3999))
def test_easter_is_a_sunday_from_22_march_to_25_april(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


# ── the moving rule ──────────────────────────────────────────────────────────────────────────────


def moved(*days: str, staying: tuple[str, ...] = ()) -> list[str]:
    civic = [date.fromisoformat(day) for day in days]
    rests = rest_days(civic, [date.fromisoformat(day) for day in staying])
    return [rests[day].isoformat() for day in civic]


def test_a_single_civic_date_moves_by_its_weekday() -> None:
    # 4 to 10 May 2026 are Monday to Sunday.
    assert [moved(f"2026-05-{day:02}") for day in range(4, 11)] == [
        ["2026-05-04"], ["2026-05-04"], ["2026-05-08"], ["2026-05-08"], ["2026-05-08"], ["2026-05-08"],
        ["2026-05-11"],
    ]  # fmt: skip


def test_a_date_that_stays_moves_only_from_the_weekend() -> None:
    days = [f"2026-05-{day:02}" for day in range(4, 11)]
    assert [moved(day, staying=(day,))[0] for day in days] == [*days[:5], "2026-05-08", "2026-05-11"]


def test_a_pair_moves_by_the_weekday_of_its_first_date() -> None:
    pairs = [(f"2026-05-{day:02}", f"2026-05-{day + 1:02}") for day in range(4, 11)]
    assert [moved(*pair) for pair in pairs] == [
        ["2026-05-04", "2026-05-05"],
        ["2026-05-05", "2026-05-04"],
        ["2026-05-08", "2026-05-07"],
        ["2026-05-07", "2026-05-08"],
        ["2026-05-08", "2026-05-07"],
        ["2026-05-08", "2026-05-11"],
        ["2026-05-12", "2026-05-11"],
    ]


def test_the_law_has_no_rule_for_three_in_a_row() -> None:
    with pytest.raises(ValueError, match="tres feriados seguidos desde el 2026-05-04"):
        moved("2026-05-04", "2026-05-05", "2026-05-06")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.booleans())
def test_rest_days_are_working_days_near_their_civic_date_and_as_many(day: date, is_pair: bool) -> None:
    civic = [day, day + timedelta(days=1)] if is_pair else [day]
    rests = rest_days(civic)
    assert set(rests) == set(civic)
    assert len(set(rests.values())) == len(civic)
    assert all(rest.weekday() < 5 and abs((rest - day).days) <= 2 for day, rest in rests.items())


# ── what is wrong with an entry ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "params", "expected"),
    [
        ("lunar", {}, "rule: no existe la regla «lunar»; use una de date, easter, every_n_years"),
        ("fixed", {"month": 1}, "day: falta; la regla fixed lo necesita"),
        ("fixed", {"month": 1, "day": 1, "nth": 2}, "nth: la regla fixed no lo usa; admite month, day"),
        ("fixed", {"month": "1", "day": 1}, "month: debe ser un número entero, no «1»"),
        ("fixed", {"month": True, "day": 1}, "month: debe ser un número entero, no «True»"),
        ("fixed", {"month": 13, "day": 1}, "month: «13» está fuera de rango"),
        ("fixed", {"month": 2, "day": 30}, "day: el mes 2 no tiene día 30"),
        ("date", {"date": "2026-09-16"}, "date: debe ser una fecha AAAA-MM-DD, no «2026-09-16»"),
        ("span", {"from": "12-24", "to": "1-2"}, "to: «1-2» está fuera de rango"),
        ("span", {"from": "02-29", "to": "03-01"}, "from: «02-29» está fuera de rango"),
        ("span", {"from": 1224, "to": "01-02"}, "from: debe ser un texto, no «1224»"),
        ("easter", {"offset": 0, "length": 0}, "length: «0» está fuera de rango"),
        ("nth_weekday", {"month": 1, "weekday": 7, "nth": 1}, "weekday: «7» está fuera de rango"),
        ("nth_weekday", {"month": 1, "weekday": 0, "nth": 0}, "nth: «0» está fuera de rango"),
        ("rest-day-transfer", {"month": 1, "day": 1, "stays": 1}, "stays: debe ser true o false, no «1»"),
    ],
)
def test_a_bad_entry_is_named_by_its_parameter(rule: str, params: Mapping[str, Any], expected: str) -> None:
    found = faults(entry(rule, **params))
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_every_rule_of_the_packs_is_well_formed_and_every_rule_is_used_or_tested() -> None:
    assert {"fixed", "date", "span", "easter", "nth_weekday", "every_n_years", "rest-day-transfer"} == RULES
    for code in ("sv", "ec", "mx"):
        book = get_pack(code).calendars
        assert [faults(item.as_rule(book.posts)) for item in book.file.closures] == [()] * len(
            book.file.closures
        )


# ── choosing the closures of an office and a law ─────────────────────────────────────────────────

DAY = date(2026, 5, 4)


def chosen(*closures: Closure, classes: tuple[str, ...] = ("a", "b"), **options: Any) -> list[str]:
    calendar = select(
        closures, classes, options.pop("post", None), first_year=2026, last_year=2026, **options
    )
    return [closure.name for closure in calendar.closures.get(DAY, ())]


def test_only_the_classes_of_the_law_close_in_the_order_of_the_law() -> None:
    days = [Closure(DAY, "uno", "b"), Closure(DAY, "dos", "a"), Closure(DAY, "tres", "c")]
    assert chosen(*days) == ["dos", "uno"]
    assert chosen(*days, classes=("c",)) == ["tres"]


def test_a_closure_of_some_laws_closes_only_under_them() -> None:
    day = Closure(DAY, "uno", "a", laws=frozenset({"x"}))
    assert chosen(day, law="x") == ["uno"]
    assert chosen(day, law="y") == []
    assert chosen(day) == []


def test_a_closure_of_some_posts_closes_only_them() -> None:
    day = Closure(DAY, "uno", "a", posts=frozenset({"35"}))
    assert chosen(day, post="35") == ["uno"]
    assert chosen(day, post="02") == []
    assert chosen(day) == []


def test_the_calendar_runs_over_whole_years_and_carries_its_words() -> None:
    calendar = select(
        [], ["a"], first_year=2025, last_year=2026, titles={"a": "A"}, law_title="Ley", language="en",
        roll_end=True, weekend=frozenset({6}),
    )  # fmt: skip
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2026, 12, 31))
    assert (calendar.titles, calendar.law, calendar.language) == ({"a": "A"}, "Ley", "en")
    assert (calendar.roll_end, calendar.weekend) == (True, frozenset({6}))


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("sv", date(2026, 4, 6), "Holy Week vacation (public employees' vacation, to be confirmed)"),
        ("ec", date(2024, 5, 3), "Labour Day (national holiday, moved from Wednesday 1 May 2024)"),
        ("mx", date(2026, 5, 5), "5 May (non-business day by law)"),
    ],
)
def test_the_closed_days_of_a_pack_are_named_in_english_too(code: str, day: date, reason: str) -> None:
    assert get_pack(code).localized("en").calendar().reason_closed(day) == reason
