"""One cell of an annex: text, number or blank as a sheet gives it, turned into the value its column holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ventanilla.rules.annexes.columns import NUMERIC, Column, heading
from ventanilla.rules.annexes.tariff import UnreadableTariff, printed, read_numeric_tariff, read_tariff
from ventanilla.rules.annexes.words import PRODUCTS, chosen, plain, said

Cell = str | float | int | bool | date | datetime | time | timedelta | None
LONGEST_TEXT = 500
LARGEST = Decimal(10) ** 12
LIMITS: Mapping[str, Decimal] = {"degree": Decimal(100), "duty": Decimal(1000), "litres": Decimal(1000)}
"""What numbers of a kind do not exceed; `LARGEST` for the others."""
FRACTION_EXAMPLES = {"degree": 40, "duty": 15}

_SPOKEN_PRODUCTS = {
    "cigarette": "cigarette", "cigarettes": "cigarette", "cigarrillo": "cigarette", "cigarrillos": "cigarette",
    "cigarrito": "cigarette", "cigarritos": "cigarette", "cigar": "cigar", "cigars": "cigar", "puro": "cigar",
    "puros": "cigar", "habano": "cigar", "habanos": "cigar", "cigarro": "cigar", "cigarros": "cigar",
    "other": "other", "others": "other", "otro": "other", "otros": "other",
}  # fmt: skip

_MONEY_SIGNS = re.compile(r"^(?:US\$|USD|\$)\s*|\s*(?:US\$|USD|\$|[%°])$", re.IGNORECASE)
_SPACED_THOUSANDS = re.compile(r"(?<=[0-9])[\s'’](?=[0-9]{3}(?:[^0-9]|$))")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_POINT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\.[0-9]+")
_COMMA = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?|,[0-9]+")


class Unreadable(ValueError):
    """A cell that is not what its column holds: the message of `words` and its values, without title and address."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message)


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark that the numbers of a sheet show: `.`, `,`, both (`.,`) or, if none shows, nothing."""
    marks: set[str] = set()
    for text in texts:
        if "." in text or "," in text:
            bare = _bare(text)
            if _AMBIGUOUS.fullmatch(bare) is None:
                marks.update(_shown_mark(bare))
    return "".join(sorted(marks, reverse=True))


def read_cell(cell: Cell, column: Column, mark: str, language: str) -> tuple[Decimal | str, tuple[str, ...]]:
    """The value of a cell that is not blank, and notes on how it was read. Raises Unreadable.

    `mark` is what `decimal_mark` said of the sheet.
    """
    kind = column.kind
    if kind == "tariff":
        return _tariff(cell, language)
    if kind == "text":
        return _text(cell), ()
    if kind == "product":
        return _product(cell, language), ()
    number = _number(cell, column, mark)
    _check_range(number, column, cell)
    return number, ()


def typed(cell: Cell, column: Column, language: str) -> str:
    """A cell of a file as one would type it, so that among other typed cells it is read as it is there."""
    if cell is None or (isinstance(cell, str) and column.kind != "product"):
        return (cell or "").strip()
    if isinstance(cell, float | int) and not isinstance(cell, bool) and column.kind in NUMERIC:
        text = plain(Decimal(f"{cell:.15g}"))
        # Three decimals could be thousands; four cannot.
        return f"{text}0" if _AMBIGUOUS.fullmatch(text) else text
    if column.kind in {"tariff", "product"} and not is_blank(cell):
        try:
            return as_typed(read_cell(cell, column, "", language)[0], column, language)
        except Unreadable:
            pass
    return _shown(cell, longest=None)


def as_typed(value: Decimal | str, column: Column, language: str) -> str:
    """A value of `read_cell` as people write it: a code with its points, a product by its name."""
    if isinstance(value, Decimal):
        return plain(value)
    if column.kind == "tariff":
        return printed(value)
    return chosen(PRODUCTS[value], language) if column.kind == "product" else value


def is_blank(cell: Cell) -> bool:
    """Whether nothing is written in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def blank(column: Column) -> Unreadable:
    """What is wrong with a blank cell of a column that must be filled in."""
    return Unreadable("blank_amount" if column.kind in {"amount", "duty"} else "blank")


