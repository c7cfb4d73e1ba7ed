"""`ventanilla estimate`: the answer as JSON and for people, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_calendar_and_term import run
from tests.rules.annexes.samples import workbook

CAPTURE = pytest.CaptureFixture[str]
WHISKY = """tariff_code,description,quantity,unit,cost,insurance,freight,duty_rate,degree,litres_per_container,containers,retail_price
2208.30.90,Whisky de Malta de las Tierras Altas,100,caja,9000,100,500,0,40,0.75,1200,15.00
"""
LIQUEUR = "2208.70.00,Licor,10,caja,100.50,1,2,15,20,0.7,60,0\n"
BRANDY = "2208.20.00,Brandy,10,caja,100,1,2,15,20,0.7,60,12\n"


def file_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "anexo.csv"
    path.write_text(text, "utf-8")
    return str(path)


def estimate(
    capsys: CAPTURE, path: str, *words: str, annex: str = "2", on: str = "2026-11-01"
) -> tuple[int, str, str]:
    return run(capsys, "estimate", "sv", "--annex", annex, "--on", on, path, *words)


def test_the_answer_in_json_is_the_contract(capsys: CAPTURE, tmp_path: Path) -> None:
    status, out, _ = estimate(capsys, file_of(tmp_path, WHISKY), "--json")
    answer: dict[str, Any] = json.loads(out)
    assert status == 0
    [line] = answer["lines"]
    assert {key: value for key, value in line.items() if key not in {"rates", "notes"}} == {
        "row": 2, "cif": "9600.00", "duty": "0.00", "specific": "1800.00", "ad_valorem": "1440.00", "vat_base": "11400.00",
        "vat": "1482.00", "vat_if_ad_valorem_in_base": "1669.20", "total": "4722.00",
    }  # fmt: skip
    assert line["rates"][1] == {
        "tax": "specific",
        "value": "0.05",
        "unit": "USD por 1 % vol y litro",
        "from": "2026-03-01",
        "basis": "Ley del Alcohol, artículo 43",
        "status": "por_confirmar",
    }
    assert [rate["tax"] for rate in line["rates"]] == ["duty", "specific", "ad_valorem", "vat"]
    assert [rate["status"] for rate in line["rates"]][2:] == ["confirmado", "confirmado"]
    assert "1 de marzo de 2026" in line["notes"][0]
    assert answer["totals"] == {
        "cif": "9600.00", "duty": "0.00", "specific": "1800.00", "ad_valorem": "1440.00", "vat_base": "11400.00",
        "vat": "1482.00", "vat_if_ad_valorem_in_base": "1669.20", "total": "4722.00", "total_if_ad_valorem_in_base": "4909.20",
    }  # fmt: skip
    assert answer["bond"] == "4909.20"
    assert answer["errors"] == []
    assert any(text.startswith("Otros whisky: 0.05 USD") for text in answer["unconfirmed"])
    assert any("La ficha no publica la fórmula" in text for text in answer["unconfirmed"])


def test_the_date_chooses_the_rate(capsys: CAPTURE, tmp_path: Path) -> None:
    path = file_of(tmp_path, WHISKY)
    specific = {
        on: json.loads(estimate(capsys, path, "--json", on=on)[1])["lines"][0]["specific"]
        for on in ("2026-02-28", "2026-03-01")
    }
    assert specific == {"2026-02-28": "5760.00", "2026-03-01": "1800.00"}


def test_a_code_without_rate_is_an_error_with_its_name(capsys: CAPTURE, tmp_path: Path) -> None:
    status, out, _ = estimate(capsys, file_of(tmp_path, WHISKY + BRANDY), "--json")
    answer = json.loads(out)
    assert status == 1
    assert answer["bond"] is None
    [error] = answer["errors"]
    assert (error["row"], error["column"]) == (3, "tariff_code")
    assert error["text"].startswith("alícuota no configurada para 2208.20.00")


def test_the_table_for_people_is_aligned_and_says_what_it_rests_on(capsys: CAPTURE, tmp_path: Path) -> None:
    status, out, _ = estimate(capsys, file_of(tmp_path, WHISKY + LIQUEUR))
    lines = out.splitlines()
    assert status == 0
    assert lines[1] == (
        "Anexo 2. Cuadro de estimación de tributos por importación de bebidas alcohólicas. "
        "Tasas al domingo 1 de noviembre de 2026, en USD."
    )
    heading, whisky, liqueur, total = lines[3:7]
    assert whisky.split()[:2] == ["2", "2208.30.90"]
    assert "Whisky de Malta de las Tier…" in whisky
    assert whisky.endswith(" 4,722.00")
    assert len(heading) == len(whisky) == len(liqueur) == len(total)
    assert "(A) Total con el ad valorem en la base del IVA" in out
    assert "  - Específico · Otros whisky: 0.05 USD por 1 % vol y litro, desde 2026-03-01" in out
    assert "  - IVA: 13 % · Ley de IVA, artículo 48 literal g) · confirmado" in out
    assert "  - Filas 2, 3: La reforma de febrero de 2026" in out
    assert "  - Fila 3: Dato contradictorio en Licores: otra fuente da 0.05" in out
    assert "Monto de la garantía: el mayor de los dos totales" in out
    assert "Por confirmar\n  - Derechos arancelarios" in out
    assert max(map(len, lines[8:])) <= 110


def test_people_see_errors_and_no_bond(capsys: CAPTURE, tmp_path: Path) -> None:
    many = WHISKY + WHISKY.splitlines()[1].join(["", "\n"]) * 9 + BRANDY
    status, out, _ = estimate(capsys, file_of(tmp_path, many))
    assert status == 1
    assert "sin monto mientras haya errores" in out
    assert (
        "Errores: 1. Corríjalos para obtener el monto de la garantía. Los totales son de las demás líneas.\n  - Fila 12: alícuota"
        in out
    )
    assert "  - Filas 2, 3, 4, 5, 6, 7, 8, 9 y 2 más: La reforma" in out


def test_an_xlsx_is_read_and_a_plain_annex_has_no_warnings(capsys: CAPTURE, tmp_path: Path) -> None:
    path = tmp_path / "anexo.xlsx"
    headings = ["Inciso", "Descripción", "Cantidad", "Unidad", "Costo", "Seguro", "Flete", "DAI"]
    path.write_bytes(workbook([headings, [33030000, "Perfume", 200, "unidad", 4000, 40, 260, 15]]))
    status, out, _ = estimate(capsys, str(path), annex="1")
    assert status == 0
    assert "3303.00.00" in out
    assert "Avisos" not in out


def test_a_file_with_nothing_to_read_says_only_that(capsys: CAPTURE, tmp_path: Path) -> None:
    status, out, _ = estimate(capsys, file_of(tmp_path, "hola"))
    assert status == 1
    assert out.splitlines()[4].startswith("  - No se encontró la fila de encabezados")
    assert "Total" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sv", "--annex", "2", "--on", "2026-11-01", "nada.csv"), "No se puede leer «nada.csv»"),
        (("sv", "--annex", "4", "--on", "2026-11-01", "nada.csv"), "invalid choice: '4'"),
        (
            ("sv", "--annex", "2", "--on", "2026-11-31", "nada.csv"),
            "«2026-11-31» no es una fecha del calendario",
        ),
        (("fr", "--annex", "2", "--on", "2026-11-01", "nada.csv"), "No hay un paquete «fr»"),
    ],
)
def test_misuse(capsys: CAPTURE, words: tuple[str, ...], said: str) -> None:
    status, _, err = run(capsys, "estimate", *words)
    assert status == 2
    assert said in err


def test_a_pack_without_rates_says_so(capsys: CAPTURE, tmp_path: Path) -> None:
    path = file_of(tmp_path, WHISKY)
    status, out, _ = run(capsys, "estimate", "ec", "--annex", "2", "--on", "2026-11-01", path, "--json")
    assert status == 1
    assert json.loads(out) == {
        "lines": [],
        "totals": dict.fromkeys(json.loads(out)["totals"], "0.00"),
        "bond": None,
        "unconfirmed": [],
        "errors": [
            {
                "row": None,
                "column": "",
                "text": "El paquete no tiene tasas con que estimar: la administración debe publicarlas (rates.yaml).",
            }
        ],
    }


def test_the_template_pack_estimates_in_english_too(tmp_path: Path, capsys: CAPTURE) -> None:
    path = file_of(tmp_path, WHISKY.replace("2208.30.90", "2203.00.00"))
    for on, value in (("2025-12-31", "0.09"), ("2026-06-15", "0.08"), ("2026-07-01", "0.10")):
        _, out, _ = run(capsys, "estimate", "_template", "--annex", "2", "--on", on, path, "--json")
        assert json.loads(out)["lines"][0]["rates"][1]["value"] == value
