"""For whom a case was presented and what proves it, as its pages at the desk show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.cases.representing import Named, capacity_in, named_in, proving
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.forms import ActForm, Choices
from ventanilla.desk.representation_form import ALL, PowerForm, RevocationForm
from ventanilla.people.models import Power
from ventanilla.people.powers import accepted_powers, covers, is_in_force, why_ended


@dataclass(frozen=True, slots=True)
class Representation:
    """For the case page: the organisation or natural person, in what capacity the representative acts, and by what.

    `power` is "" where nothing proves it; `ended` says why the one she acted by no longer counts.
    """

    organisation: str
    is_natural: bool
    identifier: str
    capacity: str
    power: str
    until: dt.date | None
    ended: str


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A power on file of the case's representative for its organisation, and what may be done with it."""

    pk: int
    kind: str
    scope: str
    since: dt.date
    until: dt.date | None
    inscription: str
    case_number: str
    accepted_by: str
    accepted_at: dt.datetime | None
    ended: str
    is_used: bool
    use: ActForm | None
    revocation: RevocationForm | None


@dataclass(frozen=True, slots=True)
class RepresentationPage:
    """The page: what the case says, the powers on file, and the form to accept a document as one."""

    case: Case
    party: CaseParty
    about: Representation
    declared: str
    powers: tuple[PowerRow, ...]
    may_work: bool
    form: PowerForm


def representation_of(
    case: Case, procedure: Procedure, parties: Sequence[CaseParty], pack: Pack, *, today: dt.date
) -> Representation | None:
    """For the case page, from the parties it read; None where nobody acts for another."""
    party = next((item for item in parties if item.until is None and item.organisation is not None), None)
    if party is None or party.organisation is None:
        return None
    power, named = party.power, named_in(procedure, case.answers)
    return Representation(
        organisation=party.organisation.name,
        is_natural=named.is_natural if named is not None else party.organisation.is_natural,
        identifier=party.organisation.identifier,
        capacity=_capacity(case, procedure),
        power=_kind(power, pack) if power else "",
        until=power.until if power else None,
        ended=why_ended(power, today) if power else "",
    )


def representation_page(
    case: Case,
    party: CaseParty,
    procedure: Procedure,
    pack: Pack,
    *,
    may_work: bool,
    typed: Mapping[str, ActForm],
) -> RepresentationPage:
    """The page of a case whose party acts for another; `typed` are refused forms, by `power` or `revoke-PK`."""
    today = timezone.localdate()
    about = representation_of(case, procedure, [party], pack, today=today)
    if about is None or party.organisation is None:
        raise LookupError(f"{case.number}: nobody acts for another")
    named, form = named_in(procedure, case.answers), typed.get("power")
    held = (
        accepted_powers(party.person_id).filter(organisation=party.organisation).select_related("accepted_by")
    )
    return RepresentationPage(
        case=case,
        party=party,
        about=about,
        declared=named.name if named and named.name != about.organisation else "",
        powers=tuple(
            _row(power, case, party, pack, may_work=may_work, typed=typed, today=today) for power in held
        ),
        may_work=may_work,
        form=form if isinstance(form, PowerForm) else power_form(None, case, procedure, pack),
    )


def power_form(data: Any, case: Case, procedure: Procedure, pack: Pack) -> PowerForm:
    """The form, begun with what the case says and the document that would prove it."""
    papers = {item.code for item in proving(procedure, case.answers)}
    files = list(
        Attachment.objects.filter(case=case).order_by("-id").values_list("pk", "name", "requirement")
    )
    named = named_in(procedure, case.answers)
    return PowerForm(
        data,
        files=[(str(pk), name) for pk, name, _code in files],
        kinds=_kinds(procedure, pack, named),
        procedures=[(item.code, item.short_title) for item in pack.procedures.values() if item.is_open],
        seen=case.stream.seq,
        name=named.name if named else "",
        attachment=next((str(pk) for pk, _name, code in files if code in papers), ""),
        kind=_only_kind(case, procedure, pack),
        scope=ALL,
    )


def _kinds(procedure: Procedure, pack: Pack, named: Named | None) -> Choices:
    """The kinds of power that the procedure admits, for whom the case names."""
    admitted = {code for item in procedure.requirements for code in item.proves}
    principal = "person" if named is not None and named.is_natural else "organisation"
    return [
        (code, kind.title)
        for code, kind in pack.power_kinds.items()
        if code in admitted and principal in kind.principals
    ]


def _only_kind(case: Case, procedure: Procedure, pack: Pack) -> str:
    """The kind that the stated capacity leaves, if it leaves one alone."""
    capacity = capacity_in(procedure, case.answers)
    kinds = _kinds(procedure, pack, named_in(procedure, case.answers))
    left = [code for code, _title in kinds if pack.power_kinds[code].capacity == capacity]
    return left[0] if len(left) == 1 else ""


def _row(
    power: Power,
    case: Case,
    party: CaseParty,
    pack: Pack,
    *,
    may_work: bool,
    typed: Mapping[str, ActForm],
    today: dt.date,
) -> PowerRow:
    holds, code, seen = is_in_force(power, today), f"revoke-{power.pk}", case.stream.seq
    is_used = party.power_id == power.pk
    usable = may_work and holds and not is_used and covers(power, case.procedure)
    form = typed.get(code)
    if not isinstance(form, RevocationForm):
        form = RevocationForm(code=code, seen=seen)
    return PowerRow(
        pk=power.pk,
        kind=_kind(power, pack),
        scope=_scope(power, pack),
        since=power.since,
        until=power.until,
        inscription=power.inscription,
        case_number=power.case_number,
        accepted_by=str(power.accepted_by or ""),
        accepted_at=power.accepted_at,
        ended=why_ended(power, today),
        is_used=is_used,
        use=ActForm(code=f"use-{power.pk}", seen=seen) if usable else None,
        revocation=form if may_work and holds else None,
    )


def _capacity(case: Case, procedure: Procedure) -> str:
    asks, capacity = procedure.represents, capacity_in(procedure, case.answers)
    fields = procedure.form.fields if procedure.form and asks else ()
    choices = (choice for field in fields if asks and field.code == asks.capacity for choice in field.choices)
    return next((str(choice.title) for choice in choices if choice.code == capacity), capacity)


def _kind(power: Power, pack: Pack) -> str:
    kind = pack.power_kinds.get(power.kind)
    return str(kind.title) if kind else power.kind


def _scope(power: Power, pack: Pack) -> str:
    if not power.procedures:
        return _("All procedures")
    known = pack.procedures
    return "; ".join(str(known[code].short_title) if code in known else code for code in power.procedures)
