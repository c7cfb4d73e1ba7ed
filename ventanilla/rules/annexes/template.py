"""The sheet that people fill in for an annex: XLSX with headings, help in each cell, lists, and an illustrative example."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.columns import Column
from ventanilla.rules.annexes.words import PRODUCTS, Pair, chosen, plain

DATA_ROWS = 1_000
"""How many rows carry formats and lists; a sheet may have more."""

_FORMATS: Mapping[str, str] = {
    "amount": "#,##0.00", "measure": "#,##0.###", "whole": "#,##0", "duty": "0.##", "degree": "0.##", "litres": "0.000",
    "tariff": "@", "text": "@", "product": "@",
}  # fmt: skip
_WIDTHS: Mapping[str, int] = {"text": 30, "tariff": 18, "product": 14}
_LEAST: Mapping[str, tuple[str, float]] = {
    "amount": (">=", 0), "duty": (">=", 0), "measure": (">", 0), "degree": (">=", 1), "litres": (">", 0), "whole": (">=", 1),
}  # fmt: skip

_NAMES: Mapping[str, Pair] = {
    "data": ("Anexo {code}", "Annex {code}"),
    "help": ("Ayuda", "Help"),
    "example": ("Ejemplo (ilustrativo)", "Example (illustrative)"),
    "column": ("Columna", "Column"),
    "what": ("Qué se escribe", "What to write"),
    "needed": ("Obligatoria", "Required"),
    "yes": ("sí", "yes"),
    "no": ("no", "no"),
    "remark": (
        "Datos ilustrativos: no son de ninguna importación, y esta hoja no se lee.",
        "Illustrative data: of no real importation, and this sheet is not read.",
    ),
    "wrong": ("Revise el dato", "Check the value"),
}
_EXAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "1": (
        {"tariff_code": "3303.00.00", "description": "Perfume ILUSTRATIVO", "quantity": 200, "unit": "unidad",
         "cost": 4000, "insurance": 40, "freight": 260, "duty_rate": 15},
    ),
    "2": (
        {"tariff_code": "2208.30.90", "description": "Whisky ILUSTRATIVO", "quantity": 100, "unit": "caja",
         "cost": 9000, "insurance": 100, "freight": 500, "duty_rate": 0, "degree": 40, "litres_per_container": 0.75,
         "containers": 1200, "retail_price": 15},
    ),
    "3": (
        {"tariff_code": "2402.20.00", "description": "Cigarrillos ILUSTRATIVOS", "quantity": 50, "unit": "cartón",
         "cost": 600, "insurance": 10, "freight": 40, "duty_rate": 0, "product": "cigarrillo", "units": 10000,
         "packs": 500, "retail_price": 2.5},
    ),
}  # fmt: skip


def annex_template(
    annex: Annex,
    *,
    usual_duties: Sequence[Decimal] = (),
    language: str = "es",
    rows: Sequence[Mapping[str, Decimal | str]] = (),
) -> bytes:
    """A sheet of `annex` with `rows`, or empty, that `reading` reads back: its example is marked as such and not read.

    Rows go by the names of columns; one that no template has is there if a row has it.
    """
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    columns = annex.columns_with(name for row in rows for name in row)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8F1F6"}
    )
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    data = book.add_worksheet(_name("data", language).format(code=annex.code))
    _headings(data, columns, head, formats, language)
    data.freeze_panes(1, 2)
    for place, column in enumerate(columns):
        data.data_validation(1, place, DATA_ROWS, place, _rule(column, usual_duties, language))
        for row, cells in enumerate(rows, start=1):
            _write(data, row, place, cells.get(column.name, ""), formats[column.kind])
    _example(book.add_worksheet(_name("example", language)), annex, columns, (head, formats), language)
    _help(book.add_worksheet(_name("help", language)), annex, columns, head, language)
    book.close()
    return content.getvalue()


def _write(sheet: Worksheet, row: int, place: int, value: Decimal | str, style: Format) -> None:
    """A number as a number, unless a sheet's fifteen digits would change it."""
    if isinstance(value, Decimal) and Decimal(f"{float(value):.15g}") == value:
        sheet.write_number(row, place, float(value), style)
    elif value != "":
        sheet.write_string(row, place, f"{value:f}" if isinstance(value, Decimal) else value, style)


def _name(key: str, language: str) -> str:
    return chosen(_NAMES[key], language)


def _headings(
    sheet: Worksheet,
    columns: Sequence[Column],
    head: Format,
    formats: Mapping[str, Format],
    language: str,
    row: int = 0,
) -> None:
    sheet.set_row(row, 45)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 13), formats[column.kind])
        sheet.write_string(row, place, chosen(column.title, language), head)


def _rule(column: Column, usual_duties: Sequence[Decimal], language: str) -> dict[str, Any]:
    """The validation of a column: its help where the cell is chosen, and a list or a least number."""
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": chosen(column.title, language)[:32],
        "input_message": chosen(column.help, language)[:255],
    }
    if column.kind == "product":
        return {**rule, "validate": "list", "source": [chosen(pair, language) for pair in PRODUCTS.values()]}
    if column.kind == "duty" and usual_duties:
        choices = [plain(duty) for duty in usual_duties]
        # A percentage that is not usual is allowed: the tariff has some.
        return {**rule, "validate": "list", "source": choices, "error_type": "warning"}
    if column.kind in _LEAST:
        criteria, least = _LEAST[column.kind]
        kind = "integer" if column.kind == "whole" else "decimal"
        title = {
            "error_title": _name("wrong", language),
            "error_message": chosen(column.help, language)[:255],
        }
        return {**rule, **title, "validate": kind, "criteria": criteria, "value": least}
    return rule


def _example(
    sheet: Worksheet,
    annex: Annex,
    columns: Sequence[Column],
    styles: tuple[Format, Mapping[str, Format]],
    language: str,
) -> None:
    head, formats = styles
    _headings(sheet, columns, head, formats, language, row=1)
    sheet.write_string(0, 0, _name("remark", language), head)
    for row, values in enumerate(_EXAMPLES[annex.code], start=2):
        for place, column in enumerate(columns):
            sheet.write(row, place, values.get(column.name, ""), formats[column.kind])


def _help(sheet: Worksheet, annex: Annex, columns: Sequence[Column], head: Format, language: str) -> None:
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 70)
    sheet.write_string(
        0, 0, f"{_name('data', language).format(code=annex.code)}. {chosen(annex.title, language)}", head
    )
    for place, key in enumerate(("column", "what", "needed")):
        sheet.write_string(2, place, _name(key, language), head)
    for row, column in enumerate(columns, start=3):
        needed = _name("yes" if column.is_required else "no", language)
        for place, text in enumerate((chosen(column.title, language), chosen(column.help, language), needed)):
            sheet.write_string(row, place, text)
