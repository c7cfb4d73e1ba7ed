"""The bytes of a file as sheets of cells: XLSX by its content, anything else as CSV text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from python_calamine import CalamineError, load_workbook

from ventanilla.rules.annexes.cells import Cell

Trouble = Literal["formula", "error_cell"]
DELIMITERS = (",", ";", "\t")
MOST_CELLS = 4_000_000
MOST_MEGABYTES = 200
"""What a file may take once unpacked: a page of zeros packs into nothing."""

_OLD = b"\xd0\xcf\x11\xe0"
_MARKED = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]+<")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_BROKEN = (
    CalamineError, zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError,
)  # fmt: skip


class UnreadableFile(ValueError):
    """A file that is no sheet: the message of `words` and its values."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """`rows[0]` is row 1 and its first cell column A. `troubles` are cells whose value the file does not hold."""

    name: str
    rows: Sequence[Sequence[Cell]]
    troubles: Mapping[tuple[int, int], Trouble] = field(default_factory=dict)


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file; for CSV one for each delimiter it may have. Raises UnreadableFile."""
    if content.startswith(_OLD):
        raise UnreadableFile("old_format")
    if content.startswith(b"PK"):
        try:
            return _workbook(content)
        except UnreadableFile:
            raise
        except _BROKEN:
            raise UnreadableFile("unreadable_file") from None
    return _text_sheets(_decoded(content))


def letter(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_MEGABYTES * 1_000_000:
            raise UnreadableFile("unpacks_too_large", limit=MOST_MEGABYTES)
        parts = [archive.read(part) for part in _sheet_parts(archive)]
    with load_workbook(io.BytesIO(content)) as book:
        for name, part in zip(book.sheet_names, parts, strict=True):
            _check_size(name, part)
        return tuple(
            Sheet(name, book.get_sheet_by_index(index).to_python(skip_empty_area=False), _troubles(part))
            for index, (name, part) in enumerate(zip(book.sheet_names, parts, strict=True))
        )


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part of each sheet, in the order of the workbook."""
    relations = archive.read("xl/_rels/workbook.xml.rels")
    targets = {
        _attribute(element, b"Id"): _attribute(element, b"Target") for element in _RELATION.findall(relations)
    }
    found = [targets[identifier.decode()] for identifier in _SHEET.findall(archive.read("xl/workbook.xml"))]
    return [target.removeprefix("/") if target.startswith("/") else f"xl/{target}" for target in found]


def _attribute(element: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', element)
    return found[1].decode() if found else ""


def _check_size(name: str, part: bytes) -> None:
    """Refuses a sheet with a cell so far out that what lies between would fill the memory."""
    references = _REFERENCE.findall(part)
    last_row = max((int(row) for _, row in references), default=0)
    last = max(({column for column, _ in references}), key=lambda column: (len(column), column), default=b"A")
    if last_row * _position(last) > MOST_CELLS:
        raise UnreadableFile("too_large", sheet=name, address=f"{last.decode()}{last_row}")


def _position(column: bytes) -> int:
    """1 for A."""
    position = 0
    for character in column:
        position = position * 26 + character - ord("A") + 1
    return position


def _troubles(part: bytes) -> dict[tuple[int, int], Trouble]:
    """The cells that hold a formula without result, or an error, by row and column from 0."""
    if b't="e"' not in part and _FORMULA.search(part) is None:
        return {}
    troubles: dict[tuple[int, int], Trouble] = {}
    for attributes, inside in _CELL.findall(part):
        reference = _REFERENCE.search(attributes)
        if reference is None:
            continue
        place = (int(reference[2]) - 1, _position(reference[1]) - 1)
        if b't="e"' in attributes:
            troubles[place] = "error_cell"
        elif _FORMULA.search(inside) and _RESULT.search(inside) is None:
            troubles[place] = "formula"
    return troubles


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def _decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or the Windows encoding of Western Europe. Raises UnreadableFile."""
    marked = next((name for mark, name in _MARKED.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("not_text")


def _text_sheets(text: str) -> tuple[Sheet, ...]:
    """The text split by each delimiter that it holds; UnreadableFile where it can be split by none."""
    faults: list[UnreadableFile] = []
    sheets: list[Sheet] = []
    for delimiter in DELIMITERS:
        if delimiter in text or delimiter == ",":
            try:
                sheets.append(Sheet("CSV", _split(text, delimiter)))
            except UnreadableFile as fault:
                faults.append(fault)
    if not sheets:
        raise faults[0]
    return tuple(sheets)


def _split(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(reader)
    except csv.Error:
        raise UnreadableFile("broken_csv", row=reader.line_num) from None
