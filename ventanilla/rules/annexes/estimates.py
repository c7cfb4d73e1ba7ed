"""The estimate of an annex: CIF, duty, specific tax, ad valorem, VAT and their sum, line by line and in total.

Order of computation and base of VAT: the VAT law, article 48 g), in both of its readings. Each tax of each line is
rounded to cents; nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ventanilla.rules.annexes.charges import Annex, Charges, value_of
from ventanilla.rules.annexes.lines import FORMULAS, Estimate, Goods, Line, Problem, totals_of
from ventanilla.rules.annexes.money import ZERO, cents, percent
from ventanilla.rules.annexes.rates import (
    BASE_INCLUDES_AD_VALOREM,
    BOND_FORMULA,
    DUTY_RELIEF,
    NoRate,
    Rate,
    RatesOn,
    RateTable,
    Reading,
)
from ventanilla.rules.annexes.words import plain, said


def estimate(
    annex: Annex, rows: Iterable[Goods], *, table: RateTable, on: date, errors: Sequence[Problem] = ()
) -> Estimate:
    """The taxes of `rows` with the rates in force `on` that day, in the language of `table`.

    `errors` are those that reading the rows found. A row that breaks a rule is an error and no line; while there are
    errors there is no bond, and the totals are those of the lines that stand.
    """
    problems = list(errors)
    if not table.is_usable:
        problems.append(Problem(None, "", said("no_rates", table.language)))
        return _answered((), RatesOn(table, on), annex, problems)
    rates, lines = RatesOn(table, on), []
    duties: dict[Decimal, Rate] = {}
    for goods in rows:
        try:
            problem = _stated_cif(goods, table.language)
            if problem is None:
                lines.append(_line(annex, goods, rates, _duty(goods, table, duties)))
            else:
                problems.append(problem)
        except NoRate as missing:
            problems.append(Problem(goods.row, "tariff_code", str(missing)))
    return _answered(tuple(lines), rates, annex, problems)


def _answered(lines: tuple[Line, ...], rates: RatesOn, annex: Annex, problems: list[Problem]) -> Estimate:
    totals, formula = totals_of(lines), rates.readings.get(BOND_FORMULA)
    bond = None if problems or formula is None else FORMULAS[str(formula.value)](totals)
    return Estimate(
        lines=lines,
        totals=totals,
        bond=bond,
        formula=formula,
        is_ad_valorem_in_base=bool(lines) and rates.is_on(BASE_INCLUDES_AD_VALOREM),
        unconfirmed=tuple(_unconfirmed(lines, rates, annex)) if lines else (),
        errors=tuple(sorted(problems, key=lambda problem: problem.row or 0)),
    )


def _line(annex: Annex, goods: Goods, rates: RatesOn, duty_rate: Rate) -> Line:
    charges, vat = annex.charge(goods, rates), rates.find("vat")
    cif = cents(goods.cost + goods.insurance + goods.freight)
    is_relieved = rates.is_on(DUTY_RELIEF)
    duty = ZERO if is_relieved else percent(cif, value_of(duty_rate))
    literal = cif + duty + charges.specific
    wide = literal + charges.ad_valorem
    base = wide if rates.is_on(BASE_INCLUDES_AD_VALOREM) else literal
    tax, wide_tax = percent(base, value_of(vat)), percent(wide, value_of(vat))
    before = duty + charges.specific + charges.ad_valorem
    used = (duty_rate, *charges.rates, vat)
    return Line(
        goods=goods,
        cif=cif,
        duty=duty,
        specific=charges.specific,
        ad_valorem=charges.ad_valorem,
        vat_base=base,
        vat=tax,
        vat_if_ad_valorem_in_base=wide_tax,
        total=before + tax,
        total_if_ad_valorem_in_base=before + wide_tax,
        rates=used,
        notes=tuple(_notes(goods, charges, rates, used, is_relieved=is_relieved)),
    )


def _notes(
    goods: Goods, charges: Charges, rates: RatesOn, used: tuple[Rate, ...], *, is_relieved: bool
) -> Iterable[str]:
    yield from goods.notes
    usual = rates.table.usual_duties
    if usual and goods.duty_rate not in usual:
        words = ", ".join(plain(rate) for rate in usual)
        yield said("unusual_duty", rates.language, rate=plain(goods.duty_rate), usual=words)
    if is_relieved and goods.duty_rate:
        yield said("relief", rates.language)
    yield from charges.notes
    for rate in used:
        yield from rates.notes(rate)


def _duty(goods: Goods, table: RateTable, made: dict[Decimal, Rate]) -> Rate:
    """The rate of import duty that the line states, under the pack's rule; one object for each percentage."""
    if goods.duty_rate not in made:
        made[goods.duty_rate] = _stated_duty(table, goods.duty_rate)
    return made[goods.duty_rate]


def _stated_duty(table: RateTable, percentage: Decimal) -> Rate:
    rule = table.duty
    assert rule is not None  # noqa: S101 - `estimate` refuses a table without it
    return Rate(
        code=f"{rule.code}-{plain(percentage)}",
        tax=rule.tax,
        value=percentage,
        unit=rule.unit,
        title=rule.title,
        basis=rule.basis,
        status=rule.status,
        source=rule.source,
        note=rule.note,
    )


def _stated_cif(goods: Goods, language: str) -> Problem | None:
    """A CIF that the line states must be the sum of its parts."""
    total = cents(goods.cost + goods.insurance + goods.freight)
    if goods.cif is None or cents(goods.cif) == total:
        return None
    words = said("cif_differs", language, address=goods.address, stated=plain(goods.cif), sum=total)
    return Problem(goods.row, "cif", words)


def _unconfirmed(lines: tuple[Line, ...], rates: RatesOn, annex: Annex) -> Iterable[str]:
    """Each rate that some line used and each reading of the annex that nobody has confirmed, once, in words."""
    seen: dict[str, None] = {}
    for rate in {id(rate): rate for line in lines for rate in line.rates}.values():
        if not rate.is_confirmed and rate.tax == "duty":
            seen[_with_source(rate, rates)] = None
        elif not rate.is_confirmed:
            since = said("since", rates.language, day=rate.since) if rate.since else ""
            values = {"title": rate.title, "value": rates.worded(rate), "since": since, "source": rate.source}
            seen[said("unconfirmed_rate", rates.language, **values).strip()] = None
    for code in annex.readings:
        reading = rates.readings[code]
        if not reading.is_confirmed:
            seen[_with_source(reading, rates)] = None
    return seen


def _with_source(what: Rate | Reading, rates: RatesOn) -> str:
    return said("unconfirmed", rates.language, title=what.title.rstrip("."), source=what.source).strip()
