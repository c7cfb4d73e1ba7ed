"""What the pages of the analysis show: what is known of the tax status, which inquiries were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ventanilla.cases.models import Attachment, Case
from ventanilla.desk.formal_forms import InquiryForm, PaperForm, ResultForm
from ventanilla.formal.models import Inquiry, SolvencyCheck
from ventanilla.formal.solvency import connector, document_of, rule_for

Result = SolvencyCheck.Result
RESULTS: Mapping[str, Promise] = MappingProxyType(
    {
        Result.SOLVENT: pgettext_lazy("tax status", "solvent"),
        Result.NOT_SOLVENT: pgettext_lazy("tax status", "not solvent"),
        Result.NOT_REFLECTED: pgettext_lazy("tax status", "not shown by the system"),
        Result.NO_ANSWER: pgettext_lazy("tax status", "the system did not answer"),
        Result.PROVED_ON_PAPER: pgettext_lazy("tax status", "proved on paper"),
    }
)
HINTS: Mapping[str, Promise] = MappingProxyType(
    {
        Result.SOLVENT: gettext_lazy(
            "The tax system says that the applicant is solvent: it can be marked as met."
        ),
        Result.NOT_SOLVENT: gettext_lazy(
            "The tax system says that the applicant is not solvent: it can be marked as not met."
        ),
        Result.NOT_REFLECTED: gettext_lazy(
            "The tax system does not show the applicant, who was told that she may present the document."
        ),
        Result.NO_ANSWER: gettext_lazy(
            "The tax system did not answer; the applicant was told that she may present the document."
        ),
        Result.PROVED_ON_PAPER: gettext_lazy("It was proved on paper: it can be marked as met."),
    }
)
_TAGS = {Result.NOT_SOLVENT: "bad", Result.NOT_REFLECTED: "waiting_applicant", Result.NO_ANSWER: "bad"}


@dataclass(frozen=True, slots=True)
class SolvencyRow:
    """One answer of the tax system, or one paper."""

    result: str
    tag: str
    at: dt.datetime
    by: str
    until: str
    reference: str
    text: str
    fault: str
    file: Attachment | None


@dataclass(frozen=True, slots=True)
class SolvencyPanel:
    """What is known of the applicant's tax status; `latest` is None where nobody has looked."""

    latest: SolvencyRow | None


@dataclass(frozen=True, slots=True)
class SolvencyPage:
    """The answers, the newest first, and what can be done: `document` is what the system is asked by."""

    case: Case
    rows: tuple[SolvencyRow, ...]
    document: str
    is_connected: bool
    may_work: bool
    form: PaperForm


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An inquiry, with the form for its result while it has none."""

    pk: int
    what: str
    to_whom: str
    asked_by: str
    asked_at: dt.datetime
    result: str
    settled_by: str
    settled_at: dt.datetime | None
    form: ResultForm | None

    @property
    def is_open(self) -> bool:
        """Whether its result is still awaited."""
        return self.settled_at is None


@dataclass(frozen=True, slots=True)
class InquiriesPage:
    """The inquiries of a case in the order they were made."""

    case: Case
    rows: tuple[InquiryRow, ...]
    may_work: bool
    form: InquiryForm


def solvency_panel(case: Case) -> SolvencyPanel | None:
    """For the case page; None, without a query, where the procedure asks no solvency."""
    if rule_for(case) is None:
        return None
    latest = _checks(case).first()
    return SolvencyPanel(_solvency(latest) if latest else None)


def solvency_hint(case: Case) -> dict[str, str]:
    """What the tax system's answer means for the verdict, by the requirement it is about."""
    rule = rule_for(case)
    latest = _checks(case).first() if rule else None
    if rule is None:
        return {}
    hint = HINTS[latest.result] if latest else _("Nobody has asked the tax system yet.")
    return {rule.requirement: str(hint)}


def solvency_page(case: Case, form: PaperForm, *, may_work: bool) -> SolvencyPage:
    """The page of a case whose procedure asks that the applicant be solvent."""
    rule = rule_for(case)
    known = document_of(case, rule) if rule else None
    return SolvencyPage(
        case=case,
        rows=tuple(_solvency(row) for row in _checks(case)),
        document=" ".join((known[0].upper(), known[1])) if known else "",
        is_connected=connector() is not None,
        may_work=may_work,
        form=form,
    )


def inquiry_rows(case: Case, typed: Mapping[int, ResultForm] | None = None) -> tuple[InquiryRow, ...]:
    """The inquiries of a case; `typed` are forms that come back refused, by inquiry."""
    typed = typed or {}
    rows = Inquiry.objects.filter(case=case).select_related("asked_by", "settled_by").order_by("id")
    return tuple(_inquiry(row, typed.get(row.pk), seen=case.stream.seq) for row in rows)


def _checks(case: Case) -> QuerySet[SolvencyCheck]:
    return SolvencyCheck.objects.filter(case=case).select_related("by", "attachment").order_by("-at", "-id")


def _solvency(row: SolvencyCheck) -> SolvencyRow:
    is_fault = row.result == Result.NO_ANSWER
    return SolvencyRow(
        result=str(RESULTS[row.result]),
        tag=_TAGS.get(Result(row.result), ""),
        at=row.at,
        by=str(row.by),
        until=_until(row.valid_until),
        reference=row.reference,
        text="" if is_fault else row.text,
        fault=row.text if is_fault else "",
        file=row.attachment,
    )


def _until(day: dt.date | None) -> str:
    if day is None:
        return ""
    words = _("valid until %(day)s") if day >= timezone.localdate() else _("no longer valid since %(day)s")
    return words % {"day": f"{day:%d/%m/%Y}"}


def _inquiry(row: Inquiry, typed: ResultForm | None, *, seen: int) -> InquiryRow:
    is_open = row.settled_at is None
    return InquiryRow(
        pk=row.pk,
        what=row.what,
        to_whom=row.to_whom,
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        result=row.result,
        settled_by=str(row.settled_by) if row.settled_by else "",
        settled_at=row.settled_at,
        form=(typed or ResultForm(code=f"result-{row.pk}", seen=seen)) if is_open else None,
    )
