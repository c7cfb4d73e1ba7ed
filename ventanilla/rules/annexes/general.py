"""Annex 1: the goods with their tariff classification and CIF value; duty and VAT, no excise."""

from __future__ import annotations

from ventanilla.rules.annexes.charges import Annex, Charges
from ventanilla.rules.annexes.columns import GOODS
from ventanilla.rules.annexes.lines import Goods
from ventanilla.rules.annexes.rates import BOND_FORMULA, DUTY_RELIEF, ROUNDING, RatesOn
from ventanilla.rules.annexes.tariff import printed
from ventanilla.rules.annexes.words import said


def charge(goods: Goods, rates: RatesOn) -> Charges:
    """No excise; a note where the goods carry one, which another annex computes."""
    if rates.names("specific", goods.tariff_code):
        return Charges(notes=(said("other_annex", rates.language, code=printed(goods.tariff_code)),))
    return Charges()


ANNEX = Annex(
    code="1",
    title=(
        "Detalle de mercancías a importar, con clasificación arancelaria y valor CIF",
        "Goods to import, with tariff classification and CIF value",
    ),
    columns=GOODS,
    make=Goods,
    charge=charge,
    readings=(DUTY_RELIEF, BOND_FORMULA, ROUNDING),
)
