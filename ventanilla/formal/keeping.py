"""What the completeness check puts on file: documents found good that the pack says may be used again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Case, CaseParty
from ventanilla.catalogue.model import Requirement
from ventanilla.formal.models import RequirementState
from ventanilla.journal.evidence import Told
from ventanilla.people.access import Actor
from ventanilla.people.evidence import DOCUMENT
from ventanilla.people.models import VaultDocument
from ventanilla.people.powers import is_in_force
from ventanilla.people.vault import (
    Found,
    Owner,
    is_in_effect,
    keep_document,
    newest,
    withdraw_documents,
)

State = RequirementState.State


def representative_of(case: Case) -> CaseParty | None:
    """Who presented the case, with the organisation she says she acts for and the power that proves it."""
    parties = CaseParty.objects.filter(case=case, until=None)
    return parties.select_related("person", "organisation", "power").order_by("id").first()


@dataclass(frozen=True, slots=True)
class Kept:
    """What is on file from a case, by requirement, and what the caller's entry tells of the file."""

    codes: tuple[str, ...] = ()
    rows: tuple[Told, ...] = ()

    @property
    def facts(self) -> dict[str, list[str]]:
        """What an entry says of it beside its rows."""
        return {"kept": list(self.codes)} if self.codes else {}


def keep_what_is_met(case: Case, *, by: Actor, at: dt.datetime) -> Kept:
    """Bring the file into line with the check of a case.

    Nothing goes on an organisation's file by somebody whose power for it was not accepted, and what came from the file
    does not go there again.
    """
    reusable = {item.code: item for item in procedure_of(case).requirements if item.reusable}
    if not reusable:
        return Kept()
    states = RequirementState.objects.filter(case=case, code__in=reusable).select_related("attachment__blob")
    party = representative_of(case)
    kept, told = [], []
    met = [row for row in states if row.state == State.MET]
    for row in met if party is not None else ():
        owner = _owner(party, reusable[row.code], timezone.localtime(at).date()) if party else None
        if owner is not None and row.attachment is not None and row.attachment.vault_id is None:
            found = _found(case, row, reusable[row.code])
            told.append(DOCUMENT.told(keep_document(found=found, owner=owner, by=by, at=at)))
            kept.append(row.code)
    lost = set(reusable) - {row.code for row in met}
    withdrawn = withdraw_documents(case_number=case.number, requirements=lost, at=at)
    return Kept(tuple(kept), (*told, *map(DOCUMENT.told, withdrawn)))


def filed_for(case: Case, items: Sequence[Requirement]) -> Mapping[str, VaultDocument]:
    """What the party of a case has on file in effect for requirements, by code: what came to the counter or by mail."""
    codes = [item.code for item in items if item.reusable]
    party = representative_of(case) if codes else None
    if party is None or party.person_id is None:
        return {}
    today = timezone.localdate()
    power = party.power if party.power is not None and is_in_force(party.power, today) else None
    known = newest(
        codes,
        person_id=party.person_id,
        organisation_id=power.organisation_id if power else None,
        power_id=power.pk if power else None,
        proving=[item.code for item in items if power and power.kind in item.proves],
    )
    return {code: document for code, document in known.items() if is_in_effect(document, today)}


def default_until(requirement: Requirement, presented: dt.date) -> dt.date | None:
    """The last day the pack gives a document presented on a day; None where it gives none."""
    if requirement.validity is None:
        return None
    months = presented.month - 1 + requirement.validity.months
    year, month = presented.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(presented.day, _length(year, month)))


def _owner(party: CaseParty, item: Requirement, day: dt.date) -> Owner | None:
    if item.belongs_to == "person":
        return Owner(person=party.person) if party.person is not None else None
    power = party.power
    if party.organisation is None or power is None or not is_in_force(power, day):
        return None
    return Owner(organisation=party.organisation, power=power if power.kind in item.proves else None)


def _found(case: Case, row: RequirementState, item: Requirement) -> Found:
    if row.attachment is None:
        raise LookupError(f"{case.number}: {row.code} has no document")
    return Found(
        requirement=row.code,
        title=str(item.title),
        blob=row.attachment.blob,
        name=row.attachment.name,
        procedure=case.procedure,
        case_number=case.number,
        presented_at=row.attachment.added_at,
        valid_until=row.valid_until,
    )


def _length(year: int, month: int) -> int:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day
