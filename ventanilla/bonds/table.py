"""A table of bonds, as CSV or XLSX, read row by row: what each says, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ventanilla.bonds.register import changes_bond
from ventanilla.catalogue import Pack
from ventanilla.reference.current import current_pack
from ventanilla.rules import identifiers
from ventanilla.rules.annexes.cells import Cell, Unreadable, decimal_mark, is_blank, read_cell
from ventanilla.rules.annexes.columns import Column, by_heading, heading
from ventanilla.rules.annexes.sheets import Sheet, UnreadableFile, read_sheets
from ventanilla.rules.annexes.words import chosen, said

MOST_ROWS = 20_000
CENT = Decimal("0.01")
FIRST_YEAR, LAST_YEAR = 1950, 2150

_NONE = ("", "")
COLUMNS = (
    Column("holder", "text", ("Titular", "Holder"), _NONE, ("sociedad", "tienda", "nombre", "organisation")),
    Column("nit", "text", ("NIT", "NIT"), _NONE, ("nit de la sociedad", "company nit"), is_required=False),
    Column("number", "text", ("Número", "Number"), _NONE, ("numero de fianza", "fianza", "bond", "bond number")),
    Column("insurer", "text", ("Emisor", "Issuer"), _NONE, ("afianzadora", "aseguradora", "banco")),
    Column("amount", "measure", ("Monto", "Amount"), _NONE, ("monto de la fianza",)),
    Column("since", "text", ("Desde", "Valid from"), _NONE, ("vigente desde", "inicio", "from")),
    Column("until", "text", ("Hasta", "Valid until"), _NONE, ("vigente hasta", "vencimiento", "to")),
)  # fmt: skip
LONGEST: Mapping[str, int] = {"holder": 200, "nit": 40, "number": 60, "insurer": 150}
"""Characters that the register keeps of a text."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_LOCAL = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the row of the table and the name of the column (None and "" where it is the file), in words."""

    row: int | None
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class OldBond:
    """A bond as a row states it; `nit` is "" where there is none."""

    row: int
    holder: str
    nit: str
    number: str
    insurer: str
    amount: Decimal
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class BondTable:
    """The bonds of the rows that can be read, and what is wrong with the others or with the file."""

    bonds: tuple[OldBond, ...] = ()
    faults: tuple[Fault, ...] = ()


class _Wrong(ValueError):
    """What is wrong with a cell, in words."""


def read_bonds(content: bytes) -> BondTable:
    """The bonds of a table whose first row names the columns. Never raises for what the file contains."""
    language = get_language() or "es"
    try:
        sheet = _with_headings(read_sheets(content))
    except UnreadableFile as fault:
        return BondTable(faults=(Fault(None, "", said(fault.message, language, **fault.values)),))
    places = _places(sheet)
    missing = [column for column in COLUMNS if column.is_required and column.name not in places]
    if missing:
        names = ", ".join(column.name for column in missing)
        text = _("Columns missing: %(names)s. Name them in the first row.") % {"names": names}
        return BondTable(faults=(Fault(1, "", text),))
    rows = [(number, row) for number, row in enumerate(sheet.rows, start=1) if not all(map(is_blank, row))][
        1:
    ]
    if not rows or len(rows) > MOST_ROWS:
        text = _("The table has to have between 1 and %(most)s bonds, one in each row.") % {"most": MOST_ROWS}
        return BondTable(faults=(Fault(None, "", text),))
    return _read(_cells(rows, places), language)


def _with_headings(sheets: Iterable[Sheet]) -> Sheet:
    """The sheet that names most of the columns."""
    return max(sheets, key=lambda sheet: len(_places(sheet)))


def _places(sheet: Sheet) -> Mapping[str, int]:
    """Where each column stands, as the first row that is not blank says."""
    known = by_heading(COLUMNS)
    first: Sequence[Cell] = next((row for row in sheet.rows if not all(map(is_blank, row))), ())
    named = {place: known.get(heading(cell)) for place, cell in enumerate(first) if isinstance(cell, str)}
    return {column.name: place for place, column in reversed(named.items()) if column is not None}


