"""Dated rates and the readings of the law that an estimate rests on, each with basis, source and status.

Rates are appended, never edited: of those that cover a day the one in force since latest is used, and a rate may say
which one it `replaces` on the days it covers. A rate that `disputes` another is shown beside it and never used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ventanilla.rules.annexes.tariff import printed
from ventanilla.rules.annexes.words import PRODUCTS, TAXES, UNITS, chosen, said

CONFIRMED = "confirmado"
TO_BE_CONFIRMED = "por_confirmar"

BASE_INCLUDES_AD_VALOREM = "iva_base_includes_ad_valorem"
PRICE_INCLUDES_VAT = "retail_price_includes_iva"
DUTY_RELIEF = "duty_relief"
BOND_FORMULA = "bond_formula"
ROUNDING = "rounding"


class NoRate(LookupError):
    """No rate is configured for what is to be charged; the message names it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """One value of one tax: `value` None where nobody has found it, which stops an estimate.

    `tariffs` are prefixes of tariff codes (none: every good), `product` the kind of tobacco product. `since` and
    `until` are both included; None is without limit. `degree_over`: only for drinks above that strength.
    """

    code: str
    tax: str
    value: Decimal | None
    unit: str
    title: str
    basis: tuple[str, ...] = ()
    status: str = CONFIRMED
    source: str = ""
    note: str = ""
    tariffs: tuple[str, ...] = ()
    product: str = ""
    since: date | None = None
    until: date | None = None
    degree_over: Decimal | None = None
    replaces: str = ""
    disputes: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.status == CONFIRMED

    def covers(self, on: date) -> bool:
        """Whether the rate is in force on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def reach(self, tariff: str) -> int:
        """How many digits of `tariff` the rate names; -1 if it is not for that code."""
        if not self.tariffs:
            return 0
        return max((len(prefix) for prefix in self.tariffs if tariff.startswith(prefix)), default=-1)

    def worded(self, currency: str, language: str) -> str:
        """`0.05 USD por 1 % vol y litro`."""
        unit = chosen(UNITS[self.unit], language).format(currency=currency)
        return f"{'?' if self.value is None else f'{self.value:f}'} {unit}"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How the law is read where it can be read in two ways: a switch, or the code of a formula."""

    code: str
    value: bool | str
    title: str
    basis: tuple[str, ...] = ()
    status: str = CONFIRMED
    source: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.status == CONFIRMED


@dataclass(frozen=True, slots=True, eq=False)
class RateTable:
    """Every rate and reading of a pack. `duty` is the rule of the import duty, whose percentage each line states."""

    rates: tuple[Rate, ...] = ()
    readings: tuple[Reading, ...] = ()
    duty: Rate | None = None
    usual_duties: tuple[Decimal, ...] = ()
    currency: str = ""
    language: str = "es"

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to estimate with."""
        return bool(self.rates and self.readings and self.duty)


class RatesOn:
    """The rates and readings of a table on one day, each looked up once for each kind of good."""

    def __init__(self, table: RateTable, on: date) -> None:
        self.table = table
        self.on = on
        self.language = table.language
        self.readings: Mapping[str, Reading] = {reading.code: reading for reading in table.readings}
        self._found: dict[tuple[str, str, str], Rate] = {}
        self._notes: dict[str, tuple[str, ...]] = {}

    def is_on(self, code: str) -> bool:
        """Whether the switch `code` is on. KeyError if the pack does not have it."""
        return self.readings[code].value is True

    def find(self, tax: str, tariff: str = "", product: str = "") -> Rate:
        """The rate of `tax` in force for the good. Raises NoRate, which names what lacks one.

        The most particular prefix decides, whether or not it has a rate on that day: a general rate never stands in
        for a particular one.
        """
        key = (tax, tariff, product)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._look_up(tax, tariff, product)
        return found

    def names(self, tax: str, tariff: str) -> bool:
        """Whether some rate of `tax` names that tariff code, whatever the day or product."""
        return any(rate.tax == tax and rate.reach(tariff) > 0 for rate in self.table.rates)

    def notes(self, rate: Rate) -> tuple[str, ...]:
        """What a reader of a line should know of its rate: its own note, and the rates that contradict it."""
        made = self._notes.get(rate.code)
        if made is None:
            disputes = [other for other in self.table.rates if other.disputes == rate.code]
            contradictions = [self._disputed(rate, other) for other in disputes if other.covers(self.on)]
            made = self._notes[rate.code] = (*([rate.note] if rate.note else []), *contradictions)
        return made

    def worded(self, rate: Rate) -> str:
        """`0.05 USD por 1 % vol y litro`."""
        return rate.worded(self.table.currency, self.language)

    def _disputed(self, rate: Rate, other: Rate) -> str:
        values = {
            "title": rate.title,
            "other": self.worded(other),
            "source": other.source,
            "used": self.worded(rate),
        }
        return said("disputed", self.language, **values)

    def _look_up(self, tax: str, tariff: str, product: str) -> Rate:
        named = [
            rate
            for rate in self.table.rates
            if rate.tax == tax
            and rate.product in {"", product}
            and not rate.disputes
            and rate.reach(tariff) >= 0
        ]
        furthest = max((rate.reach(tariff) for rate in named), default=0)
        particular = [rate for rate in named if rate.reach(tariff) == furthest]
        covering = [rate for rate in particular if rate.covers(self.on)]
        replaced = {rate.replaces for rate in covering if rate.replaces}
        standing = [rate for rate in covering if rate.code not in replaced]
        if standing:
            latest = max(standing, key=lambda rate: rate.since or date.min)
            if latest.value is not None:
                return latest
        raise NoRate(self._missing(particular, tax, tariff, product))

    def _missing(self, near: list[Rate], tax: str, tariff: str, product: str) -> str:
        what = printed(tariff)
        if product:
            what = f"{what} ({chosen(PRODUCTS[product], self.language)})"
        values = {"what": what, "tax": chosen(TAXES[tax], self.language)}
        starts = [
            rate.since for rate in near if rate.value is not None and rate.since and rate.since > self.on
        ]
        if starts:
            return said("no_rate_yet", self.language, on=self.on, since=min(starts), **values)
        return said("no_rate", self.language, **values)
