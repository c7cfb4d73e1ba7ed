"""The estimate of a file of a case: read once within limits, kept, and told from then on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from ventanilla.bonds.models import AnnexSheet
from ventanilla.cases.models import Attachment, Case, DraftFile
from ventanilla.catalogue import Pack
from ventanilla.files.store import may_open, open_blob
from ventanilla.reference.current import zone
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.lines import AMOUNTS, Estimate, Line
from ventanilla.rules.annexes.rates import Rate, RateTable
from ventanilla.rules.annexes.reading import read_annex
from ventanilla.rules.annexes.tariff import printed
from ventanilla.rules.annexes.words import TAXES, chosen

READABLE = frozenset({"xlsx", "csv"})
MOST_BYTES = 8_000_000
"""The largest file that is read: twenty times a sheet of the most rows that the rules take."""

MOST_ERRORS = 200
"""How many errors are kept one by one; there may be more, and their number is kept."""

SHAPE = 1
"""Raised where what is kept of an estimate changes, so that everything is computed anew."""


def why_not(attachment: Attachment | DraftFile) -> str:
    """Why a file is not computed: `held` (not to be opened, or not yet), `unreadable` type, `too_large`; "" if it is."""
    if not may_open(attachment.blob):
        return "held"
    if PurePosixPath(attachment.name.lower()).suffix.lstrip(".") not in READABLE:
        return "unreadable"
    return "too_large" if attachment.blob.size > MOST_BYTES else ""


def rates_day(case: Case) -> dt.date:
    """The day whose rates every estimate of a case uses, so that they compare: the day it was presented."""
    return case.opened_at.astimezone(zone()).date()


@lru_cache(maxsize=16)
def basis_of(table: RateTable) -> str:
    """The mark of what estimates rest on: rates, readings, language and the shape they are kept in."""
    return hashlib.sha256(f"{SHAPE} {table!r}".encode()).hexdigest()


def estimated(
    attachment: Attachment, annex: Annex, *, case: Case, by_applicant: bool, pack: Pack, at: dt.datetime
) -> AnnexSheet | None:
    """Compute and keep the estimate of a file that `why_not` has nothing against; None where its content is gone."""
    try:
        with open_blob(attachment.blob) as content:
            read = read_annex(annex, content.read(), language=pack.language)
    except FileNotFoundError:
        return None
    day = rates_day(case)
    found = estimate(annex, read.rows, table=pack.rates, on=day, errors=read.errors)
    sheet, _ = AnnexSheet.objects.get_or_create(
        attachment=attachment,
        basis=basis_of(pack.rates),
        defaults={
            "case": case,
            "annex": annex.code,
            "by_applicant": by_applicant,
            "rates_on": day,
            "computed_at": at,
            "result": kept_form(found, pack),
            "bond": found.bond,
        },
    )
    return sheet


def kept_form(found: Estimate, pack: Pack) -> dict[str, Any]:
    """An estimate as it is kept: amounts as text, each rate once with lines naming it by its place."""
    rates = {id(rate): rate for line in found.lines for rate in line.rates}
    places = {key: place for place, key in enumerate(rates)}
    formula = found.formula
    return {
        "lines": [_line(line, places) for line in found.lines],
        "totals": {name: str(getattr(found.totals, name)) for name in AMOUNTS},
        "rates": [_rate(rate, pack) for rate in rates.values()],
        "formula": formula
        and {
            "title": formula.title,
            "status": formula.status,
            "source": formula.source,
            "basis": list(formula.basis),
        },
        "is_ad_valorem_in_base": found.is_ad_valorem_in_base,
        "unconfirmed": list(found.unconfirmed),
        "errors": [
            {"row": error.row, "column": error.column, "text": error.text}
            for error in found.errors[:MOST_ERRORS]
        ],
        "error_count": len(found.errors),
    }


def differences(first: AnnexSheet, second: AnnexSheet) -> Iterable[tuple[str, Decimal, Decimal]]:
    """The totals in which two estimates differ, each with both amounts, and `bond` where both have one."""
    for name in AMOUNTS:
        one, other = (Decimal(sheet.result["totals"][name]) for sheet in (first, second))
        if one != other:
            yield name, one, other
    if first.bond is not None and second.bond is not None and first.bond != second.bond:
        yield "bond", first.bond, second.bond


def _line(line: Line, places: dict[int, int]) -> dict[str, Any]:
    return {
        "row": line.row,
        "code": printed(line.goods.tariff_code),
        "description": line.goods.description,
        "amounts": {name: str(getattr(line, name)) for name in AMOUNTS},
        "rates": [places[id(rate)] for rate in line.rates],
        "notes": list(dict.fromkeys(line.notes)),
    }


def _rate(rate: Rate, pack: Pack) -> dict[str, Any]:
    return {
        "tax": chosen(TAXES[rate.tax], pack.language) if rate.tax in TAXES else rate.title,
        "title": rate.title,
        "value": rate.worded(pack.currency, pack.language),
        "basis": "; ".join(rate.basis),
        "status": rate.status,
        "source": rate.source,
    }
