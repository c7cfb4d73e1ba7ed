"""Annex 2: alcoholic drinks. Specific tax by strength and litre, ad valorem on the suggested retail price, VAT."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from ventanilla.rules.annexes.charges import Annex, Charges, ad_valorem_of, value_of
from ventanilla.rules.annexes.columns import ALCOHOL, LOOSE_GOODS
from ventanilla.rules.annexes.lines import Goods
from ventanilla.rules.annexes.money import cents
from ventanilla.rules.annexes.rates import (
    BASE_INCLUDES_AD_VALOREM,
    BOND_FORMULA,
    DUTY_RELIEF,
    PRICE_INCLUDES_VAT,
    ROUNDING,
    Rate,
    RatesOn,
)
from ventanilla.rules.annexes.words import plain, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Drinks(Goods):
    """`degree` in % vol; `retail_price` of one container, without VAT unless the pack reads otherwise."""

    degree: Decimal
    litres_per_container: Decimal
    containers: Decimal
    retail_price: Decimal

    @property
    def litres(self) -> Decimal:
        """All the litres of the line."""
        return self.containers * self.litres_per_container


def charge(goods: Goods, rates: RatesOn) -> Charges:
    """Both excises of drinks. Raises NoRate for a tariff code that has none on that day."""
    drinks = cast(Drinks, goods)
    specific = rates.find("specific", drinks.tariff_code)
    ad_valorem = rates.find("ad_valorem", drinks.tariff_code)
    strength = drinks.degree if specific.unit == "per_degree_litre" else Decimal(1)
    tax, notes = ad_valorem_of(drinks.containers * drinks.retail_price, ad_valorem, rates)
    return Charges(
        specific=cents(value_of(specific) * strength * drinks.litres),
        ad_valorem=tax,
        rates=(specific, ad_valorem),
        notes=(*_too_weak(drinks, specific, rates), *notes),
    )


def _too_weak(drinks: Drinks, rate: Rate, rates: RatesOn) -> tuple[str, ...]:
    """A note where the rate is for stronger drinks than the line's."""
    if rate.degree_over is None or drinks.degree > rate.degree_over:
        return ()
    values = {"least": plain(rate.degree_over), "degree": plain(drinks.degree)}
    return (said("low_degree", rates.language, **values),)


ANNEX = Annex(
    code="2",
    title=(
        "Cuadro de estimación de tributos por importación de bebidas alcohólicas",
        "Estimate of taxes on the importation of alcoholic drinks",
    ),
    columns=(*LOOSE_GOODS, *ALCOHOL),
    make=Drinks,
    charge=charge,
    readings=(BASE_INCLUDES_AD_VALOREM, PRICE_INCLUDES_VAT, DUTY_RELIEF, BOND_FORMULA, ROUNDING),
)
