"""Annex 3: tobacco. Specific tax by unit, ad valorem on the suggested retail price, VAT."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from ventanilla.rules.annexes.charges import Annex, Charges, ad_valorem_of, value_of
from ventanilla.rules.annexes.columns import LOOSE_GOODS, TOBACCO
from ventanilla.rules.annexes.lines import Goods
from ventanilla.rules.annexes.money import cents
from ventanilla.rules.annexes.rates import (
    BASE_INCLUDES_AD_VALOREM,
    BOND_FORMULA,
    DUTY_RELIEF,
    PRICE_INCLUDES_VAT,
    ROUNDING,
    RatesOn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tobacco(Goods):
    """`product` is cigarette, cigar or other; `units` single pieces; `retail_price` of one pack."""

    product: str
    units: Decimal
    packs: Decimal
    retail_price: Decimal


def charge(goods: Goods, rates: RatesOn) -> Charges:
    """Both excises of tobacco. Raises NoRate for a product that has none on that day."""
    tobacco = cast(Tobacco, goods)
    specific = rates.find("specific", tobacco.tariff_code, tobacco.product)
    ad_valorem = rates.find("ad_valorem", tobacco.tariff_code, tobacco.product)
    tax, notes = ad_valorem_of(tobacco.packs * tobacco.retail_price, ad_valorem, rates)
    return Charges(
        specific=cents(value_of(specific) * tobacco.units),
        ad_valorem=tax,
        rates=(specific, ad_valorem),
        notes=notes,
    )


ANNEX = Annex(
    code="3",
    title=(
        "Cuadro de estimación de tributos por importación de productos del tabaco",
        "Estimate of taxes on the importation of tobacco products",
    ),
    columns=(*LOOSE_GOODS, *TOBACCO),
    make=Tobacco,
    charge=charge,
    readings=(BASE_INCLUDES_AD_VALOREM, PRICE_INCLUDES_VAT, DUTY_RELIEF, BOND_FORMULA, ROUNDING),
)
