"""The rates of a pack: `rates.yaml` as the table that estimates are computed with."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field as Key

from ventanilla.catalogue.values import Certain, Citations, Code, Date, Shaped, Value, Words
from ventanilla.rules.annexes.rates import Rate, RateTable, Reading

Tax = Literal["specific", "ad_valorem", "vat"]
Unit = Literal["percent", "per_degree_litre", "per_litre", "per_unit"]
Product = Literal["cigarette", "cigar", "other"]
Formula = Literal["larger_total", "reading_total"]
Amount = Annotated[str, Shaped("amount-shape", r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?", "no es un valor")]
Prefix = Annotated[str, Shaped("tariff-shape", r"[0-9]{2}(?:[0-9]{2}){0,3}", "no es un código arancelario")]


class RateEntry(Certain):
    """One dated rate: appended, never edited (see `ventanilla.rules.annexes.rates`). No `value`: nobody found it."""

    code: Code
    tax: Tax
    title: Words
    tariffs: tuple[Prefix, ...] = ()
    product: Product | None = None
    value: Amount | None = None
    unit: Unit
    from_: Date | None = Key(default=None, alias="from")
    until: Date | None = None
    degree_over: Amount | None = None
    replaces: Code | None = None
    disputes: Code | None = None
    basis: Citations = ()
    note: Words | None = None

    def as_rate(self) -> Rate:
        """The rate as `ventanilla.rules` reads it."""
        return Rate(
            code=self.code,
            tax=self.tax,
            value=None if self.value is None else Decimal(self.value),
            unit=self.unit,
            title=self.title,
            basis=self.basis,
            status=self.status,
            source=self.source or "",
            note=self.note or "",
            tariffs=self.tariffs,
            product=self.product or "",
            since=self.from_,
            until=self.until,
            degree_over=None if self.degree_over is None else Decimal(self.degree_over),
            replaces=self.replaces or "",
            disputes=self.disputes or "",
        )


class DutyRule(Certain):
    """The import duty: its percentage is stated in each line; `usual` are those that the tariff has."""

    title: Words
    usual: tuple[Amount, ...] = ()
    basis: Citations = ()
    note: Words | None = None

    def as_rate(self) -> Rate:
        """The rule as a rate without value."""
        return Rate(
            code="duty",
            tax="duty",
            value=None,
            unit="percent",
            title=self.title,
            basis=self.basis,
            status=self.status,
            source=self.source or "",
            note=self.note or "",
        )


class Switch(Certain):
    """A reading of the law that is on or off."""

    title: Words
    value: bool
    basis: Citations = ()


class FormulaChoice(Certain):
    """How the bond is found from both totals, by the name of a formula of the rules."""

    title: Words
    value: Formula
    basis: Citations = ()


class RoundingChoice(Certain):
    """Where amounts are rounded; there is one rule so far."""

    title: Words
    value: Literal["line_and_tax_half_up"]
    basis: Citations = ()


class Readings(Value):
    """Every reading an estimate rests on; a title is a whole sentence that people read."""

    iva_base_includes_ad_valorem: Switch
    retail_price_includes_iva: Switch
    duty_relief: Switch
    bond_formula: FormulaChoice
    rounding: RoundingChoice

    def as_readings(self) -> tuple[Reading, ...]:
        """The readings as `ventanilla.rules` reads them, by the names of the fields."""
        return tuple(
            Reading(
                code=code,
                value=choice.value,
                title=choice.title,
                basis=choice.basis,
                status=choice.status,
                source=choice.source or "",
            )
            for code, choice in self
        )


class RatesFile(Value):
    """The content of `rates.yaml`. A pack without estimates has no such file."""

    duty: DutyRule | None = None
    readings: Readings | None = None
    rates: tuple[RateEntry, ...] = ()

    def table(self, currency: str, language: str) -> RateTable:
        """All of it as the table of the rules."""
        return RateTable(
            rates=tuple(entry.as_rate() for entry in self.rates),
            readings=self.readings.as_readings() if self.readings else (),
            duty=self.duty.as_rate() if self.duty else None,
            usual_duties=tuple(Decimal(rate) for rate in self.duty.usual) if self.duty else (),
            currency=currency,
            language=language,
        )
