"""Sums of the annexes: order, rounding, both readings of the base, the bond, and what stops them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.rules.annexes.samples import (
    BEER,
    DUTY,
    ON,
    TABLE,
    VAT,
    drinks,
    goods,
    tobacco,
    with_rates,
    with_reading,
)
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.lines import Estimate, Goods, Line, Problem, Totals, totals_of
from ventanilla.rules.annexes.money import DoesNotAddUp, grouped
from ventanilla.rules.annexes.rates import TO_BE_CONFIRMED, Rate, RateTable
from ventanilla.rules.annexes.registry import ANNEXES


def run(annex: str, *rows: Goods, table: RateTable = TABLE, on: date = ON) -> Estimate:
    return estimate(ANNEXES[annex], rows, table=table, on=on)


def amounts(totals: Totals, *names: str) -> list[str]:
    return [str(getattr(totals, name)) for name in names]


def test_the_order_of_computation() -> None:
    """CIF, duty of it, specific by strength and litre, ad valorem on prices, VAT on the first three."""
    answer = run("2", drinks(cost="800", insurance="50", freight="150", duty_rate="15"))
    assert amounts(answer.totals, "cif", "duty", "specific", "ad_valorem") == [
        "1000.00", "150.00", "500.00", "160.00",
    ]  # fmt: skip
    assert amounts(answer.totals, "vat_base", "vat", "vat_if_ad_valorem_in_base") == [
        "1650.00", "214.50", "235.30",
    ]  # fmt: skip
    assert amounts(answer.totals, "total", "total_if_ad_valorem_in_base") == ["1024.50", "1045.30"]
    assert answer.bond == Decimal("1045.30")
    assert not answer.is_ad_valorem_in_base


def test_the_other_reading_of_the_base_puts_the_ad_valorem_into_it() -> None:
    answer = run("2", drinks(), table=with_reading("iva_base_includes_ad_valorem", True))
    assert answer.is_ad_valorem_in_base
    assert amounts(answer.totals, "vat_base", "vat", "total") == ["1660.00", "215.80", "875.80"]
    assert answer.totals.total == answer.totals.total_if_ad_valorem_in_base


def test_the_bond_follows_the_formula_of_the_pack() -> None:
    answer = run("2", drinks(), table=with_reading("bond_formula", "reading_total"))
    assert answer.bond == answer.totals.total < answer.totals.total_if_ad_valorem_in_base
    assert answer.formula is not None
    assert answer.formula.value == "reading_total"


def test_prices_with_vat_lose_it_before_the_ad_valorem() -> None:
    answer = run("2", drinks(retail_price="1.13"), table=with_reading("retail_price_includes_iva", True))
    assert answer.totals.ad_valorem == Decimal("80.00")


def test_relief_takes_the_duty_away_and_says_so() -> None:
    table = with_reading("duty_relief", True)
    answer = run("1", goods(duty_rate="15"), goods(row=3), table=table)
    assert answer.totals.duty == 0
    assert answer.lines[0].notes == ("Sin DAI: se aplicó la liberación que dice la lectura del paquete.",)
    assert answer.lines[1].notes == ()


def test_each_tax_of_each_line_is_rounded_a_half_up() -> None:
    line = run("1", goods(cost="103.50", duty_rate="15")).lines[0]
    assert amounts(line, "duty", "vat") == ["15.53", "15.47"]  # 15.525; 119.03 x 13 % = 15.4739


def test_litres_alone_are_charged_where_the_rate_is_by_litre() -> None:
    weak, strong = drinks(tariff_code="22071000", degree="1"), drinks(tariff_code="22071000", degree="96")
    assert [line.specific for line in run("2", weak, strong).lines] == [Decimal("2000.00")] * 2


def test_tobacco_is_charged_by_unit_and_by_price() -> None:
    answer = run("3", tobacco())
    assert amounts(answer.totals, "specific", "ad_valorem") == ["200.00", "487.50"]


def test_a_line_shows_its_rates_in_the_order_they_are_used() -> None:
    line = run("2", drinks(duty_rate="15")).lines[0]
    assert [(rate.tax, rate.value) for rate in line.rates] == [
        ("duty", 15), ("specific", Decimal("0.10")), ("ad_valorem", 8), ("vat", 13),
    ]  # fmt: skip
    assert line.row == line.goods.row == 2


def test_notes_of_a_line() -> None:
    table = with_rates(replace(BEER, code="press", value=Decimal("0.12"), disputes="beer", source="prensa"))
    noted = replace(table, rates=tuple(replace(r, note="Ojo.") if r is BEER else r for r in table.rates))
    answer = run("2", drinks(retail_price="0", duty_rate="7", notes=("Leído así.",)), table=noted)
    assert answer.lines[0].notes == (
        "Leído así.",
        "DAI de 7 %: no es uno de los porcentajes habituales (0, 15); revíselo.",
        "Precio de venta sugerido 0: la línea no causa ad valorem; revíselo.",
        "Ojo.",
        (
            "Dato contradictorio en Cerveza: otra fuente da 0.12 USD por 1 % vol y litro (prensa); "
            "esta estimación usa 0.10 USD por 1 % vol y litro."
        ),
    )
    assert run("2", drinks(), drinks(row=3), table=replace(table, usual_duties=())).lines[1].notes == (
        answer.lines[0].notes[-1],
    )


def test_a_rate_for_stronger_drinks_is_noted_on_a_weaker_one() -> None:
    strong = replace(BEER, code="strong", tariffs=("22030000",), degree_over=Decimal(60))
    weak_line, strong_line = run(
        "2", drinks(degree="40"), drinks(degree="63"), table=with_rates(strong)
    ).lines
    assert weak_line.notes == (
        "El inciso es de bebidas de más de 60 % vol y la línea dice 40 % vol; revise el código o el grado.",
    )
    assert strong_line.notes == ()


def test_goods_with_an_excise_are_sent_to_the_annex_that_computes_it() -> None:
    line = run("1", goods(tariff_code="22030000")).lines[0]
    assert line.specific == 0
    assert line.notes == (
        "2203.00.00 lleva impuesto específico: debe figurar además en el anexo de bebidas alcohólicas o de tabaco.",
    )


def test_a_code_without_rate_stops_with_its_name() -> None:
    answer = run("2", drinks(), drinks(row=3, tariff_code="22082000"))
    assert answer.errors == (
        Problem(
            3,
            "tariff_code",
            "alícuota no configurada para 2208.20.00 (Específico): "
            "pida a la administración que la añada, o corrija el código.",
        ),
    )
    assert answer.bond is None
    assert [line.row for line in answer.lines] == [2]
    assert answer.totals == totals_of(answer.lines)


def test_a_product_without_rate_is_named() -> None:
    [error] = run("3", tobacco(product="other")).errors
    assert error.text.startswith("alícuota no configurada para 2402.20.00 (otro) (Específico)")


def test_a_stated_cif_must_be_the_sum() -> None:
    right = goods(cost="10.005", insurance="1", freight="2", cif="13.01", address="I2")
    wrong = goods(row=3, cost="10", insurance="1", freight="2", cif="12", address="I3")
    answer = run("1", right, wrong)
    assert [line.cif for line in answer.lines] == [Decimal("13.01")]
    assert answer.errors == (
        Problem(
            3,
            "cif",
            "I3: el CIF declarado, 12, no es la suma de costo, seguro y flete, 13.00; corrija el que no sea.",
        ),
    )


def test_errors_of_reading_stand_before_and_keep_the_bond_away() -> None:
    read = [Problem(None, "", "del archivo"), Problem(9, "cost", "de la fila")]
    answer = estimate(ANNEXES["2"], [drinks(row=4, tariff_code="99999999")], table=TABLE, on=ON, errors=read)
    assert [error.row for error in answer.errors] == [None, 4, 9]
    assert answer.bond is None
    assert answer.unconfirmed == ()


@pytest.mark.parametrize(
    "table", [RateTable(), replace(TABLE, readings=()), replace(TABLE, duty=None), replace(TABLE, rates=())]
)
def test_a_pack_without_rates_estimates_nothing(table: RateTable) -> None:
    answer = run("1", goods(), table=table)
    assert [error.text for error in answer.errors] == [
        "El paquete no tiene tasas con que estimar: la administración debe publicarlas (rates.yaml)."
    ]
    assert (answer.lines, answer.bond) == ((), None)


def test_nothing_to_estimate_is_a_bond_of_nothing() -> None:
    answer = run("1")
    assert (answer.lines, answer.bond, answer.totals) == ((), Decimal("0.00"), Totals())


def test_what_is_to_be_confirmed_is_said_once() -> None:
    unsure = replace(BEER, status=TO_BE_CONFIRMED, source="Prensa", since=date(2026, 3, 1))
    table = replace(TABLE, rates=tuple(unsure if rate is BEER else rate for rate in TABLE.rates))
    answer = run("2", drinks(duty_rate="15"), drinks(row=3), table=table)
    assert answer.unconfirmed == (
        "DAI. La declara la línea",
        "Cerveza: 0.10 USD por 1 % vol y litro, desde 2026-03-01. Prensa",
        "La base no lo incluye. Literal",
    )
    undated = replace(unsure, since=None)
    table = replace(TABLE, rates=(VAT, undated, *TABLE.rates[3:]), duty=replace(DUTY, status="confirmado"))
    assert run("2", drinks(), table=table).unconfirmed[0] == "Cerveza: 0.10 USD por 1 % vol y litro. Prensa"


def test_it_speaks_english() -> None:
    answer = run("2", drinks(tariff_code="22082000"), table=replace(TABLE, language="en"))
    assert answer.errors[0].text.startswith("no rate configured for 2208.20.00 (Specific tax)")


def test_totals_that_do_not_add_up_are_refused() -> None:
    line = run("2", drinks()).lines[0]
    with pytest.raises(DoesNotAddUp, match=r"^total: "):
        replace(line, total=line.total + 1)
    with pytest.raises(DoesNotAddUp, match="total_if_ad_valorem_in_base"):
        replace(line, total_if_ad_valorem_in_base=line.total)
    with pytest.raises(DoesNotAddUp, match="cif"):
        replace(line, cif=line.cif + 1)
    with pytest.raises(DoesNotAddUp, match="cif"):
        Estimate(lines=(line,), totals=Totals(), bond=None, formula=None)
    assert isinstance(line, Line)


# ── Which rate ───────────────────────────────────────────────────────────────────────────────────


def specific(table: RateTable, on: date) -> str:
    """The value of the specific tax that a line of beer gets, or why it gets none."""
    answer = run("2", drinks(), table=table, on=on)
    return str(answer.lines[0].rates[1].value) if answer.lines else answer.errors[0].text


def of_beer(value: str | None, **given: object) -> Rate:
    known = {"code": f"beer-{value}", "value": None if value is None else Decimal(value), **given}
    return replace(BEER, **known)  # type: ignore[arg-type]


def test_the_rate_since_latest_is_used() -> None:
    table = with_rates(of_beer("0.20", since=date(2026, 6, 15)), of_beer("0.15", since=date(2026, 1, 1)))
    assert specific(table, date(2025, 12, 31)) == "0.10"
    assert specific(table, date(2026, 6, 14)) == "0.15"
    assert specific(table, date(2026, 6, 15)) == "0.20"


def test_a_rate_replaces_another_on_the_days_it_covers() -> None:
    later = of_beer("0.20", since=date(2026, 3, 1))
    correction = of_beer("0.16", since=date(2026, 3, 1), until=date(2026, 3, 9), replaces="beer-0.20")
    table = with_rates(later, correction)
    assert specific(table, date(2026, 3, 9)) == "0.16"
    assert specific(table, date(2026, 3, 10)) == "0.20"


def test_a_rate_that_disputes_another_is_never_used() -> None:
    assert specific(with_rates(of_beer("0.20", since=date(2026, 1, 1), disputes="beer")), ON) == "0.10"


def test_the_most_particular_code_decides_even_where_it_has_no_rate() -> None:
    assert specific(with_rates(of_beer("0.30", tariffs=("22030000", "2204"))), ON) == "0.30"
    assert specific(with_rates(of_beer(None, tariffs=("220300",))), ON).startswith("alícuota no configurada")
    gone = of_beer("0.30", tariffs=("220300",), until=date(2026, 1, 1))
    assert specific(with_rates(gone), ON).startswith("alícuota no configurada para 2203.00.00 (Específico):")


def test_a_rate_that_is_not_in_force_yet_says_from_when() -> None:
    table = replace(
        TABLE, rates=(VAT, of_beer("0.30", since=date(2026, 7, 1)), of_beer("0.40", since=date(2026, 8, 1)))
    )
    assert specific(table, ON) == (
        "alícuota no configurada para 2203.00.00 (Específico) en 2026-06-15: la primera rige desde 2026-07-01."
    )


def test_a_table_without_vat_stops_too() -> None:
    [error] = run("1", goods(), table=replace(TABLE, rates=(BEER,))).errors
    assert "(IVA)" in error.text


def test_a_rate_without_value_is_worded_with_a_question_mark() -> None:
    assert of_beer(None).worded("USD", "en") == "? USD per 1 % vol and litre"
    assert of_beer("0.10").is_confirmed


def test_an_annex_names_its_columns() -> None:
    assert ANNEXES["2"].column("degree").kind == "degree"
    with pytest.raises(KeyError):
        ANNEXES["1"].column("degree")


def test_amounts_are_grouped_for_people() -> None:
    assert grouped(Decimal("1234567.5")) == "1,234,567.50"
