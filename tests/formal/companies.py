"""A company, its representative with an accepted power, and what both have on file: through the engine alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from tests.cast import UNIT, Cast
from tests.formal.cases import ANSWERS, a_file
from ventanilla.cases.acts import Applicant, open_case, take_step
from ventanilla.cases.drafts import save_answers, start_draft
from ventanilla.cases.models import Attachment, Case, Draft
from ventanilla.formal.acts import Verdict, accept_presented_power, check_requirements
from ventanilla.people.access import ANONYMOUS
from ventanilla.people.models import Person, Power
from ventanilla.people.powers import PowerTerms
from ventanilla.reference.current import current_pack

NIT = "0614-050707-104-8"
COMPANY = "Tienda Libre del Istmo, S.A. de C.V."
FULL: dict[str, Any] = {
    **ANSWERS,
    "company_nit": NIT,
    "notification_means": ["email"],
    "bond_number": "F-1",
    "insurer": "Afianzadora del Golfo, S.A.",
    "present_amount": "50000.00",
    "requested_amount": "80000.00",
    "description": "Crecieron las ventas.",
    "causes": "Una segunda sala.",
    "sales_evidence": "audited_balances",
    "imports_alcohol": False,
    "truth": True,
}
PAPERS = ("application-letter", "identity-document", "registered-credential", "charter-amendment")


def company_case(
    cast: Cast,
    *,
    at: dt.datetime,
    person: Person | None = None,
    signed_in: bool = True,
    full: Mapping[str, Any] = FULL,
    papers: Sequence[str] = PAPERS,
    **answers: Any,
) -> Case:
    """A bond change for the company (or whom `full` names) in the officer's unit, with its papers, under review."""
    sender = person or cast.applicant
    case = open_case(
        procedure=current_pack().procedures["bond-change"],
        applicant=Applicant(name=sender.name, email=sender.email, person=sender if signed_in else None),
        answers={**full, "full_name": sender.name, "email": sender.email, **answers},
        files=[a_file(code, at, f"{code} de {sender.email}".encode()) for code in papers],
        by=cast.actor(sender) if signed_in else ANONYMOUS,
        at=at,
        channel="online",
        unit=UNIT,
    )
    take_step(case=case, step="start_review", by=cast.actor(cast.officer), at=at, via="desk")
    return case


def terms(at: dt.datetime, **changes: Any) -> PowerTerms:
    """What the credential says: for a year, for all procedures."""
    said: dict[str, Any] = {
        "kind": "registered-credential",
        "since": at.date() - dt.timedelta(days=30),
        "until": at.date() + dt.timedelta(days=365),
        "inscription": "Libro 12, número 34",
    }
    return PowerTerms(**{**said, **changes})


def credential_of(case: Case) -> Attachment:
    """The file that proves the power."""
    return Attachment.objects.get(case=case, requirement="registered-credential")


def accept(case: Case, cast: Cast, *, at: dt.datetime, **changes: Any) -> Power:
    """The officer accepts the credential of the case; the power is in force."""
    accept_presented_power(
        case=case,
        attachment=credential_of(case),
        terms=terms(at, **changes),
        name=COMPANY,
        by=cast.actor(cast.officer),
        at=at,
        via="desk",
    )
    return Power.objects.latest("pk")


def check_met(case: Case, cast: Cast, *codes: str, at: dt.datetime, until: dt.date | None = None) -> None:
    """The officer finds requirements met."""
    check_requirements(
        case=case,
        verdicts={code: Verdict(code, "met", valid_until=until) for code in codes},
        by=cast.actor(cast.officer),
        at=at,
        via="desk",
    )


def company_on_file(cast: Cast, *, at: dt.datetime) -> tuple[Case, Power]:
    """A case whose power was accepted, and whose identity document and charter amendment are on file."""
    case = company_case(cast, at=at)
    power = accept(case, cast, at=at)
    check_met(case, cast, "identity-document", "charter-amendment", at=at)
    return case, power


def new_draft(cast: Cast, *, at: dt.datetime, person: Person | None = None, **answers: Any) -> Draft:
    """A second request for the company, answered and begun signed in, without a file."""
    sender = person or cast.applicant
    draft = start_draft(procedure=current_pack().procedures["bond-change"], by=cast.actor(sender), at=at)
    typed = {**FULL, "full_name": sender.name, "email": sender.email, **answers}
    save_answers(draft, typed, is_checked=True, at=at)
    return draft
