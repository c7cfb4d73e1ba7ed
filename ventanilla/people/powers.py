"""Who acts for whom: organisations and natural persons known by their identifier, and the powers others have from them.

A power counts once an officer accepted it, for the procedures it covers, while it is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ventanilla.catalogue.model import PowerKind
from ventanilla.files.models import Blob
from ventanilla.journal.acts import append, lock_streams, open_stream
from ventanilla.people.access import Actor, Permission
from ventanilla.people.evidence import ORGANISATION, POWER
from ventanilla.people.models import Organisation, Person, Power
from ventanilla.reference.current import current_pack
from ventanilla.rules.identifiers import check

INSCRIPTION_LIMIT = 80


class PowerRefused(Exception):
    """The power cannot be; the text names the field, the rule and the remedy, `field` the field."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


@dataclass(frozen=True, slots=True)
class PowerTerms:
    """What a power says: its kind, the procedures it covers (none for all), its days (both inclusive), its inscription."""

    kind: str
    since: dt.date
    until: dt.date | None = None
    procedures: tuple[str, ...] = ()
    inscription: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The document a power rests on, and the number of the case it was presented in."""

    blob: Blob | None = None
    case_number: str = ""


@transaction.atomic
def organisation_for(
    *,
    kind: str,
    value: str,
    name: str,
    person_kind: str = "",
    is_natural: bool = False,
    by: Actor,
    at: dt.datetime,
    via: str,
) -> Organisation | None:
    """The organisation, or natural person, of an identifier, found or made; None where the identifier is not valid.

    `name` and `is_natural` are only what is said of a new one until an officer accepts a power for it; what is known is
    not overwritten.
    """
    canonical = canonical_of(kind, value)
    if not canonical:
        return None
    _lock(kind, canonical)
    known = Organisation.objects.filter(identifier_kind=kind, identifier=canonical).first()
    if known is not None:
        return known
    made = Organisation(
        name=name.strip()[:200],
        kind=person_kind,
        is_natural=is_natural,
        identifier_kind=kind,
        identifier=canonical,
        created_at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisation', 'id'))")
        made.pk = int(cursor.fetchone()[0])
    made.stream = open_stream(f"organisation:{made.pk}")
    made.save(force_insert=True)
    _journal(
        made, "organisation.registered", by=by, at=at, via=via, detail={"name": name, "identifier": canonical}
    )
    return made


def organisation_known(kind: str, value: str) -> Organisation | None:
    """The organisation of an identifier, where it is known already."""
    canonical = canonical_of(kind, value)
    if not canonical:
        return None
    return Organisation.objects.filter(identifier_kind=kind, identifier=canonical).first()


def canonical_of(kind: str, value: str) -> str:
    """An identifier as it is kept; "" where it is none of its kind."""
    found = check(kind, value) if value else None
    return found.canonical if found is not None and found.valid else ""


@transaction.atomic
def state_power(
    *,
    organisation: Organisation,
    person: Person,
    terms: PowerTerms,
    document: Document | None = None,
    by: Actor,
    at: dt.datetime,
    via: str,
) -> Power:
    """Write down what somebody says she may do for another. It counts for nothing until it is accepted.

    Raises PowerRefused where its kind is not for such a principal, or she would act for herself.
    """
    _check_terms(terms, organisation)
    _check_is_another(organisation, person)
    paper = document or Document()
    power = Power.objects.create(
        organisation=organisation,
        person=person,
        kind=terms.kind,
        procedures=list(terms.procedures),
        since=terms.since,
        until=terms.until,
        inscription=terms.inscription.strip(),
        blob=paper.blob,
        case_number=paper.case_number,
        stated_by_id=by.known_id,
        stated_at=at,
    )
    _journal(organisation, "power.stated", by=by, at=at, via=via, power=power)
    return power


@transaction.atomic
def accept_power(
    *, power: Power, name: str = "", is_natural: bool | None = None, by: Actor, at: dt.datetime, via: str
) -> Power:
    """Let a stated power count. `name` is what the document calls the principal, "" to leave it.

    `is_natural`: whether it says that she is a natural person, None to leave it.

    Raises PowerRefused where the actor works no cases, accepts a power of her own, or it was settled before.
    """
    _check_accepts(by)
    power = Power.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=power.pk)
    if power.person_id == by.person_id:
        raise PowerRefused(_("Person: nobody accepts a power of her own; ask a colleague to look at it."))
    if power.accepted_at is not None or power.revoked_at is not None:
        raise PowerRefused(_("Power: it was accepted or revoked already. Load the page again to see it."))
    power.accepted_by_id, power.accepted_at = by.known_id, at
    power.save(update_fields=["accepted_by", "accepted_at"])
    organisation = power.organisation
    organisation.name = name.strip()[:200] or organisation.name
    organisation.is_natural = organisation.is_natural if is_natural is None else is_natural
    organisation.save(update_fields=["name", "is_natural"])
    _journal(
        organisation, "power.accepted", by=by, at=at, via=via, power=power, detail={"name": organisation.name}
    )
    return power


@transaction.atomic
def revoke_power(*, power: Power, reason: str, by: Actor, at: dt.datetime, via: str) -> Power:
    """End a power at once. Raises PowerRefused without a reason, or where it was revoked before."""
    _check_accepts(by)
    power = Power.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=power.pk)
    if power.revoked_at is not None:
        raise PowerRefused(_("Power: it was revoked already. Load the page again to see it."))
    if not reason.strip():
        raise PowerRefused(_("Reason: write who revoked it and on what document."), "reason")
    power.revoked_by_id, power.revoked_at = by.known_id, at
    power.save(update_fields=["revoked_by", "revoked_at"])
    detail = {"reason": reason.strip()}
    _journal(power.organisation, "power.revoked", by=by, at=at, via=via, power=power, detail=detail)
    return power


@transaction.atomic
def renounce_powers(*, person: Person, case_number: str, by: Actor, at: dt.datetime, via: str) -> int:
    """End the powers that a person has from a case she says she never sent; returns how many."""
    held = Power.objects.select_for_update(of=("self",)).select_related("organisation")
    powers = list(held.filter(person=person, case_number=case_number, revoked_at=None).order_by("pk"))
    for power in powers:
        power.revoked_by, power.revoked_at = person, at
        power.save(update_fields=["revoked_by", "revoked_at"])
        _journal(power.organisation, "power.renounced", by=by, at=at, via=via, power=power)
    return len(powers)


def accepted_powers(person_id: int | None) -> QuerySet[Power]:
    """The powers of a person that an officer accepted, ended and revoked ones too, the newest first."""
    if person_id is None:
        return Power.objects.none()
    found = Power.objects.filter(person_id=person_id, accepted_at__isnull=False)
    return found.select_related("organisation").order_by("-accepted_at", "-id")


def in_force(day: dt.date) -> Q:
    """What makes an accepted power count on a day."""
    lasting = Q(until__isnull=True) | Q(until__gte=day)
    return lasting & Q(since__lte=day, accepted_at__isnull=False, revoked_at=None)


def is_in_force(power: Power, day: dt.date) -> bool:
    """Whether a power counts on a day."""
    return power.accepted_at is not None and not why_ended(power, day) and power.since <= day


def covers(power: Power, procedure: str) -> bool:
    """Whether a power is for a procedure."""
    return not power.procedures or procedure in power.procedures


def why_ended(power: Power, day: dt.date) -> str:
    """Since when a power no longer counts, in words; "" where it does or has still to begin."""
    if power.revoked_at is not None:
        return _("it was revoked on %(day)s") % {"day": f"{_local(power.revoked_at):%d/%m/%Y}"}
    if power.until is not None and power.until < day:
        return _("it ended on %(day)s") % {"day": f"{power.until:%d/%m/%Y}"}
    return ""


def kind_of(power: Power) -> PowerKind | None:
    """The pack's words for a power; None where the pack no longer has its kind."""
    return current_pack().power_kinds.get(power.kind)


