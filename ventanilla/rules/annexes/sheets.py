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
from xml.parsers.expat import ExpatError, ParserCreate

from python_calamine import CalamineError, SheetTypeEnum, load_workbook

from ventanilla.rules.annexes.cells import Cell

Trouble = Literal["formula", "error_cell"]
DELIMITERS = (",", ";", "\t")
MOST_CELLS = 4_000_000
LAST_ROW = 1_048_576
MOST_MEGABYTES = 200
"""What a file may take once unpacked: a page of zeros packs into nothing."""

_OLD = b"\xd0\xcf\x11\xe0"
_MARKED = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_ONE_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]+<")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_BROKEN = (
    CalamineError, ExpatError, zipfile.BadZipFile, zlib.error, LookupError, NotImplementedError, RuntimeError, OSError,
    ValueError, EOFError,
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
    for part in parts:
        _check_size(part)
    with load_workbook(io.BytesIO(content)) as book:
        return tuple(
            Sheet(
                sheet.name, book.get_sheet_by_index(index).to_python(skip_empty_area=False), _troubles(part)
            )
            for index, (sheet, part) in enumerate(zip(book.sheets_metadata, parts, strict=True))
            if sheet.typ == SheetTypeEnum.WorkSheet
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


class _Extent:
    """How far the cells of a sheet reach, found before anything makes room for all that lies between.

    The library that reads workbooks asks for that room in one piece, and where there is none the process ends. So a
    reference that is none, or a document type, refuses the file.
    """

    def __init__(self, part: bytes) -> None:
        self.row = self.column = self.last_row = self.last_column = 0
        parser = ParserCreate()
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(part, True)

    @property
    def cells(self) -> int:
        """The cells of the rectangle from A1."""
        return self.last_row * self.last_column

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row = _number(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
        elif kind == "c" and "r" in attributes:
            self._refer(attributes["r"])
        elif kind == "c":
            self.column += 1
        elif kind == "dimension":
            for corner in attributes.get("ref", "").split(":"):
                _split_reference(corner)
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)

    def _refer(self, reference: str) -> None:
        letters, row = _split_reference(reference)
        self.row, self.column = row, _position(letters.encode())

    def _refuse(self, *declared: object) -> None:
        raise UnreadableFile("unreadable_file")


def _split_reference(text: str) -> tuple[str, int]:
    found = _ONE_REFERENCE.fullmatch(text)
    if found is None:
        raise UnreadableFile("unreadable_file")
    return found[1], _number(found[2])


def _number(text: str) -> int:
    """The number of a row, from 1 to the last that a workbook may have."""
    if not text.isdecimal() or not 1 <= int(text[:8]) <= LAST_ROW:
        raise UnreadableFile("unreadable_file")
    return int(text[:8])


def _check_size(part: bytes) -> None:
    """Refuses a sheet with a cell so far out that what lies between would fill the memory."""
    extent = _Extent(part)
    if extent.cells > MOST_CELLS:
        address = f"{letter(extent.last_column - 1)}{extent.last_row}"
        raise UnreadableFile("too_large", address=address)


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
