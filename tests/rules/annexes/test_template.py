"""The sheet people fill in: it reads back, explains itself and computes nothing by surprise."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from python_calamine import load_workbook

from tests.rules.annexes.samples import workbook
from ventanilla.rules.annexes.reading import read_annex
from ventanilla.rules.annexes.registry import ANNEXES
from ventanilla.rules.annexes.template import annex_template

DUTIES = (Decimal(0), Decimal(15))


@pytest.mark.parametrize("code", sorted(ANNEXES))
@pytest.mark.parametrize("language", ["es", "en"])
def test_an_empty_template_has_every_column_and_no_line(code: str, language: str) -> None:
    content = annex_template(ANNEXES[code], usual_duties=DUTIES, language=language)
    errors = read_annex(ANNEXES[code], content).errors
    assert [error.text.partition(":")[0] for error in errors] == ["El anexo no tiene líneas"]


@pytest.mark.parametrize("code", sorted(ANNEXES))
def test_its_example_is_marked_and_would_be_read_elsewhere(code: str) -> None:
    book = load_workbook(io.BytesIO(annex_template(ANNEXES[code])))
    assert book.sheet_names == [f"Anexo {code}", "Ejemplo (ilustrativo)", "Ayuda"]
    example = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
    assert str(example[0][0]).startswith("Datos ilustrativos")
    assert "ILUSTRATIV" in str(example[2][1])
    copied = read_annex(ANNEXES[code], workbook(example, name="Anexo"))
    assert (len(copied.rows), copied.errors) == (1, ())


def test_help_says_what_each_column_takes() -> None:
    book = load_workbook(io.BytesIO(annex_template(ANNEXES["2"], language="en")))
    rows = book.get_sheet_by_name("Help").to_python()
    assert ["Alcoholic strength", "In % vol: 40 is 40 % vol.", "yes"] in rows
    assert ["Unit", "What the quantity counts: box, carton, kg.", "no"] in rows


def test_lists_and_least_numbers_are_in_the_cells() -> None:
    with zipfile.ZipFile(io.BytesIO(annex_template(ANNEXES["3"], usual_duties=DUTIES))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '"cigarrillo,puro,otro"' in sheet
    assert '"0,15"' in sheet
    assert 'errorStyle="warning"' in sheet
    assert 'type="whole"' in sheet
    assert "<f>" not in sheet