def _local(moment: dt.datetime) -> dt.date:
    return moment.astimezone(current_pack().timezone).date()


def _check_accepts(by: Actor) -> None:
    if by.person_id is None or not by.may(Permission.WORK_CASES):
        raise PowerRefused(_("Only officers accept and revoke powers."))


def _check_is_another(principal: Organisation, person: Person) -> None:
    own = canonical_of(person.document_kind, person.document)
    if principal.is_natural and (person.document_kind, own) == (
        principal.identifier_kind,
        principal.identifier,
    ):
        raise PowerRefused(
            _(
                "Person represented: she is the representative herself; who acts in her own name needs no power."
            )
        )


def _check_terms(terms: PowerTerms, principal: Organisation) -> None:
    pack = current_pack()
    kind = pack.power_kinds.get(terms.kind)
    if kind is None:
        raise PowerRefused(_("Kind of power: choose one of the list."), "kind")
    if ("person" if principal.is_natural else "organisation") not in kind.principals:
        raise PowerRefused(
            _("Kind of power: a natural person is not represented by it; choose one given by a person.")
            if principal.is_natural
            else _(
                "Kind of power: an organisation is not represented by it; choose one given by an organisation."
            ),
            "kind",
        )
    if any(code not in pack.procedures for code in terms.procedures):
        raise PowerRefused(_("Procedures: choose them from the list, or none for all."), "procedures")
    if terms.until is not None and terms.until < terms.since:
        raise PowerRefused(_("Until: it is before the first day; give that day or a later one."), "until")
    if kind.inscribed and not terms.inscription.strip():
        raise PowerRefused(
            _("Inscription: write its number in the register; a power of this kind counts only inscribed."),
            "inscription",
        )
    if len(terms.inscription) > INSCRIPTION_LIMIT:
        raise PowerRefused(
            _("Inscription: write at most %(limit)s characters.") % {"limit": INSCRIPTION_LIMIT},
            "inscription",
        )


def _lock(kind: str, canonical: str) -> None:
    with connection.cursor() as cursor:
        words = f"organisation:{kind}:{canonical}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [words])


def _journal(
    organisation: Organisation,
    act: str,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    power: Power | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """An entry in the organisation's stream: codes and days in its facts, names and numbers in its detail."""
    facts: dict[str, Any] = {"organisation": organisation.pk}
    facts |= {"is_natural": True} if organisation.is_natural else {}
    if power is not None:
        facts |= {
            "power": power.pk,
            "person": power.person_id,
            "power_kind": power.kind,
            "procedures": power.procedures,
            "since": power.since.isoformat(),
            "until": power.until.isoformat() if power.until else None,
            "file": power.blob_id,
            "case": power.case_number,
        }
        detail = {**(detail or {}), "inscription": power.inscription}
    stream = lock_streams([organisation.stream_id])[organisation.stream_id]
    known = Organisation.objects.get(pk=organisation.pk)  # as it is now that the lock is ours
    rows = [ORGANISATION.told(known), *([POWER.told(power)] if power else [])]
    append(stream, kind=act, actor=by.reference, via=via, at=at, facts=facts, detail=detail, rows=rows)
