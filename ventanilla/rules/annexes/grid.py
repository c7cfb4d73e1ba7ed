"""An annex filled in cell by cell: its rows as texts, out of a sheet and into one, read as a sheet's are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ventanilla.rules.annexes.cells import as_typed, is_blank, typed
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.lines import Goods, Problem
from ventanilla.rules.annexes.reading import AnnexRows, Record, read_records
from ventanilla.rules.annexes.template import annex_template
from ventanilla.rules.annexes.words import said

Texts = Mapping[str, str]
"""What is typed in a row, by the names of its columns."""


def texts_of(annex: Annex, records: Iterable[Record], *, language: str) -> tuple[Texts, ...]:
    """The rows of a sheet as one would type them. A column that no template has is there where it is filled in."""
    return tuple(
        {
            column.name: typed(record.cells.get(column.name), column, language)
            for column in annex.columns
            if column.is_in_template or not is_blank(record.cells.get(column.name))
        }
        for record in records
    )


def read_texts(annex: Annex, rows: Sequence[Texts], *, language: str) -> AnnexRows:
    """What is typed, read with the rules of a sheet; a row in which nothing is typed is none.

    Rows are numbered from 1; an error names its row so.
    """
    records = [
        Record(number, row, place=said("row", language, row=number))
        for number, row in enumerate(rows, start=1)
        if not is_empty(row)
    ]
    if not records:
        return AnnexRows(errors=(Problem(None, "", said("no_rows", language)),))
    return read_records(annex, records, language=language)


def is_empty(row: Texts) -> bool:
    """Whether nothing is typed in the row."""
    return all(is_blank(text) for text in row.values())


def sheet_of(annex: Annex, rows: Sequence[Texts], *, usual_duties: Sequence[Decimal], language: str) -> bytes:
    """The template of `annex` filled in with what is typed, as XLSX: it reads back as `read_texts` reads the rows.

    Numbers are numbers there; while anything is wrong every cell is the text that was typed, so that no correction of
    one changes how the others are read.
    """
    read = read_texts(annex, rows, language=language)
    filled: list[dict[str, Decimal | str]] = (
        [dict(row) for row in rows if not is_empty(row)]
        if read.errors
        else [_values(annex, goods, language) for goods in read.rows]
    )
    return annex_template(annex, usual_duties=usual_duties, language=language, rows=filled)


def _values(annex: Annex, goods: Goods, language: str) -> dict[str, Decimal | str]:
    values: dict[str, Decimal | str] = {}
    for column in annex.columns:
        value = getattr(goods, column.name)
        if isinstance(value, Decimal):
            values[column.name] = value
        elif value:
            values[column.name] = as_typed(value, column, language)
    return values
