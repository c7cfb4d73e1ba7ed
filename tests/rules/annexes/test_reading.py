"""Files as people send them: their headings, numbers and codes, and what is said of those that cannot be read."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.rules.annexes.samples import HEADINGS, ROW, workbook
from ventanilla.rules.annexes.alcohol import Drinks
from ventanilla.rules.annexes.lines import Goods, Problem
from ventanilla.rules.annexes.reading import MOST_ROWS, AnnexRows, Record, read_annex, read_records
from ventanilla.rules.annexes.registry import ANNEXES
from ventanilla.rules.annexes.sheets import MOST_MEGABYTES, letter
from ventanilla.rules.annexes.tobacco import Tobacco

GENERAL, ALCOHOL, TOBACCO = ANNEXES["1"], ANNEXES["2"], ANNEXES["3"]


def csv_of(*rows: list[Any], separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode()


def only(read: AnnexRows) -> Goods:
    assert read.errors == ()
    [row] = read.rows
    return row


def texts(read: AnnexRows) -> list[str]:
    return [error.text for error in read.errors]


def with_cell(name: str, cell: Any) -> bytes:
    """A workbook of one good, one of whose cells is `cell`."""
    row = list(ROW)
    row[HEADINGS.index(name)] = cell
    return workbook([HEADINGS, row])


EXPECTED = Goods(
    row=2, tariff_code="33030000", description="Perfume", quantity=Decimal(200), unit="unidad", cost=Decimal(4000),
    insurance=Decimal(40), freight=Decimal(260), duty_rate=Decimal(15), address="cif",
)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        workbook([HEADINGS, ROW]),
        csv_of(HEADINGS, ROW),
        csv_of(HEADINGS, ROW, separator=";"),
        csv_of(HEADINGS, ROW, separator="\t"),
        b"\xef\xbb\xbf" + csv_of(HEADINGS, ROW),
        csv_of(HEADINGS, ROW).decode().encode("utf-16"),
        csv_of([heading.upper() for heading in HEADINGS], ROW),
    ],
    ids=["xlsx", "comma", "semicolon", "tab", "bom", "utf-16", "capitals"],
)
def test_a_good_is_read_from_every_kind_of_file(content: bytes) -> None:
    assert only(read_annex(GENERAL, content)) == EXPECTED


def test_spanish_headings_with_accents_in_the_old_encoding() -> None:
    headings = ["Inciso arancelario", "DESCRIPCIÓN", "cantidad", "Unidad de medida", "Costo (USD)", "Seguro", "Flete", "% DAI"]  # fmt: skip
    content = csv_of(headings, [*ROW[:1], "Muñecas", *ROW[2:]], separator=";").decode().encode("cp1252")
    assert only(read_annex(GENERAL, content)).description == "Muñecas"


def test_rows_and_columns_before_the_table_are_skipped_and_addresses_hold() -> None:
    rows = [["Tienda Libre, S.A."], [], HEADINGS, [], ROW, [None] * 8, [*ROW[:4], "mil", *ROW[5:]]]
    read = read_annex(GENERAL, workbook(rows, left=2, top=1))
    assert [row.row for row in read.rows] == [6]
    assert read.errors == (
        Problem(8, "cost", "G8: «mil» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
    )


def test_a_row_of_totals_is_no_good() -> None:
    total = [None, "TOTAL", None, None, 4000, 40, 260]
    assert len(read_annex(GENERAL, workbook([HEADINGS, ROW, total])).rows) == 1


@pytest.mark.parametrize("is_above", [True, False])
def test_merged_headings_of_two_rows(*, is_above: bool) -> None:
    """`CIF` over its three parts; the other headings merged downwards, so that they stand in the upper row only."""
    upper = [*HEADINGS[:4], "Valor en aduana", None, None, "DAI"]
    lower = [None, None, None, None, "Costo", "Seguro", "Flete", None]
    if not is_above:
        upper, lower = [None, "Mercancía", None, None, *HEADINGS[4:]], [*HEADINGS[:4], None, None, None, None]
    read = read_annex(GENERAL, workbook([upper, lower, ROW]))
    assert (only(read).row, only(read).cost, only(read).duty_rate) == (3, 4000, 15)


def test_a_first_line_that_looks_like_a_heading_is_a_line() -> None:
    read = read_annex(GENERAL, workbook([HEADINGS, ["3303.00.00", "Costo", *ROW[2:]]]))
    assert only(read).description == "Costo"


def test_sheets_that_explain_are_not_read() -> None:
    content = workbook([HEADINGS, ROW], name="Ejemplo (ilustrativo)")
    assert texts(read_annex(GENERAL, content)) == [
        (
            "No se encontró la fila de encabezados: use la plantilla o escriba en una fila tariff_code, description, "
            "quantity, unit, cost, insurance, freight, duty_rate."
        )
    ]
    assert texts(read_annex(GENERAL, workbook([["a", "b"], [1, 2]])))[0].startswith("No se encontró")
    assert texts(read_annex(GENERAL, workbook([])))[0].startswith("No se encontró")
    assert texts(read_annex(GENERAL, b""))[0].startswith("No se encontró")


def test_missing_and_repeated_columns_are_named() -> None:
    read = read_annex(GENERAL, workbook([[*HEADINGS[:6], "cost", "Costo"], ROW]))
    assert [(error.column, error.text) for error in read.errors] == [
        ("freight", "Falta la columna «Flete» (freight): añádala; la plantilla la trae."),
        ("duty_rate", "Falta la columna «DAI %» (duty_rate): añádala; la plantilla la trae."),
        ("cost", "La columna «Costo» está dos veces (E y G): deje una sola."),
        ("cost", "La columna «Costo» está dos veces (E y H): deje una sola."),
    ]


def test_no_lines_and_too_many() -> None:
    assert texts(read_annex(GENERAL, csv_of(HEADINGS)))[0].startswith("El anexo no tiene líneas")
    content = csv_of(HEADINGS, *([ROW] * (MOST_ROWS + 1)))
    assert texts(read_annex(GENERAL, content)) == [
        "El anexo pasa de 20000 líneas: repártalo en varios archivos."
    ]


def test_what_quantity_is_not_needed_for_may_be_left_out() -> None:
    headings = [*HEADINGS[:2], *HEADINGS[4:], "degree", "litres_per_container", "containers", "retail_price"]
    row = ["2208.30.90", "Whisky", 9000, 100, 500, 0, 40, 0.75, 1200, 15]
    drinks = only(read_annex(ALCOHOL, workbook([headings, row])))
    assert isinstance(drinks, Drinks)
    assert (drinks.litres, drinks.quantity, drinks.unit) == (Decimal(900), None, "")


@pytest.mark.parametrize(
    ("written", "read_as"), [("Cigarrillos", "cigarette"), ("PURO", "cigar"), ("otro", "other")]
)
def test_products_of_tobacco_in_both_languages(written: str, read_as: str) -> None:
    headings = [*HEADINGS, "product", "units", "packs", "retail_price"]
    row = only(read_annex(TOBACCO, csv_of(headings, [*ROW, written, "10,000", 500, 2.5])))
    assert isinstance(row, Tobacco)
    assert (row.product, row.units) == (read_as, Decimal(10000))


def test_an_unknown_product_names_those_there_are() -> None:
    headings = [*HEADINGS, "product", "units", "packs", "retail_price"]
    read = read_annex(TOBACCO, csv_of(headings, [*ROW, "rapé", 10, 5, 2.5]))
    assert texts(read) == ["I2: «rapé» no es «Producto» conocido; escriba cigarrillo, puro, otro."]


# ── Codes ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("22083090", "22083090"),
        (22083090, "22083090"),
        ("2208 30-90", "22083090"),
        ("22083090.0", "22083090"),
    ],
)
def test_codes_are_eight_digits(cell: Any, code: str) -> None:
    assert only(read_annex(GENERAL, with_cell("tariff_code", cell))).tariff_code == code


def test_a_leading_zero_that_the_sheet_lost_is_given_back_and_noted() -> None:
    row = only(read_annex(GENERAL, with_cell("tariff_code", 1012100)))
    assert row.tariff_code == "01012100"
    assert row.notes == ("La hoja guardó el código como número; se leyó 0101.21.00.",)


@pytest.mark.parametrize(
    "cell", ["2208", "2208.30.9", "2208.30.90.00", "whisky", 2208, 22083090.5, -22083090, True]
)
def test_other_codes_are_refused(cell: Any) -> None:
    [error] = read_annex(GENERAL, with_cell("tariff_code", cell)).errors
    assert error.text.startswith("A2: «")
    assert error.text.endswith("» no es un código arancelario de 8 dígitos; escríbalo como 2208.30.90.")


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.5", "1234.5"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("1234,50", "1234.50"), ("0,75", "0.75"),
        ("1 234,50", "1234.50"), ("1 234.50", "1234.50"), ("$ 1,234,567.8", "1234567.8"), ("USD 12", "12"), ("12 USD", "12"),
        (".5", "0.5"), (",5", "0.5"), ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("1.234", "1.234"), ("0", "0"),
        ("1'234.00", "1234.00"), (" 7 ", "7"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written: str, amount: str) -> None:
    assert only(read_annex(GENERAL, with_cell("cost", written))).cost == Decimal(amount)


@pytest.mark.parametrize(
    ("other", "amount"), [("0.5", "1234"), ("0,5", "1.234"), ("1.234,5", "1.234"), ("1,234.5", "1234")]
)
def test_an_amount_of_two_readings_follows_the_rest_of_the_sheet(other: str, amount: str) -> None:
    row = [*ROW[:4], "1,234", other, *ROW[6:]]
    assert only(read_annex(GENERAL, workbook([HEADINGS, row]))).cost == Decimal(amount)


@pytest.mark.parametrize("rest", [("40", "260"), ("0.5", "0,5")])
def test_an_amount_of_two_readings_is_refused_where_the_rest_does_not_say(rest: tuple[str, str]) -> None:
    row = [*ROW[:4], "1,234", *rest, *ROW[7:]]
    assert texts(read_annex(GENERAL, workbook([HEADINGS, row]))) == [
        "E2: «1,234» puede leerse de dos maneras; escriba «Costo» sin separador de miles, como 1234."
    ]


def test_a_count_has_no_decimals_so_either_mark_is_of_thousands() -> None:
    headings = [*HEADINGS, "product", "units", "packs", "retail_price"]
    row = only(read_annex(TOBACCO, csv_of(headings, [*ROW, "puro", "10,000", "1.500", 2])))
    assert isinstance(row, Tobacco)
    assert (row.units, row.packs) == (10000, 1500)


def test_a_number_beyond_numbers_is_none() -> None:
    endless = rewritten(GOOD, SHEET, lambda data: data.replace(b"<v>4000</v>", b"<v>1e999</v>"))
    assert texts(read_annex(GENERAL, endless)) == [
        "E2: «inf» no es un número; escriba «Costo» solo con cifras, como 1234.50."
    ]


def test_noise_of_binary_numbers_is_dropped() -> None:
    assert only(read_annex(GENERAL, with_cell("cost", 0.1 + 0.2))).cost == Decimal("0.3")


@pytest.mark.parametrize(
    ("name", "cell", "text"),
    [
        ("cost", None, "E2: falta «Costo»; escriba el dato, o 0 si no lo hay."),
        ("duty_rate", "  ", "H2: falta «DAI %»; escriba el dato, o 0 si no lo hay."),
        ("description", None, "B2: falta «Descripción»; escriba el dato."),
        ("cost", "-5", "E2: «Costo» no puede ser negativo («-5»); escriba 0 o más."),
        ("cost", -5, "E2: «Costo» no puede ser negativo («-5»); escriba 0 o más."),
        ("cost", "(5)", "E2: «Costo» no puede ser negativo («(5)»); escriba 0 o más."),
        ("cost", "$", "E2: «$» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
        ("cost", True, "E2: «True» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
        ("cost", date(2026, 1, 5), "E2: «2026-01-05» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
        ("cost", "1e9", "E2: «1e9» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
        ("cost", "٣", "E2: «٣» no es un número; escriba «Costo» solo con cifras, como 1234.50."),
        ("cost", 2e12, "E2: «Costo» no puede pasar de 1000000000000 («2000000000000»); revise el dato y su unidad."),
        ("duty_rate", 0.15, "H2: «0.15» parece una fracción; escriba «DAI %» en porcentaje, como 15."),
        ("duty_rate", 1001, "H2: «DAI %» no puede pasar de 1000 («1001»); revise el dato y su unidad."),
        ("quantity", 0, "C2: «Cantidad» debe ser mayor que 0; escriba el dato."),
        ("description", "x" * 501, "B2: «Descripción» pasa de 500 caracteres; acórtelo."),
        ("cost", ("=A1", ""), "E2: la fórmula no tiene resultado guardado; ábralo en su hoja de cálculo y guárdelo, o escriba el valor."),
        ("cost", ("=1/0", "#DIV/0!"), "E2: la celda contiene un error de la hoja de cálculo; corrija la fórmula o escriba el valor."),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_where_why_and_what_to_write(name: str, cell: Any, text: str) -> None:
    assert read_annex(GENERAL, with_cell(name, cell)).errors == (Problem(2, name, text),)


def test_formulas_with_results_are_read_and_per_cent_signs_dropped() -> None:
    assert only(read_annex(GENERAL, with_cell("cost", ("=2*2000", 4000)))).cost == 4000
    assert only(read_annex(GENERAL, with_cell("duty_rate", "15 %"))).duty_rate == 15


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("degree", "0.4", "parece una fracción"), ("degree", "101", "no puede pasar de 100"), ("containers", "1.5", "es un número entero"),
        ("litres_per_container", "750000", "no puede pasar de 1000"), ("litres_per_container", "0", "debe ser mayor que 0"),
    ],
)  # fmt: skip
def test_ranges_of_drinks(name: str, cell: str, said: str) -> None:
    cells = {
        "tariff_code": "22083090", "description": "x", "cost": "1", "insurance": "0", "freight": "0", "duty_rate": "0",
        "degree": "40°", "litres_per_container": "0.75", "containers": "12", "retail_price": "9.99",
    }  # fmt: skip
    read = read_records(ALCOHOL, [Record(1, cells), Record(2, {**cells, name: cell})])
    assert len(read.rows) == 1
    assert [(error.row, error.column) for error in read.errors] == [(2, name)]
    assert said in read.errors[0].text
    assert read.errors[0].text.startswith(f"{name}: ")


def test_text_loses_what_cannot_be_printed() -> None:
    assert (
        only(read_annex(GENERAL, with_cell("description", "Ron\x07 añejo\n7"))).description == "Ron añejo 7"
    )
    assert only(read_annex(GENERAL, with_cell("unit", 12))).unit == "12"


def test_it_speaks_english() -> None:
    read = read_annex(GENERAL, with_cell("cost", None), language="en")
    assert texts(read) == ["E2: «Cost» is missing; write it, or 0 if there is none."]


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    """The workbook with one of its parts changed; None takes it out."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = change(old.read(name)) if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
GOOD = workbook([HEADINGS, ROW])


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no",
        GOOD[: len(GOOD) // 2],
        rewritten(GOOD, "xl/workbook.xml", lambda data: None),
        rewritten(GOOD, SHEET, lambda data: data[:-300]),
        rewritten(GOOD, RELATIONS, lambda data: data.replace(b"Target", b"Torget")),
    ],
    ids=["no zip", "half", "no workbook", "cut sheet", "no target"],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    assert texts(read_annex(GENERAL, content))[0].startswith("El archivo no se puede leer como XLSX")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b'<sheetData><row r="99999999999"></row>'),
        (b"<sheetData>", b'<sheetData><row r="0"></row>'),
        (b"<sheetData>", b'<sheetData><row r="x"></row>'),
        (b'r="A1"', b"r='ABCD1'"),
        (b'r="A1"', b'r="A99999999"'),
        (b'r="A1"', b'r="A9999999"'),
        (b'<dimension ref="A1:H2"/>', b'<dimension ref="A1:ZZZZZ9999999999"/>'),
        (b"<worksheet ", b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet '),
        (b'encoding="UTF-8"', b'encoding="UTF-9"'),
    ],
)
def test_references_that_would_fill_the_memory_are_refused(old: bytes, new: bytes) -> None:
    """The library that reads workbooks ends the process where it finds no room for what they promise."""
    spoiled = rewritten(GOOD, SHEET, lambda data: data.replace(old, new, 1))
    assert spoiled != GOOD
    assert texts(read_annex(GENERAL, spoiled))[0].startswith("El archivo no se puede leer como XLSX")


