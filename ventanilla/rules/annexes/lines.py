"""What an estimate answers: its lines, their totals and the amount of the bond. A total refuses parts that do not add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from ventanilla.rules.annexes.money import ZERO, cents, must_equal
from ventanilla.rules.annexes.rates import Rate, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One line of an annex as it was stated. Amounts in the pack's currency, `duty_rate` in per cent.

    `row` is the row of the sheet; `address` where a stated CIF stands; `tariff_code` eight digits.
    """

    row: int
    tariff_code: str
    description: str
    cost: Decimal
    insurance: Decimal
    freight: Decimal
    duty_rate: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    cif: Decimal | None = None
    address: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the row of the sheet and the column (None and "" where it is the file), in words."""

    row: int | None
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums of lines, in cents. `total` and `vat` follow the pack's reading of the base of VAT.

    The two `..._if_ad_valorem_in_base` follow the other extreme: the ad valorem tax enters the base.
    """

    cif: Decimal = ZERO
    duty: Decimal = ZERO
    specific: Decimal = ZERO
    ad_valorem: Decimal = ZERO
    vat_base: Decimal = ZERO
    vat: Decimal = ZERO
    vat_if_ad_valorem_in_base: Decimal = ZERO
    total: Decimal = ZERO
    total_if_ad_valorem_in_base: Decimal = ZERO

    def __post_init__(self) -> None:
        before_vat = self.duty + self.specific + self.ad_valorem
        must_equal("total", self.total, before_vat + self.vat)
        must_equal(
            "total_if_ad_valorem_in_base",
            self.total_if_ad_valorem_in_base,
            before_vat + self.vat_if_ad_valorem_in_base,
        )


AMOUNTS = tuple(field.name for field in fields(Totals))
"""The names of the amounts of a line and of the totals, in the order they are computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Totals):
    """The taxes of one line, the rates they were computed with, and what a reader should know."""

    goods: Goods
    rates: tuple[Rate, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        goods = self.goods
        must_equal("cif", self.cif, cents(goods.cost + goods.insurance + goods.freight))
        Totals.__post_init__(self)

    @property
    def row(self) -> int:
        """The row of the sheet that this line stands on."""
        return self.goods.row


def totals_of(lines: Iterable[Totals]) -> Totals:
    """The sums of `lines`."""
    kept = list(lines)
    return Totals(**{name: sum((getattr(line, name) for line in kept), ZERO) for name in AMOUNTS})


FORMULAS: Mapping[str, Callable[[Totals], Decimal]] = {
    "larger_total": lambda totals: max(totals.total, totals.total_if_ad_valorem_in_base),
    "reading_total": lambda totals: totals.total,
}
"""How much a bond must be: the larger of both totals (the prudent one), or the total of the pack's reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An annex computed. `bond` is None while there are errors; `formula` says how it is found and how sure that is.

    `is_ad_valorem_in_base`: the reading of the pack that `vat` and `total` follow.

    `unconfirmed` names every rate and reading it rests on that nobody has confirmed.
    """

    lines: tuple[Line, ...]
    totals: Totals
    bond: Decimal | None
    formula: Reading | None
    is_ad_valorem_in_base: bool = False
    unconfirmed: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        for name, sum_of_lines in zip(AMOUNTS, _amounts(totals_of(self.lines)), strict=True):
            must_equal(name, getattr(self.totals, name), sum_of_lines)


def _amounts(totals: Totals) -> Iterable[Decimal]:
    return (getattr(totals, name) for name in AMOUNTS)
