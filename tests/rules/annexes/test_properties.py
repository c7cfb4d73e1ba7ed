"""What holds of every estimate, whatever the lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.annexes.samples import ON, TABLE, drinks, tobacco, with_reading
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.lines import AMOUNTS, Estimate, Goods
from ventanilla.rules.annexes.money import CENT
from ventanilla.rules.annexes.rates import RateTable
from ventanilla.rules.annexes.registry import ANNEXES

AMOUNT = st.decimals(min_value=0, max_value=10**7, places=2)
RATE = st.sampled_from([Decimal(rate) for rate in (0, 5, 15, 40)])


@st.composite
def lines(draw: st.DrawFn) -> Goods:
    return drinks(
        row=draw(st.integers(2, 20_000)),
        cost=draw(AMOUNT),
        insurance=draw(AMOUNT),
        freight=draw(AMOUNT),
        duty_rate=draw(RATE),
        degree=draw(st.decimals(min_value=1, max_value=100, places=1)),
        litres_per_container=draw(st.decimals(min_value=Decimal("0.001"), max_value=60, places=3)),
        containers=Decimal(draw(st.integers(1, 10**6))),
        retail_price=draw(AMOUNT),
    )


def run(rows: list[Goods], table: RateTable = TABLE) -> Estimate:
    return estimate(ANNEXES["2"], rows, table=table, on=ON)


@given(st.lists(lines(), max_size=8))
def test_a_total_is_the_sum_of_its_parts(rows: list[Goods]) -> None:
    answer = run(rows)
    for name in AMOUNTS:
        assert getattr(answer.totals, name) == sum(getattr(line, name) for line in answer.lines)
    for part in (*answer.lines, answer.totals):
        assert part.total == part.duty + part.specific + part.ad_valorem + part.vat
        assert part.vat_base == part.cif + part.duty + part.specific


@given(st.lists(lines(), max_size=8))
def test_every_amount_is_in_cents_and_none_is_negative(rows: list[Goods]) -> None:
    answer = run(rows)
    for part in (*answer.lines, answer.totals):
        for name in AMOUNTS:
            amount = getattr(part, name)
            assert amount >= 0
            assert amount == amount.quantize(CENT)


@given(st.lists(lines(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(rows: list[Goods], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = run(rows), run(shuffled)
    assert one.totals == other.totals
    assert one.bond == other.bond
    assert set(one.unconfirmed) == set(other.unconfirmed)


@given(lines(), st.sampled_from(["cost", "insurance", "freight", "retail_price", "containers"]), AMOUNT)
def test_more_value_is_never_less_tax(row: Goods, name: str, more: Decimal) -> None:
    dearer = replace(row, **{name: getattr(row, name) + more.to_integral_value()})
    before, after = run([row]).totals, run([dearer]).totals
    assert all(getattr(after, amount) >= getattr(before, amount) for amount in AMOUNTS)


@given(st.lists(lines(), max_size=5))
def test_the_reading_with_the_ad_valorem_is_never_lower(rows: list[Goods]) -> None:
    literal, wide = run(rows), run(rows, with_reading("iva_base_includes_ad_valorem", True))
    assert literal.totals.total <= literal.totals.total_if_ad_valorem_in_base == wide.totals.total
    assert literal.bond == wide.bond == wide.totals.total
    assert literal.totals.specific == wide.totals.specific


@given(st.lists(lines(), min_size=1, max_size=5), st.data())
def test_cutting_an_annex_in_two_changes_no_total(rows: list[Goods], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows)))
    whole, first, second = run(rows).totals, run(rows[:at]).totals, run(rows[at:]).totals
    assert whole.total == first.total + second.total


@given(st.integers(1, 10**7), st.integers(1, 10**6), AMOUNT)
def test_tobacco_adds_up_too(units: int, packs: int, price: Decimal) -> None:
    row = tobacco(units=Decimal(units), packs=Decimal(packs), retail_price=price)
    line = estimate(ANNEXES["3"], [row], table=TABLE, on=ON).lines[0]
    assert line.total == line.duty + line.specific + line.ad_valorem + line.vat
    assert line.total <= line.total_if_ad_valorem_in_base
