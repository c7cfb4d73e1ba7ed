"""The rows of an annex, read from the bytes of a file or from the fields of a form. Nothing is guessed in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ventanilla.rules.annexes.cells import Cell, Unreadable, blank, decimal_mark, is_blank, read_cell
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.columns import NUMERIC, Column, by_heading, heading
from ventanilla.rules.annexes.lines import Goods, Problem
from ventanilla.rules.annexes.sheets import Sheet, Trouble, UnreadableFile, letter, read_sheets
from ventanilla.rules.annexes.words import chosen, said

MOST_ROWS = 20_000
HEADINGS_WITHIN = 30
"""How many rows from the top the headings are looked for."""

FEWEST_HEADINGS = 3
NOT_DATA = ("ilustrativ", "ejemplo", "ayuda", "instruccion", "illustrative", "example", "help")
"""Words in the name of a sheet that holds no data."""

_TOTALS = {"total", "totales", "total general", "gran total", "totals"}


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """The cells of one row by the name of their column, and what the file lacks of them.

    `letters` are the columns of the sheet; a form has none, and its cells go by `place`, what it calls the row, or by
    their names.
    """

    row: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    place: str = ""

    def address(self, name: str) -> str:
        """Where the cell of a column stands: `F12`."""
        return f"{self.letters[name]}{self.row}" if name in self.letters else self.place or name


@dataclass(frozen=True, slots=True, eq=False)
class AnnexRows:
    """The rows that could be read, and what is wrong with the others or with the file."""

    rows: tuple[Goods, ...] = ()
    errors: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Headings:
    """Where the columns of an annex stand in a sheet; `first` is the first row of data, from 0."""

    sheet: Sheet
    first: int
    columns: Mapping[str, int]
    repeated: tuple[tuple[str, int, int], ...] = ()


def read_annex(annex: Annex, content: bytes, *, language: str = "es") -> AnnexRows:
    """The rows of the first sheet that has the annex's headings. Never raises for what the file contains."""
    records, faults = records_in(annex, content, language=language)
    return AnnexRows(errors=faults) if faults else read_records(annex, records, language=language)


