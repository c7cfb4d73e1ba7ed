"""An annex filled in cell by cell is read as a sheet is, and the sheet it becomes is read as it was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.annexes.samples import HEADINGS, ON, ROW, TABLE, workbook
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.grid import Texts, read_texts, sheet_of, texts_of
from ventanilla.rules.annexes.reading import AnnexRows, read_annex, records_in
from ventanilla.rules.annexes.registry import ANNEXES

GENERAL, TOBACCO = ANNEXES["1"], ANNEXES["3"]
PERFUME = dict(zip(HEADINGS, map(str, ROW), strict=True))
CIGARETTES = {
    **PERFUME, "tariff_code": "2402.20.00", "product": "cigarrillo", "units": "10,000", "packs": "500", "retail_price": "2.5",
}  # fmt: skip


def sheet(annex: object, *rows: Texts) -> bytes:
    return sheet_of(annex, rows, usual_duties=(Decimal(15),), language="es")  # type: ignore[arg-type]


def told(read: AnnexRows) -> list[tuple[str, str]]:
    """What is wrong, without where."""
    return [(error.column, error.text.partition(": ")[2]) for error in read.errors]


def test_an_error_names_the_row_and_not_a_cell_of_a_sheet() -> None:
    read = read_texts(GENERAL, [PERFUME, {}, {**PERFUME, "cost": "mil"}], language="es")
    [error] = read.errors
    assert (error.row, error.column) == (3, "cost")
    assert error.text == "Fila 3: «mil» no es un número; escriba «Costo» solo con cifras, como 1234.50."
    english = read_texts(GENERAL, [{**PERFUME, "cost": "mil"}], language="en").errors[0].text
    assert english.startswith("Row 1: “mil” is not a number")


def test_rows_in_which_nothing_is_typed_are_none() -> None:
    read = read_texts(GENERAL, [{}, {"cost": " "}, PERFUME], language="es")
    assert [row.row for row in read.rows] == [3]
    assert (
        read_texts(GENERAL, [{}, {"cost": ""}], language="es").errors[0].text.startswith("El anexo no tiene")
    )


def test_numbers_become_numbers_of_the_sheet_and_a_list_its_word() -> None:
    content = sheet(TOBACCO, CIGARETTES)
    records, faults = records_in(TOBACCO, content)
    assert faults == ()
    cells = records[0].cells
    assert (cells["units"], cells["cost"], cells["product"]) == (10000.0, 4000.0, "cigarrillo")
    assert cells["tariff_code"] == "2402.20.00"


def test_while_anything_is_wrong_every_cell_is_what_was_typed() -> None:
    content = sheet(GENERAL, {**PERFUME, "cost": "1,234"}, {**PERFUME, "freight": "mucho"})
    records, _faults = records_in(GENERAL, content)
    assert [record.cells["cost"] for record in records] == ["1,234", "4000"]
    assert records[1].cells["freight"] == "mucho"


@pytest.mark.parametrize(
    ("name", "cell", "typed"),
    [
        ("cost", 1234.5, "1234.5"), ("cost", 1.234, "1.2340"), ("quantity", 1200, "1200"), ("cost", 0.00001, "0.00001"),
        ("tariff_code", 33030000, "3303.00.00"), ("tariff_code", 4022100, "0402.21.00"), ("tariff_code", 33, "33"),
        ("description", 2026, "2026"), ("cost", None, ""), ("cost", True, "True"), ("unit", " caja ", "caja"),
    ],
)  # fmt: skip
def test_a_cell_of_a_file_as_one_would_type_it(name: str, cell: object, typed: str) -> None:
    row = list(ROW)
    row[HEADINGS.index(name)] = cell
    records, _faults = records_in(GENERAL, workbook([HEADINGS, row]))
    assert texts_of(GENERAL, records, language="es")[0][name] == typed


def test_a_product_in_any_of_its_words_is_the_one_that_the_list_has() -> None:
    heads = [*HEADINGS, "product", "units", "packs", "retail_price"]
    rows = [[*ROW, word, 1, 1, 1] for word in ("Cigarrillos", "puro", "pipa", None)]
    records, _faults = records_in(TOBACCO, workbook([heads, *rows]))
    shown = [row["product"] for row in texts_of(TOBACCO, records, language="es")]
    assert shown == ["cigarrillo", "puro", "pipa", ""]


def test_a_stated_cif_goes_there_and_back() -> None:
    [row] = texts_of(
        GENERAL, records_in(GENERAL, sheet(GENERAL, {**PERFUME, "cif": "4300"}))[0], language="es"
    )
    assert row["cif"] == "4300"
    [row] = texts_of(GENERAL, records_in(GENERAL, sheet(GENERAL, PERFUME))[0], language="es")
    assert "cif" not in row


amounts = st.decimals(0, 10**9, places=2).map(str)
numbers = st.one_of(
    amounts,
    st.decimals("0.001", 9999, places=3).map(str),
    st.integers(1, 10**7).map("{:,}".format),
    st.sampled_from(
        ["", "0", "-1", "1,234", "1.234", "1.234,50", "1,234.50", "$ 12", "mil", "999999999999.12345678"]
    ),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)
lines = st.fixed_dictionaries(
    {
        "tariff_code": st.sampled_from(["3303.00.00", "33030000", "0402.21.00", "33", ""]),
        "description": words.map(lambda text: f"x{text}"),
        "quantity": numbers,
        "unit": words,
        "cost": amounts,
        "insurance": numbers,
        "freight": amounts,
        "duty_rate": st.sampled_from(["15", "0", "7.5", "0.15"]),
    }
)


@given(st.lists(lines, min_size=1, max_size=4))
def test_the_sheet_says_what_the_page_said(rows: list[dict[str, str]]) -> None:
    typed = read_texts(GENERAL, rows, language="es")
    read = read_annex(GENERAL, sheet(GENERAL, *rows))
    assert told(read) == told(typed)
    one, other = (
        estimate(GENERAL, found.rows, table=TABLE, on=ON, errors=found.errors) for found in (typed, read)
    )
    assert (one.totals, one.bond) == (other.totals, other.bond)
    records, _faults = records_in(GENERAL, sheet(GENERAL, *rows))
    again = read_texts(GENERAL, texts_of(GENERAL, records, language="es"), language="es")
    assert told(again) == told(typed)
    assert estimate(GENERAL, again.rows, table=TABLE, on=ON).totals == one.totals