def _cells(
    rows: Iterable[tuple[int, Sequence[Cell]]], places: Mapping[str, int]
) -> Sequence[tuple[int, Mapping[str, Cell]]]:
    return [
        (number, {name: row[place] for name, place in places.items() if place < len(row)})
        for number, row in rows
    ]


def _read(rows: Sequence[tuple[int, Mapping[str, Cell]]], language: str) -> BondTable:
    amounts = (cells.get("amount") for _number, cells in rows)
    mark = decimal_mark(text for text in amounts if isinstance(text, str))
    kinds = _nit_kinds(current_pack())
    bonds: dict[str, list[OldBond]] = {}
    faults: list[Fault] = []
    for number, cells in rows:
        values: dict[str, Any] = {}
        found: list[Fault] = []
        for column in COLUMNS:
            try:
                values[column.name] = _value(column, cells.get(column.name), mark, language, kinds)
            except Unreadable as fault:
                where = {"address": said("row", language, row=number), "title": f"«{_title(column)}»"}
                found.append(
                    Fault(number, column.name, said(fault.message, language, **where, **fault.values))
                )
            except _Wrong as wrong:
                found.append(Fault(number, column.name, f"{_title(column)}: {wrong}"))
        if not found:
            bond = OldBond(row=number, **values)
            same = bonds.setdefault(bond.number.casefold(), [])
            found += _faults_of(bond, same)
            same.append(bond)
        faults += found
    return BondTable(tuple(bond for same in bonds.values() for bond in same), tuple(faults))


def _faults_of(bond: OldBond, same: Iterable[OldBond]) -> Iterator[Fault]:
    """What is wrong with a bond as a whole; `same` are those above it with its number."""
    if bond.until <= bond.since:
        yield Fault(bond.row, "until", _("Valid until: it has to be after the first day."))
    for other in same:
        if other.insurer.casefold() == bond.insurer.casefold() or other.holder == bond.holder:
            values = {"number": bond.number, "row": other.row}
            text = _("Number: %(number)s is in row %(row)s already. Leave one of them.") % values
            yield Fault(bond.row, "number", text)


def _value(column: Column, cell: Cell, mark: str, language: str, kinds: Sequence[str]) -> Any:
    """What a cell says. Raises Unreadable or _Wrong."""
    if is_blank(cell):
        if column.is_required:
            raise Unreadable("blank")
        return ""
    if column.name in {"since", "until"}:
        return _day(cell)
    value, _notes = read_cell(cell, column, mark, language)
    if isinstance(value, Decimal):
        return _amount(value)
    most = LONGEST[column.name]
    if len(value) > most:
        raise Unreadable("too_long", limit=most)
    return _nit(value, kinds) if column.name == "nit" else value


def _amount(value: Decimal) -> Decimal:
    if value != value.quantize(CENT):
        raise _Wrong(_("it has more than two decimals. Write it to the cent."))
    return value.quantize(CENT)


def _day(cell: Cell) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = str(cell).strip()
    iso, local = _ISO.fullmatch(text), _LOCAL.fullmatch(text)
    parts = iso.groups() if iso else reversed(local.groups()) if local else ()
    try:
        day = dt.date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        day = dt.date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        values = {"text": text[:40], "first": FIRST_YEAR, "last": LAST_YEAR}
        raise _Wrong(
            _("“%(text)s” is no day between %(first)s and %(last)s. Write year, month and day: 2026-01-31.")
            % values
        )
    return day


def _nit(text: str, kinds: Sequence[str]) -> str:
    """The identifier as it is printed, by the rules of the form that asks for it. Raises _Wrong."""
    checks = [identifiers.check(kind, text) for kind in kinds]
    for check in checks:
        if check.valid:
            return check.canonical
    if checks:
        raise _Wrong(checks[0].reason)
    return text


def _nit_kinds(pack: Pack) -> Sequence[str]:
    """How a shop is identified in the application that changes a bond."""
    return next(
        (
            field.identifiers
            for procedure in pack.procedures.values()
            if changes_bond(procedure) and procedure.form
            for field in procedure.form.fields
            if field.code == "company_nit"
        ),
        (),
    )


def _title(column: Column) -> str:
    return chosen(column.title, get_language() or "es")
