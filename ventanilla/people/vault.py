"""What persons and organisations have on file: kept when an officer finds it good, read by who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ventanilla.files.models import Blob
from ventanilla.people.access import Actor
from ventanilla.people.models import Organisation, Person, Power, VaultDocument
from ventanilla.people.powers import accepted_powers, in_force
from ventanilla.reference.current import current_pack

NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Owner:
    """On whose file a document goes: a person's, an organisation's, or with `power` that of the power it proves."""

    person: Person | None = None
    organisation: Organisation | None = None
    power: Power | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document as the check found it: for which requirement, where it was presented, until when it has effect."""

    requirement: str
    title: str
    blob: Blob
    name: str
    procedure: str
    case_number: str
    presented_at: dt.datetime
    valid_until: dt.date | None


def keep_document(*, found: Found, owner: Owner, by: Actor, at: dt.datetime) -> VaultDocument:
    """Put a document on file. The same content of the same case is kept once; its end follows what was found last.

    Belongs to an act that is journalled: the caller's entry tells what was kept.
    """
    document, _is_new = VaultDocument.objects.update_or_create(
        case_number=found.case_number,
        requirement=found.requirement,
        blob=found.blob,
        withdrawn_at=None,
        defaults={"valid_until": found.valid_until, "power": owner.power},
        create_defaults={
            "person": owner.person,
            "organisation": owner.organisation,
            "power": owner.power,
            "title": found.title[:300],
            "name": found.name,
            "procedure": found.procedure,
            "presented_at": found.presented_at,
            "valid_until": found.valid_until,
            "accepted_by_id": by.known_id,
            "accepted_at": at,
        },
    )
    return document


def withdraw_documents(
    *, case_number: str, at: dt.datetime, requirements: Collection[str] | None = None
) -> list[VaultDocument]:
    """Take off file what a case had put there, for some `requirements` or all of them; the caller's entry tells which."""
    kept = VaultDocument.objects.filter(case_number=case_number, withdrawn_at=None)
    if requirements is not None:
        kept = kept.filter(requirement__in=requirements)
    withdrawn = list(kept.order_by("id"))
    for document in withdrawn:
        document.withdrawn_at = at
        document.save(update_fields=["withdrawn_at"])
    return withdrawn


def is_in_effect(document: VaultDocument, day: dt.date) -> bool:
    """Whether a document spares its owner from presenting it again on a day."""
    return document.withdrawn_at is None and (document.valid_until is None or document.valid_until >= day)


def visible_to(actor: Actor, *, on: dt.date) -> QuerySet[VaultDocument]:
    """Her own documents and those of the organisations she may act for on a day, as far as her powers go.

    The document of a power is shown to whose power it is, and to nobody else who acts for the organisation.
    """
    return VaultDocument.objects.filter(_readable(actor, on), withdrawn_at=None).select_related(
        "blob", "organisation", "power"
    )


def powers_shown(actor: Actor, *, on: dt.date) -> QuerySet[Power]:
    """The powers by which the actor reads an organisation's documents on a day."""
    return accepted_powers(actor.person_id).filter(in_force(on))


def _readable(actor: Actor, on: dt.date) -> Q:
    if actor.person_id is None:
        return NOTHING
    readable = Q(person_id=actor.person_id)
    for power in powers_shown(actor, on=on):
        theirs = Q(organisation_id=power.organisation_id) & (Q(power=None) | Q(power_id=power.pk))
        if power.procedures:
            theirs &= Q(requirement__in=_requirements(power))
        readable |= theirs
    return readable


def _requirements(power: Power) -> set[str]:
    """What the procedures ask for that a power covers: it opens no other document."""
    known = current_pack().procedures
    covered = [known[code] for code in power.procedures if code in known]
    return {item.code for procedure in covered for item in procedure.requirements}


def newest(
    codes: Collection[str],
    *,
    person_id: int,
    organisation_id: int | None = None,
    power_id: int | None = None,
    proving: Collection[str] = (),
) -> Mapping[str, VaultDocument]:
    """By requirement, the document on file that has effect longest, of a person and of an organisation she acts for.

    For the requirements in `proving`, which prove the very power somebody acts by, only that power's document counts.
    """
    owned = Q(person_id=person_id)
    if organisation_id is not None:
        plain = [code for code in codes if code not in proving]
        owned |= Q(organisation_id=organisation_id, power=None, requirement__in=plain)
        owned |= Q(organisation_id=organisation_id, power_id=power_id, power__isnull=False)
    rows = VaultDocument.objects.filter(owned, requirement__in=codes, withdrawn_at=None)
    found: dict[str, VaultDocument] = {}
    for row in rows.select_related("blob").order_by("accepted_at", "id"):
        before = found.get(row.requirement)
        if before is None or _last_day(row) >= _last_day(before):
            found[row.requirement] = row
    return found


def _last_day(document: VaultDocument) -> dt.date:
    return document.valid_until or dt.date.max
