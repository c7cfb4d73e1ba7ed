"""The estimates of a case's annexes, ready to print for its applicant or at the desk: templates only print them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.bonds.annexes import annexes_of
from ventanilla.bonds.estimating import basis_of, differences, estimated, why_not
from ventanilla.bonds.models import AnnexSheet
from ventanilla.bonds.queries import annex_files, sheets_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.catalogue import Pack
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import facts, is_required
from ventanilla.catalogue.model import Procedure, Requirement
from ventanilla.rules.annexes.charges import Annex
from ventanilla.ui.figures import amount, money

PER_PAGE = 100
LINE_AMOUNTS = ("cif", "duty", "specific", "ad_valorem", "vat", "vat_if_ad_valorem_in_base", "total")
TOTALS = ("cif", "duty", "specific", "ad_valorem", "vat_base", "vat", "vat_if_ad_valorem_in_base")
SUMS = ("total", "total_if_ad_valorem_in_base")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount with its name; `short` is what heads a column."""

    label: str
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the annex; `rates` are the numbers of those it used."""

    row: int
    code: str
    description: str
    figures: tuple[Figure, ...]
    rates: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EstimateView:
    """A computed sheet: a window of its lines, its totals and bond, the rates used, what is wrong and what is unsure."""

    sheet: AnnexSheet
    lines: tuple[LineView, ...]
    first: int
    last: int
    count: int
    has_other_vat: bool
    previous_url: str
    next_url: str
    totals: tuple[Figure, ...]
    sums: tuple[Figure, ...]
    bond: str
    formula: Mapping[str, Any] | None
    rates: tuple[Mapping[str, Any], ...]
    unconfirmed: tuple[str, ...]
    errors: tuple[Mapping[str, Any], ...]
    error_count: int


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of an annex: its estimate, or why it has none (`held`, `unreadable`, `too_large`, `lost`)."""

    attachment: Attachment
    url: str
    reason: str
    estimate: EstimateView | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A total in which both versions differ."""

    label: str
    presented: str
    recounted: str
    change: str


@dataclass(frozen=True, slots=True)
class AnnexPanel:
    """One annex of the case; `code` is its requirement's. `differences` is None unless both versions are computed."""

    annex: Annex
    code: str
    title: str
    types: tuple[str, ...]
    presented: FileView | None
    recounted: FileView | None
    differences: tuple[Difference, ...] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom and where: the case, the pack in the reader's language, `room` the names of whose pages are linked to.

    `window` is the annex whose lines are shown from `first` on; the others from the beginning.
    """

    case: Case
    procedure: Procedure
    pack: Pack
    at: dt.datetime
    room: str
    window: str = ""
    first: int = 1


def annex_panels(reading: Reading, *, with_recounts: bool) -> tuple[AnnexPanel, ...]:
    """Every annex that has a file or that the answers call for; computes the files that nobody has looked at yet."""
    asked = annexes_of(reading.procedure, reading.pack)
    files = annex_files(reading.case, [annex.code for annex in asked.values()])
    if not with_recounts:
        files = {code: type(found)(found.presented, None) for code, found in files.items()}
    every = [file for found in files.values() for file in (found.presented, found.recounted) if file]
    kept = sheets_of(every, basis_of(reading.pack.rates))
    panels = []
    for requirement, annex in asked.items():
        found = files[annex.code]
        if found.presented or found.recounted or _is_due(reading, requirement):
            presented = _file(found.presented, annex, reading, kept, by_applicant=True)
            recounted = _file(found.recounted, annex, reading, kept, by_applicant=False)
            panels.append(
                AnnexPanel(
                    annex=annex,
                    code=requirement.code,
                    title=str(requirement.title),
                    types=requirement.types,
                    presented=presented,
                    recounted=recounted,
                    differences=_differences(presented, recounted, reading.pack),
                )
            )
    return tuple(panels)


def _is_due(reading: Reading, requirement: Requirement) -> bool:
    case = reading.case
    try:
        return is_required(requirement, facts(reading.procedure, case.answers, {"channel": case.channel}))
    except ConditionFault:
        return True


def _file(
    file: Attachment | None,
    annex: Annex,
    reading: Reading,
    kept: Mapping[int, AnnexSheet],
    *,
    by_applicant: bool,
) -> FileView | None:
    if file is None:
        return None
    reason, sheet = why_not(file), None
    if not reason:
        sheet = kept.get(file.pk) or estimated(
            file, annex, case=reading.case, by_applicant=by_applicant, pack=reading.pack, at=reading.at
        )
    return FileView(
        attachment=file,
        url=reverse(f"{reading.room}:file", args=[reading.case.number, file.pk]) if reason != "held" else "",
        reason=reason or ("" if sheet else "lost"),
        estimate=estimate_view(sheet, annex, reading.pack, first=_first(reading, annex)) if sheet else None,
    )


def _first(reading: Reading, annex: Annex) -> int:
    return reading.first if reading.window == annex.code else 1


def estimate_view(
    sheet: AnnexSheet, annex: Annex, pack: Pack, *, first: int = 1, most: int = PER_PAGE
) -> EstimateView:
    """A computed sheet with at most `most` of its lines, from the one numbered `first` on."""
    result, count = sheet.result, len(sheet.result["lines"])
    first = first if 0 < first <= count else 1
    last = min(first + most - 1, count)
    totals, names = result["totals"], labels()
    shown = [name for name in LINE_AMOUNTS if _is_worth_a_column(name, totals)]
    return EstimateView(
        sheet=sheet,
        lines=tuple(_line(line, shown, pack) for line in result["lines"][first - 1 : last]),
        first=first,
        last=last,
        count=count,
        has_other_vat="vat_if_ad_valorem_in_base" in shown,
        previous_url=_window(annex, max(1, first - most)) if first > 1 else "",
        next_url=_window(annex, last + 1) if last < count else "",
        totals=tuple(Figure(names[name][0], money(Decimal(totals[name]), pack)) for name in TOTALS),
        sums=tuple(Figure(names[name][0], money(Decimal(totals[name]), pack)) for name in SUMS),
        bond="" if sheet.bond is None else money(sheet.bond, pack),
        formula=result["formula"],
        rates=tuple({"n": n, **rate} for n, rate in enumerate(result["rates"], start=1)),
        unconfirmed=tuple(result["unconfirmed"]),
        errors=tuple(result["errors"]),
        error_count=result["error_count"],
    )


def _is_worth_a_column(name: str, totals: Mapping[str, str]) -> bool:
    """Excises where there are any, and the other reading of VAT where it differs."""
    if name in ("specific", "ad_valorem"):
        return Decimal(totals[name]) != 0
    return name != "vat_if_ad_valorem_in_base" or totals[name] != totals["vat"]


def _line(line: Mapping[str, Any], shown: list[str], pack: Pack) -> LineView:
    names = labels()
    return LineView(
        row=line["row"],
        code=line["code"],
        description=line["description"],
        figures=tuple(
            Figure(names[name][0], amount(Decimal(line["amounts"][name]), pack), names[name][1])
            for name in shown
        ),
        rates=", ".join(str(place + 1) for place in line["rates"]),
        notes=tuple(line["notes"]),
    )


def _window(annex: Annex, first: int) -> str:
    return f"?anexo={annex.code}&desde={first}#anexo-{annex.code}"


def _differences(
    presented: FileView | None, recounted: FileView | None, pack: Pack
) -> tuple[Difference, ...] | None:
    one, other = (view.estimate.sheet if view and view.estimate else None for view in (presented, recounted))
    if one is None or other is None:
        return None
    names = labels()
    return tuple(
        Difference(
            label=names[name][0],
            presented=money(first, pack),
            recounted=money(second, pack),
            change=("+" if second > first else "−") + money(abs(second - first), pack),
        )
        for name, first, second in differences(one, other)
    )


def labels() -> dict[str, tuple[str, str]]:
    """What people call each amount, whole and as a column's heading."""
    return {
        "cif": (_("CIF value"), _("CIF")),
        "duty": (_("Import duty"), _("Duty")),
        "specific": (_("Specific tax"), _("Specific")),
        "ad_valorem": (_("Ad valorem tax"), _("Ad valorem")),
        "vat_base": (_("Base of the VAT"), _("Base of the VAT")),
        "vat": (_("VAT"), _("VAT")),
        "vat_if_ad_valorem_in_base": (_("VAT with the ad valorem in its base"), _("VAT (b)")),
        "total": (_("Total of taxes"), _("Total")),
        "total_if_ad_valorem_in_base": (
            _("Total with the ad valorem in the base of the VAT"),
            _("Total (b)"),
        ),
        "bond": (_("Proposed amount of the bond"), _("Bond")),
    }
