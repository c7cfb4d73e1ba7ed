"""What an annex is: its columns, the row they make, and the two excises of such a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from ventanilla.rules.annexes.columns import Column
from ventanilla.rules.annexes.lines import Goods
from ventanilla.rules.annexes.money import HUNDRED, ZERO, percent
from ventanilla.rules.annexes.rates import PRICE_INCLUDES_VAT, Rate, RatesOn
from ventanilla.rules.annexes.words import Pair, said


@dataclass(frozen=True, slots=True)
class Charges:
    """The excises of a line, in cents, with the rates they come from."""

    specific: Decimal = ZERO
    ad_valorem: Decimal = ZERO
    rates: tuple[Rate, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Annex:
    """One kind of annex. `charge` raises NoRate; `readings` are those its taxes depend on."""

    code: str
    title: Pair
    columns: tuple[Column, ...]
    make: Callable[..., Goods]
    charge: Callable[[Goods, RatesOn], Charges]
    readings: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column named `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def columns_with(self, names: Iterable[str] = ()) -> tuple[Column, ...]:
        """The columns of the template, and those of the others that are among `names`."""
        more = frozenset(names)
        return tuple(column for column in self.columns if column.is_in_template or column.name in more)


def ad_valorem_of(prices: Decimal, rate: Rate, rates: RatesOn) -> tuple[Decimal, tuple[str, ...]]:
    """The ad valorem tax on the suggested retail prices of a line, and a note where there are none.

    Its base is the price without VAT; where the pack reads that prices include it, it is taken out.
    """
    if not prices:
        return ZERO, (said("no_price", rates.language),)
    if rates.is_on(PRICE_INCLUDES_VAT):
        prices = prices / (1 + value_of(rates.find("vat")) / HUNDRED)
    return percent(prices, value_of(rate)), ()


def value_of(rate: Rate) -> Decimal:
    """The value of a rate that was found, which always has one."""
    assert rate.value is not None  # noqa: S101 - `RatesOn.find` refuses a rate without value
    return rate.value