def records_in(
    annex: Annex, content: bytes, *, language: str = "es"
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The rows of that sheet as they stand, or what is wrong with the file. Never raises for what it contains."""
    try:
        headings = _headings(annex, read_sheets(content))
    except UnreadableFile as fault:
        return (), _refused(said(fault.message, language, **fault.values))
    if headings is None:
        names = ", ".join(column.name for column in annex.columns if column.is_required)
        return (), _refused(said("no_header", language, columns=names))
    faults = tuple(_faults_of(annex, headings, language))
    if faults:
        return (), faults
    records = tuple(_records(headings))
    if len(records) > MOST_ROWS:
        return (), _refused(said("too_many_rows", language, limit=MOST_ROWS))
    return records, () if records else _refused(said("no_rows", language))


def read_records(annex: Annex, records: Sequence[Record], *, language: str = "es") -> AnnexRows:
    """The rows that `records` hold; each thing wrong with a cell is one error."""
    mark = decimal_mark(_numbers_in(annex, records))
    rows: list[Goods] = []
    errors: list[Problem] = []
    for record in records:
        values, found = _values(annex, record, mark, language)
        if found:
            errors += found
        else:
            rows.append(annex.make(row=record.row, address=record.address("cif"), **values))
    return AnnexRows(tuple(rows), tuple(errors))


def _refused(text: str) -> tuple[Problem, ...]:
    return (Problem(None, "", text),)


def _numbers_in(annex: Annex, records: Sequence[Record]) -> Iterator[str]:
    """Every text that stands where a number belongs."""
    names = [column.name for column in annex.columns if column.kind in NUMERIC]
    for record in records:
        for name in names:
            cell = record.cells.get(name)
            if isinstance(cell, str):
                yield cell


def _values(
    annex: Annex, record: Record, mark: str, language: str
) -> tuple[dict[str, object], list[Problem]]:
    """The value of each column that is filled in, by its name, and what is wrong with the others."""
    values: dict[str, object] = {}
    notes: tuple[str, ...] = ()
    errors: list[Problem] = []
    for column in annex.columns:
        try:
            found = _value(column, record, mark, language)
        except Unreadable as fault:
            errors.append(_problem(record, column, fault, language))
            continue
        if found is not None:
            values[column.name], said_of_it = found
            notes += said_of_it
    values["notes"] = notes
    return values, errors


def _value(
    column: Column, record: Record, mark: str, language: str
) -> tuple[Decimal | str, tuple[str, ...]] | None:
    """The value of one column with notes on how it was read, None where it may be blank and is. Raises Unreadable."""
    if column.name in record.troubles:
        raise Unreadable(record.troubles[column.name])
    cell = record.cells.get(column.name)
    if not is_blank(cell):
        return read_cell(cell, column, mark, language)
    if column.is_required:
        raise blank(column)
    return None


def _problem(record: Record, column: Column, fault: Unreadable, language: str) -> Problem:
    title = f"«{chosen(column.title, language)}»"
    address = record.address(column.name)
    return Problem(
        record.row, column.name, said(fault.message, language, address=address, title=title, **fault.values)
    )


# ── Headings ─────────────────────────────────────────────────────────────────────────────────────


def _headings(annex: Annex, sheets: Iterable[Sheet]) -> _Headings | None:
    """The headings in the sheet that has most of them; the first such sheet."""
    known = by_heading(annex.columns)
    found = [
        headings
        for sheet in sheets
        if not any(word in heading(sheet.name) for word in NOT_DATA)
        for headings in (_headings_in(sheet, known),)
        if headings is not None
    ]
    return max(found, key=lambda headings: len(headings.columns), default=None)


def _headings_in(sheet: Sheet, known: Mapping[str, Column]) -> _Headings | None:
    """The row with most headings, with those that a merged heading keeps in the rows beside it."""
    top = [_named(row, known) for row in sheet.rows[:HEADINGS_WITHIN]]
    best = max(range(len(top)), key=lambda row: len(set(top[row].values())), default=None)
    if best is None or len(set(top[best].values())) < FEWEST_HEADINGS:
        return None
    rows = [best]
    if best > 0:
        rows.append(best - 1)
    first = best + 1
    if first < len(top) and top[first] and not _has_figures(sheet.rows[first]):
        rows.append(first)
        first += 1
    columns: dict[str, int] = {}
    repeated: list[tuple[str, int, int]] = []
    for row in rows:
        for place, name in top[row].items():
            if columns.setdefault(name, place) != place and row == best:
                repeated.append((name, columns[name], place))
    return _Headings(sheet, first, columns, tuple(repeated))


def _has_figures(row: Sequence[Cell]) -> bool:
    """Whether a row has a number, which no row of headings has."""
    return any(not isinstance(cell, str) or any(map(str.isdigit, cell)) for cell in row if not is_blank(cell))


def _named(row: Sequence[Cell], known: Mapping[str, Column]) -> dict[int, str]:
    """The column that each cell of a row names, by position."""
    texts = {place: heading(cell) for place, cell in enumerate(row) if isinstance(cell, str)}
    return {place: known[text].name for place, text in texts.items() if text in known}


def _faults_of(annex: Annex, headings: _Headings, language: str) -> Iterator[Problem]:
    row = headings.first
    for column in annex.columns:
        title = chosen(column.title, language)
        if column.is_required and column.name not in headings.columns:
            yield Problem(row, column.name, said("missing_column", language, title=title, name=column.name))
    for name, first, second in headings.repeated:
        values = {
            "title": chosen(annex.column(name).title, language),
            "first": letter(first),
            "second": letter(second),
        }
        yield Problem(row, name, said("repeated_column", language, **values))


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────


def _records(headings: _Headings) -> Iterator[Record]:
    """The rows below the headings that say something and are no sum of the others."""
    sheet, columns = headings.sheet, headings.columns
    letters = {name: letter(place) for name, place in columns.items()}
    for index in range(headings.first, len(sheet.rows)):
        row = sheet.rows[index]
        cells = {name: row[place] for name, place in columns.items() if place < len(row)}
        troubles = (
            {
                name: sheet.troubles[index, place]
                for name, place in columns.items()
                if (index, place) in sheet.troubles
            }
            if sheet.troubles
            else {}
        )
        if not troubles and all(is_blank(cell) for cell in cells.values()):
            continue
        if is_blank(cells.get("tariff_code")) and _is_sum(row):
            continue
        yield Record(index + 1, cells, letters, troubles)


def _is_sum(row: Sequence[Cell]) -> bool:
    """Whether a row without tariff code says that it is the total of those above."""
    return any(isinstance(cell, str) and heading(cell) in _TOTALS for cell in row)
