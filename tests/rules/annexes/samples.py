"""Rows, rates and files for the tests of the annexes. The rates are invented, so that no test repeats a pack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from ventanilla.rules.annexes.alcohol import Drinks
from ventanilla.rules.annexes.lines import Goods
from ventanilla.rules.annexes.rates import TO_BE_CONFIRMED, Rate, RateTable, Reading
from ventanilla.rules.annexes.tobacco import Tobacco

ON = date(2026, 6, 15)

VAT = Rate("vat", "vat", Decimal(13), "percent", "IVA")
BEER = Rate("beer", "specific", Decimal("0.10"), "per_degree_litre", "Cerveza", tariffs=("2203",))
SPIRIT = Rate("spirit", "specific", Decimal(2), "per_litre", "Alcohol", tariffs=("2207",))
EXCISE = Rate("excise", "ad_valorem", Decimal(8), "percent", "Ad valorem", tariffs=("22",))
SMOKE = Rate(
    "smoke", "specific", Decimal("0.02"), "per_unit", "Cigarrillos", tariffs=("2402",), product="cigarette"
)
SMOKE_EXCISE = Rate("smoke-excise", "ad_valorem", Decimal(39), "percent", "Cigarrillos", tariffs=("24",), product="cigarette")  # fmt: skip
DUTY = Rate("duty", "duty", None, "percent", "DAI", status=TO_BE_CONFIRMED, source="La declara la línea")

READINGS = (
    Reading(
        "iva_base_includes_ad_valorem",
        False,
        "La base no lo incluye.",
        status=TO_BE_CONFIRMED,
        source="Literal",
    ),
    Reading("retail_price_includes_iva", False, "Sin IVA."),
    Reading("duty_relief", False, "Con DAI."),
    Reading("bond_formula", "larger_total", "El mayor."),
    Reading("rounding", "line_and_tax_half_up", "Al centavo."),
)

TABLE = RateTable(
    rates=(VAT, BEER, SPIRIT, EXCISE, SMOKE, SMOKE_EXCISE),
    readings=READINGS,
    duty=DUTY,
    usual_duties=(Decimal(0), Decimal(15)),
    currency="USD",
)


def with_reading(code: str, value: bool | str) -> RateTable:
    """The table with one reading turned."""
    turned = (replace(reading, value=value) if reading.code == code else reading for reading in READINGS)
    return replace(TABLE, readings=tuple(turned))


def with_rates(*rates: Rate) -> RateTable:
    """The table with more rates."""
    return replace(TABLE, rates=(*TABLE.rates, *rates))


def goods(**given: Any) -> Goods:
    """One good of annex 1; amounts may be given as text."""
    return Goods(**_decimals({"tariff_code": "33030000", "quantity": "1", "unit": "caja", **given}))


def drinks(**given: Any) -> Drinks:
    """One line of beer: 1 000 litres of 5 % vol at 2.00 for each of 1 000 containers, CIF 1 000."""
    usual = {
        "tariff_code": "22030000", "degree": "5", "litres_per_container": "1", "containers": "1000", "retail_price": "2",
    }  # fmt: skip
    return Drinks(**_decimals({**usual, **given}))


def tobacco(**given: Any) -> Tobacco:
    """One line of cigarettes: 10 000 in 500 packs at 2.50, CIF 1 000."""
    usual = {"tariff_code": "24022000", "units": "10000", "packs": "500", "retail_price": "2.50"}
    return Tobacco(product=given.pop("product", "cigarette"), **_decimals({**usual, **given}))


def _decimals(given: dict[str, Any]) -> dict[str, Any]:
    usual = {"row": 2, "description": "x", "cost": "1000", "insurance": "0", "freight": "0", "duty_rate": "0"}
    texts = {"tariff_code", "description", "unit", "address"}
    return {
        name: Decimal(value) if isinstance(value, str) and name not in texts else value
        for name, value in {**usual, **given}.items()
    }


HEADINGS = ["tariff_code", "description", "quantity", "unit", "cost", "insurance", "freight", "duty_rate"]
ROW: list[Any] = ["3303.00.00", "Perfume", 200, "unidad", 4000, 40, 260, 15]


def workbook(rows: Sequence[Sequence[Any]], *, name: str = "Hoja1", top: int = 0, left: int = 0) -> bytes:
    """An XLSX with `rows`; a cell `("=A1", value)` is a formula with that stored result, "" for none."""
    content = io.BytesIO()
    book = Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    )
    sheet = book.add_worksheet(name)
    for row, cells in enumerate(rows, start=top):
        for column, cell in enumerate(cells, start=left):
            if isinstance(cell, tuple):
                sheet.write_formula(row, column, cell[0], None, cell[1])
            elif cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return content.getvalue()
