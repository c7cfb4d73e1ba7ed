"""`ventanilla calendar` and `ventanilla term`: what they print, for people and as JSON, and how they refuse."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ventanilla.cli.main import main

CAPTURE = pytest.CaptureFixture[str]


def run(capsys: CAPTURE, *words: str) -> tuple[int, str, str]:
    """Status, standard output and standard error of one command."""
    try:
        status = main(words)
    except SystemExit as left:
        status = int(left.code or 0)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def as_json(capsys: CAPTURE, *words: str) -> dict[str, Any]:
    status, out, _ = run(capsys, *words, "--json")
    assert status == 0
    answer: dict[str, Any] = json.loads(out)
    return answer


def type_in(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


# ── calendar days ────────────────────────────────────────────────────────────────────────────────


def test_the_days_of_a_year_have_date_name_and_class(capsys: CAPTURE) -> None:
    days = as_json(capsys, "calendar", "days", "sv", "2026")["days"]
    assert days[0] == {"date": "2026-01-01", "name": "Año Nuevo", "class": "national"}
    assert days[1] == {"date": "2026-01-01", "name": "Vacación de fin de año", "class": "vacation"}
    assert [day["class"] for day in days].count("vacation") == 24
    assert "local" not in {day["class"] for day in days}


def test_a_post_adds_its_local_days(capsys: CAPTURE) -> None:
    days = as_json(capsys, "calendar", "days", "sv", "2026", "--post", "35")["days"]
    assert [day["date"] for day in days if day["class"] == "local"] == ["2026-08-03", "2026-08-05"]


def test_each_law_has_its_days(capsys: CAPTURE) -> None:
    february = {
        law: [
            day["date"]
            for day in as_json(capsys, "calendar", "days", "mx", "2026", "--law", law)["days"]
            if day["date"].startswith("2026-02")
        ]
        for law in ("cff", "lft", "lfpa")
    }
    assert february == {"cff": ["2026-02-02"], "lft": ["2026-02-02"], "lfpa": ["2026-02-05"]}


def test_the_days_read_well(capsys: CAPTURE) -> None:
    status, out, _ = run(capsys, "calendar", "days", "ec", "2027", "--post", "055")
    lines = out.splitlines()
    assert status == 0
    assert lines[:3] == [
        "Mesa de Servicios · Ecuador",
        "Días inhábiles de 2027, además de sábados y domingos · Código Orgánico Administrativo",
        "",
    ]
    assert "  viernes 1 de enero de 2027       Año Nuevo " in out
    assert "Independencia de Cuenca, trasladado del miércoles 3 de noviembre de 2027" in out
    assert "Fundación de Quito" in out
    assert "Feriado local (por confirmar)" in out
    assert len({line.index("Feriado ") for line in lines[3:]}) == 1


@pytest.mark.parametrize("year", ["2031", "1999", "0", "99999"])
def test_a_year_that_is_not_published_is_named(capsys: CAPTURE, year: str) -> None:
    status, out, err = run(capsys, "calendar", "days", "sv", year)
    assert (status, out) == (1, "")
    assert f"va de 2024 a 2030 y no incluye el año {year}: publique el calendario de {year}" in err
    status, out, err = run(capsys, "calendar", "days", "sv", year, "--json")
    assert (status, err) == (1, "")
    assert f"no incluye el año {year}" in json.loads(out)["error"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("days", "xx", "2026"), "No hay un paquete «xx»"),
        (("days", "sv", "2026", "--post", "9999"), "no tiene la oficina «9999»"),
        (("days", "sv", "2026", "--law", "cff"), "no tiene la ley «cff». Tiene: lpa"),
        (("days", "sv", "este"), "invalid int value"),
        (("days", "sv"), "required: YEAR"),
        ((), "required: action"),
    ],
)
def test_names_that_nobody_has_are_misuse(capsys: CAPTURE, words: tuple[str, ...], told: str) -> None:
    status, out, err = run(capsys, "calendar", *words)
    assert (status, out) == (2, "")
    assert told in err


def test_a_pack_with_faults_is_refused_with_them(capsys: CAPTURE, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("code: xx\n")
    status, _, err = run(capsys, "calendar", "days", str(tmp_path), "2026")
    assert status == 1
    assert "calendar.yaml" in err


# ── calendar add ─────────────────────────────────────────────────────────────────────────────────


def test_each_line_gets_its_business_day_in_order(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, b"\xef\xbb\xbf2026-03-20 10\r\n\r\n  2026-03-31\t5 \n2025-12-23 1")
    status, out, _ = run(capsys, "calendar", "add", "sv", "--json")
    assert status == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {"date": "2026-04-13"},
        {"date": "2026-04-13"},
        {"date": "2026-01-05"},
    ]


def test_the_sums_use_the_post_and_the_law(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, b"2026-12-04 1\n")
    assert run(capsys, "calendar", "add", "ec", "--post", "055")[1] == (
        "2026-12-04 1  martes 8 de diciembre de 2026\n"
    )
    type_in(monkeypatch, b"2026-11-13 1\n")
    assert run(capsys, "calendar", "add", "mx", "--law", "lfpa")[1] == (
        "2026-11-13 1  lunes 16 de noviembre de 2026\n"
    )


BAD_LINES = {
    b"2026-02-30 1": "«2026-02-30» no es una fecha del calendario; escríbala AAAA-MM-DD",
    b"20260220 1": "«20260220» no es una fecha del calendario; escríbala AAAA-MM-DD",
    b"2026-02-20": "línea: se espera FECHA N, por ejemplo 2026-03-20 10",
    b"2026-02-20 1 2": "línea: se espera FECHA N, por ejemplo 2026-03-20 10",
    b"2026-02-20 uno": "N: «uno» no es un número de días; escriba 1 o más",
    b"2026-02-20 -1": "N: «-1» no es un número de días; escriba 1 o más",
    b"2026-02-20 99999999999": "N: «99999999999» no es un número de días; escriba 1 o más",
    b"2026-02-20 0": "n: el número de días hábiles debe ser 1 o más, no 0",
    b"2030-12-20 9": "no incluye el año 2031",
    b"2031-01-20 9": "no incluye el año 2031",
    b"\xff 1": "no es una fecha del calendario",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_answered_and_the_others_too(
    capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    type_in(monkeypatch, line + b"\n2026-03-20 10\n")
    status, out, _ = run(capsys, "calendar", "add", "sv", "--json")
    bad, good = (json.loads(answer) for answer in out.splitlines())
    assert status == 1
    assert bad["date"] == ""
    assert BAD_LINES[line] in bad["error"]
    assert good == {"date": "2026-04-13"}
    type_in(monkeypatch, line)
    assert BAD_LINES[line] in run(capsys, "calendar", "add", "sv")[1]


# ── term ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_term_is_due_and_explained_day_by_day(capsys: CAPTURE) -> None:
    term = as_json(capsys, "term", "sv", "--from", "2026-03-20T10:15", "--days", "10")
    assert set(term) == {"due", "days", "rule"}
    assert term["due"] == "2026-04-13"
    assert term["days"][0] == {
        "date": "2026-03-20",
        "counts": False,
        "n": None,
        "reason": "día de la presentación: no se cuenta",
    }
    assert term["days"][-1] == {
        "date": "2026-04-13",
        "counts": True,
        "n": 10,
        "reason": "día 10 del plazo",
    }
    assert term["rule"].startswith("10 días hábiles desde el día siguiente a la presentación (viernes 20 de")


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("sv", "--from", "2026-03-20", "--days", "10", "--stop", "2026-03-26..2026-04-09"), "2026-04-17"),
        (("sv", "--from", "2026-03-20", "--days", "10", "--stop", "2026-03-26T09:00..2026-04-09T23:59"), "2026-04-17"),
        (
            ("sv", "--from", "2026-06-01", "--days", "10", "--stop", "2026-06-03..2026-06-09", "--stop", "2026-06-08..2026-06-11"),
            "2026-06-24",
        ),
        (("sv", "--from", "2026-03-20", "--days", "10", "--stop", "2026-03-25.."), None),
        (("sv", "--from", "2026-03-21T03:00Z", "--days", "1"), "2026-03-23"),
        (("sv", "--from", "2026-03-24T03:00Z", "--days", "1"), "2026-03-24"),
        (("sv", "--from", "2026-03-23T23:00-06:00", "--days", "1"), "2026-03-24"),
        (("sv", "--from", "2026-07-30", "--days", "3", "--unit", "35"), "2026-08-10"),
        (("sv", "--from", "2026-07-30", "--days", "3", "--unit", "leyes-especiales"), "2026-08-10"),
        (("ec", "--from", "2026-12-04", "--days", "1", "--unit", "055"), "2026-12-08"),
        (("ec", "--from", "2026-12-04", "--days", "1"), "2026-12-07"),
        (("mx", "--from", "2026-04-30", "--days", "3"), "2026-05-07"),
        (("mx", "--from", "2026-04-30", "--days", "3", "--law", "lft"), "2026-05-06"),
    ],
)  # fmt: skip
def test_a_term_knows_stops_units_laws_and_zones(
    capsys: CAPTURE, words: tuple[str, ...], due: str | None
) -> None:
    assert as_json(capsys, "term", *words)["due"] == due


def test_a_term_reads_well(capsys: CAPTURE) -> None:
    status, out, _ = run(
        capsys, "term", "sv", "--from", "2026-03-27", "--days", "2", "--stop", "2026-04-07..2026-04-08"
    )
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "Mesa de Servicios · El Salvador · Ley de Procedimientos Administrativos"
    assert lines[2] == "  Vence: jueves 9 de abril de 2026"
    assert lines[4] == "  viernes 27 de marzo de 2026     ·  día de la presentación: no se cuenta"
    assert lines[-7] == "  martes 7 de abril de 2026       1  día 1 del plazo"
    assert lines[-6] == "  miércoles 8 de abril de 2026    ·  plazo suspendido por prevención"
    assert lines[-5] == "  jueves 9 de abril de 2026       2  día 2 del plazo"
    assert lines[-3].startswith("Cómputo: 2 días hábiles desde el día siguiente a la presentación")
    assert all(len(line) <= 120 for line in lines)


def test_a_term_without_end_says_what_it_waits_for(capsys: CAPTURE) -> None:
    out = run(capsys, "term", "sv", "--from", "2026-03-20", "--days", "9", "--stop", "2026-03-24..")[1]
    assert "  Vence: sin fecha, espera una respuesta\n" in out
    assert "aún sin respuesta." in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-03-20", "--days", "0"), "days: un plazo tiene al menos 1 día, no 0"),
        (("--from", "2026-03-20", "--days", "-5"), "days: un plazo tiene al menos 1 día, no -5"),
        (
            ("--from", "2026-03-20", "--days", "5", "--stop", "2026-03-19..2026-03-25"),
            "stop: la prevención (2026-03-19) es anterior a la presentación (2026-03-20)",
        ),
        (
            ("--from", "2026-03-20", "--days", "5", "--stop", "2026-03-25..2026-03-24"),
            "stop: la respuesta (2026-03-24) es anterior a la prevención (2026-03-25)",
        ),
        (("--from", "2030-12-20", "--days", "10"), "no incluye el año 2031"),
        (("--from", "2023-12-20", "--days", "10"), "no incluye el año 2023"),
    ],
)
def test_a_term_that_breaks_a_rule_says_which(capsys: CAPTURE, words: tuple[str, ...], told: str) -> None:
    status, out, err = run(capsys, "term", "sv", *words)
    assert (status, out) == (1, "")
    assert told in err
    status, out, err = run(capsys, "term", "sv", *words, "--json")
    assert (status, err) == (1, "")
    assert told in json.loads(out)["error"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--days", "5"), "required: --from"),
        (("--from", "2026-03-20"), "required: --days"),
        (("--from", "2026-03-20", "--days", "cinco"), "--days: invalid int value"),
        (("--from", "2026-02-30", "--days", "5"), "--from: «2026-02-30» no es un momento que exista"),
        (("--from", "2026-03-20T25:00", "--days", "5"), "--from: «2026-03-20T25:00» no es un momento"),
        (("--from", "20/03/2026", "--days", "5"), "--from: «20/03/2026» no es un momento"),
        (("--from", "2026-03-20", "--days", "5", "--stop", "2026-03-24"), "--stop: «2026-03-24» no es una suspensión"),
        (("--from", "2026-03-20", "--days", "5", "--stop", "..2026-03-24"), "--stop: «» no es un momento"),
        (("--from", "2026-03-20", "--days", "5", "--stop", "a..b"), "--stop: «a» no es un momento"),
        (("--from", "2026-03-20", "--days", "5", "--unit", "nadie"), "no tiene la unidad u oficina «nadie»"),
        (("--from", "2026-03-20", "--days", "5", "--law", "cff"), "no tiene la ley «cff». Tiene: lpa"),
    ],
)  # fmt: skip
def test_words_that_are_not_of_their_kind_are_misuse(
    capsys: CAPTURE, words: tuple[str, ...], told: str
) -> None:
    status, out, err = run(capsys, "term", "sv", *words)
    assert (status, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    "words", [("term", "sv", "--from", "2026-03-20", "--days", "10"), ("calendar", "days", "mx", "2026")]
)
def test_a_command_that_only_computes_loads_no_django(words: tuple[str, ...]) -> None:
    code = (
        "import sys; from ventanilla.cli.main import main; "
        f"assert main({words!r}) == 0; assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
