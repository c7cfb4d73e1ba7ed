"""Annexes filled in online: the rows of a file or of a page's fields, ready to print, and the file they become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from ventanilla.bonds.estimating import kept_form, why_not
from ventanilla.bonds.models import AnnexSheet
from ventanilla.bonds.pages import EstimateView, estimate_view
from ventanilla.cases.models import Attachment, DraftFile
from ventanilla.catalogue import Pack
from ventanilla.files.store import open_blob
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.columns import NUMERIC, Column
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.grid import Texts, is_empty, read_texts, sheet_of, texts_of
from ventanilla.rules.annexes.lines import Estimate
from ventanilla.rules.annexes.reading import records_in
from ventanilla.rules.annexes.words import PRODUCTS, chosen

MOST_ONLINE = 150
"""Rows of one page: with thirteen columns they are as many fields as a request may carry (settings)."""

MOST_BYTES = 1_000_000
"""The largest file that is opened in a page: a sheet of so many rows takes a fiftieth of it."""

LONGEST_TYPED = 1_000
"""Characters of a field that are read; the rules refuse half as many."""

FIRST_ROWS = MORE_ROWS = 5
MOST_LISTED = 25
"""Errors that are listed above the rows; the others stand at their cells alone."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one fills in: rows, and the file they come from or that they will replace (`file_id`).

    `state` says why the file `name` was not opened: `held`, `unreadable`, `too_large`, `lost`, or `refused` for the
    `faults` of the sheet. Without rows there is nothing to fill in.
    """

    rows: tuple[Texts, ...]
    file_id: int | None = None
    state: str = ""
    name: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A heading, and what is written below it. `kind` is that of the annex's column."""

    name: str
    kind: str
    title: str
    help: str
    is_required: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """A field: `name` is also its id, `label` names column and row, `choices` are what a list offers."""

    name: str
    column: GridColumn
    label: str
    text: str
    errors: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of fields, numbered from 1."""

    number: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class GridView:
    """The fields of an annex and, where they were computed, what is wrong and the estimate of the rows that stand.

    `errors` are (address of the field, text); `more_errors` are not among them, but at their cells.
    """

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    errors: tuple[tuple[str, str], ...]
    more_errors: int
    estimate: EstimateView | None
    is_full: bool
    is_filled: bool
    most: int = MOST_ONLINE


def blank_rows(annex: Annex, count: int = FIRST_ROWS) -> tuple[Texts, ...]:
    """Rows in which nothing is typed."""
    return tuple({column.name: "" for column in annex.columns_with()} for _row in range(count))


def opened(file: Attachment | DraftFile | None, annex: Annex, *, language: str) -> Filling:
    """What a file holds, to go on with it; blank rows where there is none, or none that may be read."""
    if file is None:
        return Filling(blank_rows(annex))
    reason = why_not(file)
    if not reason and file.blob.size > MOST_BYTES:
        reason = "too_large"
    if reason:
        rows = blank_rows(annex) if reason == "unreadable" else ()
        return Filling(rows, state=reason, name=file.name)
    try:
        with open_blob(file.blob) as content:
            records, faults = records_in(annex, content.read(), language=language)
    except FileNotFoundError:
        return Filling(blank_rows(annex), file.pk, "lost", file.name)
    if len(records) > MOST_ONLINE:
        return Filling((), state="too_large", name=file.name)
    if faults:
        texts = tuple(fault.text for fault in faults)
        return Filling(blank_rows(annex), file.pk, "refused", file.name, texts)
    return Filling(texts_of(annex, records, language=language), file.pk, name=file.name)


def typed(annex: Annex, data: Mapping[str, str]) -> Filling:
    """What the fields of a page carry, with the rows added (`add`) or without the one taken out (`remove`)."""
    names = [column.name for column in annex.columns]
    rows: list[Texts] = [
        {name: _clean(data[f"{name}-{number}"]) for name in names if f"{name}-{number}" in data}
        for number in range(1, (_whole(data.get("rows", ""), MOST_ONLINE) or 0) + 1)
    ]
    unwanted = _whole(data.get("remove", ""), MOST_ONLINE)
    if unwanted:
        del rows[unwanted - 1 : unwanted]
    if "add" in data:
        rows += blank_rows(annex, min(MORE_ROWS, MOST_ONLINE - len(rows)))
    return Filling(tuple(rows) or blank_rows(annex, 1), _whole(data.get("file", "")))


def grid_view(annex: Annex, rows: Sequence[Texts], *, pack: Pack, on: dt.date | None) -> GridView:
    """The fields of `rows`; computed with the rates in force `on` a day, unless that is None."""
    language = pack.rates.language
    found = None
    if on is not None:
        read = read_texts(annex, rows, language=language)
        found = estimate(annex, read.rows, table=pack.rates, on=on, errors=read.errors)
    errors = _by_cell(found)
    filled = (name for row in rows for name, text in row.items() if text)
    columns = tuple(_heading(column, language) for column in annex.columns_with(filled))
    products = [chosen(pair, language) for pair in PRODUCTS.values()]
    listed = [
        (f"#{column}-{row}" if row else "", text) for (column, row), texts in errors.items() for text in texts
    ]
    return GridView(
        columns=columns,
        rows=tuple(_row(columns, row, n, errors, products) for n, row in enumerate(rows, start=1)),
        errors=tuple(listed[:MOST_LISTED]),
        more_errors=max(0, len(listed) - MOST_LISTED),
        estimate=_estimate(annex, found, pack, on) if found and found.lines and on else None,
        is_full=len(rows) >= MOST_ONLINE,
        is_filled=not all(is_empty(row) for row in rows),
    )


def filled_sheet(annex: Annex, rows: Sequence[Texts], *, pack: Pack) -> ContentFile[bytes]:
    """The annex's own template filled in with the rows, as a file that may be attached."""
    table = pack.rates
    content = sheet_of(annex, rows, usual_duties=table.usual_duties, language=table.language)
    name = _("annex-%(annex)s-online.xlsx") % {"annex": annex.code}
    return ContentFile(content, name=name)