def test_rows_and_cells_may_go_without_reference() -> None:
    bare = rewritten(GOOD, SHEET, lambda data: re.sub(rb' r="[A-Z]*[0-9]+"', b"", data))
    assert only(read_annex(GENERAL, bare)) == EXPECTED


def test_sheets_of_charts_are_passed_over() -> None:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        data = book.add_worksheet("Datos")
        data.write_row(0, 0, HEADINGS)
        data.write_row(1, 0, ROW)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Datos!$E$2"})
        book.add_chartsheet("Grafico").set_chart(chart)
    assert only(read_annex(GENERAL, content.getvalue())) == EXPECTED


def test_absolute_targets_are_found() -> None:
    content = rewritten(GOOD, RELATIONS, lambda data: data.replace(b'"worksheets/', b'"/xl/worksheets/'))
    assert only(read_annex(GENERAL, content)) == EXPECTED


def test_old_and_locked_workbooks_are_refused() -> None:
    assert texts(read_annex(GENERAL, b"\xd0\xcf\x11\xe0\xa1\xb1"))[0].startswith(
        "El archivo es de un formato antiguo"
    )


def test_a_cell_far_out_does_not_fill_the_memory() -> None:
    far = rewritten(
        GOOD, SHEET, lambda data: data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    )  # fmt: skip
    assert texts(read_annex(GENERAL, far)) == [
        "Una hoja del archivo llega hasta la celda XFD1048576: borre las filas y columnas sobrantes."
    ]


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    blown_up = rewritten(GOOD, "docProps/app.xml", lambda data: bytes(MOST_MEGABYTES * 1_000_000))
    assert len(blown_up) < 300_000
    assert texts(read_annex(GENERAL, blown_up)) == [
        "El archivo ocupa al abrirse más de 200 MB: deje solo la hoja del anexo."
    ]


def test_cells_without_reference_hide_no_trouble_of_others() -> None:
    strange = rewritten(
        with_cell("cost", ("=A1", "")), SHEET, lambda data: data.replace(b"</sheetData>", b'<row r="9"><c s="0"><v>1</v></c></row></sheetData>')
    )  # fmt: skip
    assert texts(read_annex(GENERAL, strange))[0].startswith("E2: la fórmula")


def test_bytes_that_are_no_text_are_refused() -> None:
    for content in (b"\x89PNG\r\n\x1a\n\0\0", b"\x81\x8d\x8f", b"\xef\xbb\xbf\xff\xff"):
        assert texts(read_annex(GENERAL, content))[0].startswith("El archivo no es un XLSX ni un CSV")


def test_a_broken_csv_says_from_which_row() -> None:
    broken = csv_of(HEADINGS) + b'\r\n"' + b"x" * 140_000
    assert texts(read_annex(GENERAL, broken)) == [
        "El CSV no se puede leer a partir de la fila 2: revise las comillas."
    ]


def test_letters_of_columns() -> None:
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