def _bare(text: str) -> str:
    """A number's text without currency, per cent sign and spaces between thousands."""
    return _SPACED_THOUSANDS.sub("", _MONEY_SIGNS.sub("", text.strip()).strip())


def _shown_mark(bare: str) -> str:
    by_point, by_comma = _POINT.fullmatch(bare), _COMMA.fullmatch(bare)
    if by_point and not by_comma:
        return "."
    return "," if by_comma and not by_point else ""


def _number(cell: Cell, column: Column, mark: str) -> Decimal:
    if isinstance(cell, str):
        return _written_number(cell, column, mark)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise Unreadable("not_number", text=_shown(cell))
    if not math.isfinite(cell):
        raise Unreadable("not_number", text=cell)
    # A sheet keeps fifteen digits; what stands behind them is noise of its binary numbers.
    return Decimal(f"{cell:.15g}")


def _written_number(text: str, column: Column, mark: str) -> Decimal:
    bare = _bare(text)
    if bare[:1] in {"-", "−"} or (bare[:1] == "(" and bare[-1:] == ")"):
        raise Unreadable("negative", text=text)
    if _AMBIGUOUS.fullmatch(bare):
        return Decimal(_resolved(bare, column, mark))
    if _POINT.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    if _COMMA.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    raise Unreadable("not_number", text=_shown(text))


def _resolved(bare: str, column: Column, mark: str) -> str:
    """`1,234` or `1.234`: by the mark that the rest of the sheet shows, else a point is decimal and, since a count has
    no decimals, either is of thousands in a count."""
    separator = "," if "," in bare else "."
    if mark in {",", "."}:
        return bare.replace(separator, "." if separator == mark else "")
    if column.kind == "whole":
        return bare.replace(separator, "")
    if mark or separator == ",":
        raise Unreadable("ambiguous", text=bare, example=bare.replace(separator, ""))
    return bare


def _check_range(number: Decimal, column: Column, cell: Cell) -> None:
    kind = column.kind
    limit = LIMITS.get(kind, LARGEST)
    if number < 0:
        raise Unreadable("negative", text=_shown(cell))
    if number > limit:
        raise Unreadable("too_big", limit=plain(limit), text=_shown(cell))
    if number == 0 and kind not in {"amount", "duty"}:
        raise Unreadable("zero")
    if kind in FRACTION_EXAMPLES and 0 < number < 1:
        raise Unreadable("fraction", text=_shown(cell), example=FRACTION_EXAMPLES[kind])
    if kind == "whole" and number != int(number):
        raise Unreadable("not_whole", text=_shown(cell))


def _tariff(cell: Cell, language: str) -> tuple[str, tuple[str, ...]]:
    try:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            digits, lost_zero = read_numeric_tariff(cell)
            note = said("leading_zero", language, code=printed(digits))
            return digits, (note,) if lost_zero else ()
        return read_tariff(cell if isinstance(cell, str) else _shown(cell)), ()
    except UnreadableTariff as fault:
        raise Unreadable("tariff", text=_shown(str(fault))) from None


def _text(cell: Cell) -> str:
    text = _shown(cell, longest=None)
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    text = " ".join(text.split())
    if len(text) > LONGEST_TEXT:
        raise Unreadable("too_long", limit=LONGEST_TEXT)
    return text


def _product(cell: Cell, language: str) -> str:
    found = _SPOKEN_PRODUCTS.get(heading(_shown(cell)))
    if found is None:
        choices = ", ".join(chosen(pair, language) for pair in PRODUCTS.values())
        raise Unreadable("choice", text=_shown(cell), choices=choices)
    return found


def _shown(cell: Cell, longest: int | None = 60) -> str:
    """A cell as it may be printed in a sentence."""
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"