def _estimate(annex: Annex, found: Estimate, pack: Pack, on: dt.date) -> EstimateView:
    """The lines that stand; what is wrong with the others is said at their cells."""
    result = kept_form(found, pack) | {"errors": [], "error_count": 0}
    sheet = AnnexSheet(annex=annex.code, rates_on=on, result=result, bond=found.bond)
    return estimate_view(sheet, annex, pack, most=MOST_ONLINE)


def _by_cell(found: Estimate | None) -> dict[tuple[str, int | None], list[str]]:
    """What is wrong with each cell, by its column and row, in their order."""
    texts: dict[tuple[str, int | None], list[str]] = {}
    for error in found.errors if found else ():
        texts.setdefault((error.column, error.row), []).append(error.text)
    return texts


def _heading(column: Column, language: str) -> GridColumn:
    return GridColumn(
        name=column.name,
        kind=column.kind,
        title=chosen(column.title, language),
        help=chosen(column.help, language),
        is_required=column.is_required,
        is_number=column.kind in NUMERIC,
    )


def _row(
    columns: Sequence[GridColumn],
    texts: Texts,
    number: int,
    errors: Mapping[tuple[str, int | None], Sequence[str]],
    products: Sequence[str],
) -> GridRow:
    cells = []
    for column in columns:
        text = texts.get(column.name, "")
        cells.append(
            GridCell(
                name=f"{column.name}-{number}",
                column=column,
                label=_("%(column)s, row %(row)s") % {"column": column.title, "row": number},
                text=text,
                errors=tuple(errors.get((column.name, number), ())),
                choices=tuple(dict.fromkeys(("", text, *products))) if column.kind == "product" else (),
            )
        )
    return GridRow(number, tuple(cells))


def _clean(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_TYPED]).strip()


def _whole(text: str, most: int = 10**15) -> int | None:
    """The number a field carries, None where it is none or more than `most`."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 and int(text) <= most else None
