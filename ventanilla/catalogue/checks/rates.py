"""`rates.yaml`: periods, units, and rates that stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ventanilla.catalogue.checks.known import Known, duplicates
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.parts import RATES, Parts
from ventanilla.catalogue.rates import RateEntry, RatesFile
from ventanilla.catalogue.source import Document, Steps

UNITS: Mapping[str, frozenset[str]] = {
    "specific": frozenset({"per_degree_litre", "per_litre", "per_unit"}),
    "ad_valorem": frozenset({"percent"}),
    "vat": frozenset({"percent"}),
}


def check_rates(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of the rates."""
    file, document = parts.value(RATES, RatesFile), parts.document(RATES)
    if file is None:
        return
    if file.rates and (file.duty is None or file.readings is None):
        yield document.fault(("rates",), "rates-incomplete", "hay alícuotas y falta duty o readings")
    yield from duplicates(document, ("rates",), file.rates)
    by_code = {entry.code: entry for entry in file.rates}
    standing: dict[tuple[object, ...], str] = {}
    for index, entry in enumerate(file.rates):
        steps: Steps = ("rates", index)
        yield from _entry(document, steps, entry)
        yield from _named(document, steps, entry, by_code)
        if not entry.disputes and not entry.replaces:
            yield from _overlap(document, steps, entry, standing)


def _entry(document: Document, steps: Steps, entry: RateEntry) -> Iterator[Fault]:
    if entry.from_ and entry.until and entry.until < entry.from_:
        yield document.fault((*steps, "until"), "dates-order", "until es anterior a from")
    if entry.unit not in UNITS[entry.tax]:
        yield document.fault((*steps, "unit"), "rate-unit", f"«{entry.unit}» no es unidad de {entry.tax}")
    if entry.value is None and entry.is_confirmed:
        yield document.fault(steps, "rate-value", f"«{entry.code}» está confirmada y no tiene valor")


def _named(
    document: Document, steps: Steps, entry: RateEntry, by_code: Mapping[str, RateEntry]
) -> Iterator[Fault]:
    """What a rate replaces or disputes is another rate of the same tax."""
    for key in ("replaces", "disputes"):
        code = getattr(entry, key)
        other = by_code.get(code or "")
        if code and (other is None or other is entry or other.tax != entry.tax):
            text = f"{key}: «{code}» no es otra alícuota del mismo impuesto"
            yield document.fault((*steps, key), "unknown-rate", text)


def _overlap(
    document: Document, steps: Steps, entry: RateEntry, standing: dict[tuple[object, ...], str]
) -> Iterator[Fault]:
    """Two rates for the same goods that start on the same day: nothing says which one is in force."""
    for tariff in entry.tariffs or ("",):
        place = (entry.tax, entry.product, tariff, entry.from_)
        if place in standing:
            text = f"«{entry.code}» rige para lo mismo y desde el mismo día que «{standing[place]}»"
            yield document.fault(steps, "rate-overlap", text)
            return
        standing[place] = entry.code
