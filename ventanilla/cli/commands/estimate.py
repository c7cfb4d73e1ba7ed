"""``ventanilla estimate``: the table of an annex with its taxes, from CSV or XLSX."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ventanilla.catalogue import Pack, get_pack
from ventanilla.cli.inputs import BROKEN_RULE, DONE, MISUSE, answered, day, print_json
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.lines import AMOUNTS, Estimate, Line, Totals
from ventanilla.rules.annexes.money import grouped
from ventanilla.rules.annexes.rates import CONFIRMED, Rate
from ventanilla.rules.annexes.reading import read_annex
from ventanilla.rules.annexes.registry import ANNEXES
from ventanilla.rules.annexes.tariff import printed
from ventanilla.rules.annexes.words import TAXES, UNITS, chosen
from ventanilla.rules.wording import long_date

WIDTH = 110
LONGEST_DESCRIPTION = 28
LINE_AMOUNTS = tuple(name for name in AMOUNTS if name != "total_if_ad_valorem_in_base")
HEADINGS = (
    "Fila",
    "Código",
    "Mercancía",
    "CIF",
    "DAI",
    "Específico",
    "Ad valorem",
    "Base IVA",
    "IVA",
    "IVA (A)",
    "Total",
)
SHOWN = ("cif", "duty", "specific", "ad_valorem", "vat_base", "vat", "vat_if_ad_valorem_in_base", "total")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``estimate``."""
    parser.add_argument("pack", metavar="PACK", help="sv, ec, mx or a folder")
    parser.add_argument("--annex", choices=tuple(ANNEXES), required=True, help="which annex the file is")
    parser.add_argument("--on", metavar="DATE", type=day, required=True, help="the day whose rates are used")
    parser.add_argument("file", metavar="FILE", help="CSV or XLSX, with headings in Spanish or English")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the estimate. Status 1: a row, a column or the file breaks a rule; 2: there is no such file."""
    return answered(lambda: _estimate(arguments), as_json=arguments.json)


def _estimate(arguments: argparse.Namespace) -> int:
    pack = get_pack(arguments.pack)
    try:
        content = Path(arguments.file).read_bytes()
    except OSError as fault:
        print(
            f"No se puede leer «{arguments.file}»: {fault.strerror}. Indique un CSV o XLSX.", file=sys.stderr
        )
        return MISUSE
    annex = ANNEXES[arguments.annex]
    read = read_annex(annex, content)
    answer = estimate(annex, read.rows, table=pack.rates, on=arguments.on, errors=read.errors)
    if arguments.json:
        print_json(answer_as_json(answer, pack))
    else:
        print(f"{pack.title} · {pack.country}")
        print(
            f"Anexo {annex.code}. {annex.title[0]}. Tasas al {long_date(arguments.on)}, en {pack.currency}."
        )
        print("\n".join(_for_people(answer, pack)))
    return BROKEN_RULE if answer.errors else DONE


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def answer_as_json(answer: Estimate, pack: Pack) -> dict[str, Any]:
    """The answer as the command prints it; what a rate says is made once."""
    rates: dict[int, dict[str, Any]] = {}
    return {
        "lines": [_line_as_json(line, pack, rates) for line in answer.lines],
        "totals": {name: str(getattr(answer.totals, name)) for name in AMOUNTS},
        "bond": None if answer.bond is None else str(answer.bond),
        "unconfirmed": list(answer.unconfirmed),
        "errors": [{"row": error.row, "column": error.column, "text": error.text} for error in answer.errors],
    }


def _line_as_json(line: Line, pack: Pack, rates: dict[int, dict[str, Any]]) -> dict[str, Any]:
    for rate in line.rates:
        if id(rate) not in rates:
            rates[id(rate)] = _rate_as_json(rate, pack)
    return {
        "row": line.row,
        **{name: str(getattr(line, name)) for name in LINE_AMOUNTS},
        "rates": [rates[id(rate)] for rate in line.rates],
        "notes": list(line.notes),
    }


def _rate_as_json(rate: Rate, pack: Pack) -> dict[str, Any]:
    return {
        "tax": rate.tax,
        "value": None if rate.value is None else f"{rate.value:f}",
        "unit": chosen(UNITS[rate.unit], pack.language).format(currency=pack.currency),
        "from": None if rate.since is None else rate.since.isoformat(),
        "basis": "; ".join(rate.basis),
        "status": rate.status,
    }


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def _for_people(answer: Estimate, pack: Pack) -> Iterator[str]:
    if answer.lines:
        yield ""
        yield from _table(answer)
        yield ""
        yield from _sums(answer, pack)
        yield ""
        yield "Tasas usadas"
        yield from _rates(answer.lines, pack)
        yield from _notes(answer.lines)
    if answer.unconfirmed:
        yield ""
        yield "Por confirmar"
        yield from (_item(text) for text in answer.unconfirmed)
    if answer.errors:
        yield ""
        rest = " Los totales son de las demás líneas." if answer.lines else ""
        yield f"Errores: {len(answer.errors)}. Corríjalos para obtener el monto de la garantía.{rest}"
        yield from (_item(f"{_at(error.row)}{error.text}") for error in answer.errors)


def _table(answer: Estimate) -> Iterator[str]:
    """The lines and their totals, amounts to the right."""
    rows = [HEADINGS, *(_cells(line) for line in answer.lines), ("", "", "Total", *_amounts(answer.totals))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    for row in rows:
        cells = [
            cell.ljust(width) if 0 < place < 3 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip()


def _cells(line: Line) -> tuple[str, ...]:
    text = line.goods.description
    short = text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1]}…"
    return (str(line.row), printed(line.goods.tariff_code), short, *_amounts(line))


def _amounts(totals: Totals) -> tuple[str, ...]:
    return tuple(grouped(getattr(totals, name)) for name in SHOWN)


def _sums(answer: Estimate, pack: Pack) -> Iterator[str]:
    totals = answer.totals
    reading = "con" if answer.is_ad_valorem_in_base else "sin"
    bond = "sin monto mientras haya errores" if answer.bond is None else grouped(answer.bond)
    pairs = (
        (f"Total de tributos, {reading} el ad valorem en la base del IVA", grouped(totals.total)),
        ("(A) Total con el ad valorem en la base del IVA", grouped(totals.total_if_ad_valorem_in_base)),
        ("Monto estimado de la garantía", bond),
    )
    width = max(len(name) for name, _ in pairs)
    amount = max(len(text) for _, text in pairs)
    for name, text in pairs:
        yield f"  {name:<{width}}  {text:>{amount}} {pack.currency if text != bond or answer.bond else ''}".rstrip()
    if answer.formula is not None:
        title = answer.formula.title.rstrip(".")
        yield _item(f"{title} · {_status(answer.formula.status)}")


def _rates(lines: Sequence[Line], pack: Pack) -> Iterator[str]:
    """Each rate once, with basis, date and status."""
    for rate in {id(rate): rate for line in lines for rate in line.rates}.values():
        since = f", desde {rate.since.isoformat()}" if rate.since else ""
        basis = f" · {'; '.join(rate.basis)}" if rate.basis else ""
        tax = chosen(TAXES[rate.tax], pack.language)
        name = rate.title if rate.title.startswith(tax) else f"{tax} · {rate.title}"
        words = rate.worded(pack.currency, pack.language)
        yield _item(f"{name}: {words}{since}{basis} · {_status(rate.status)}")


def _notes(lines: Sequence[Line]) -> Iterator[str]:
    """Each note once, with the rows it is of."""
    rows: dict[str, list[int]] = {}
    for line in lines:
        for note in line.notes:
            rows.setdefault(note, []).append(line.row)
    if rows:
        yield ""
        yield "Avisos"
    for note, of in rows.items():
        some = ", ".join(map(str, of[:8]))
        more = f" y {len(of) - 8} más" if len(of) > 8 else ""
        yield _item(f"Fila{'s' if len(of) > 1 else ''} {some}{more}: {note}")


def _at(row: int | None) -> str:
    return "" if row is None else f"Fila {row}: "


def _status(status: str) -> str:
    return "confirmado" if status == CONFIRMED else "por confirmar"


def _item(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ")
