"""For whom a request is made: the organisation or person its answers name, and by which power its sender acts.

She or it is found by an identifier. Typing one gives no right to anything of it: only an accepted power does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ventanilla.cases.errors import Invalid
from ventanilla.catalogue.model import Field, Procedure, Representation, RepresentedPerson, Requirement
from ventanilla.people.access import Actor
from ventanilla.people.models import Organisation, Power
from ventanilla.people.powers import (
    accepted_powers,
    canonical_of,
    covers,
    is_in_force,
    kind_of,
    organisation_for,
    organisation_known,
    why_ended,
)
from ventanilla.reference.current import current_pack

POWER_ENDED = "power_ended"
"""The mark of an open case whose party lost the power she acts by."""


@dataclass(frozen=True, slots=True)
class Acting:
    """For whom somebody acts: `power` is the one in force that proves it, `ended` the one that no longer does."""

    organisation: Organisation | None = None
    power: Power | None = None
    ended: Power | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What answers say of whom somebody acts for: name, and identifier in canonical form with its kind.

    `typed` is the identifier as it was typed; `is_natural` where it is a natural person.
    """

    name: str
    kind: str
    identifier: str
    typed: str
    is_natural: bool = False


def named_in(procedure: Procedure, answers: Mapping[str, Any]) -> Named | None:
    """The organisation that answers name, else the natural person.

    None where the procedure asks for neither, or the identifier is not valid.
    """
    asks = procedure.represents
    if asks is None:
        return None
    found = _named(procedure, answers, asks, is_natural=False)
    if found is None and asks.person is not None:
        found = _named(procedure, answers, asks.person, is_natural=True)
    return found


def _named(
    procedure: Procedure,
    answers: Mapping[str, Any],
    asks: Representation | RepresentedPerson,
    *,
    is_natural: bool,
) -> Named | None:
    field = _field(procedure, asks.identifier)
    value, name = str(answers.get(asks.identifier) or ""), str(answers.get(asks.name) or "").strip()
    for kind in field.identifiers if field is not None and name else ():
        canonical = canonical_of(kind, value)
        if canonical:
            return Named(name, kind, canonical, value, is_natural)
    return None


def organisation_of(
    procedure: Procedure, answers: Mapping[str, Any], *, by: Actor, at: dt.datetime, via: str
) -> Organisation | None:
    """The organisation or natural person that answers name, found or made by the identifier."""
    named = named_in(procedure, answers)
    if named is None:
        return None
    return organisation_for(
        kind=named.kind,
        value=named.identifier,
        name=named.name,
        person_kind=str(answers.get("person_kind") or ""),
        is_natural=named.is_natural,
        by=by,
        at=at,
        via=via,
    )


def acting_in(
    procedure: Procedure, answers: Mapping[str, Any], *, person_id: int | None, on: dt.date
) -> Acting:
    """For whom the answers say that a person, who is signed in, acts, and what proves it on a day."""
    named = named_in(procedure, answers) if person_id is not None else None
    organisation = organisation_known(named.kind, named.identifier) if named else None
    if organisation is None:
        return Acting()
    held = [
        power
        for power in accepted_powers(person_id).filter(organisation=organisation)
        if covers(power, procedure.code) and _has_capacity(power, procedure, answers)
    ]
    power = next((item for item in held if is_in_force(item, on)), None)
    ended = next((item for item in held if why_ended(item, on)), None) if power is None else None
    return Acting(organisation, power, ended)


def proving(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """The requirements whose document proves the capacity that the answers state."""
    kinds, capacity = current_pack().power_kinds, capacity_in(procedure, answers)
    return tuple(
        item
        for item in procedure.requirements
        if any(code in kinds and kinds[code].capacity == capacity for code in item.proves)
    )


def capacity_in(procedure: Procedure, answers: Mapping[str, Any]) -> str:
    """In what capacity the answers say that somebody acts; "" where they do not."""
    return str(answers.get(procedure.represents.capacity) or "") if procedure.represents else ""


def check_power(
    acting: Acting,
    procedure: Procedure,
    answers: Mapping[str, Any],
    presented: Collection[str],
    *,
    on: dt.date,
) -> None:
    """Refuse a request by a power that ended or was revoked, unless the document of a new one comes with it."""
    if acting.ended is None or acting.organisation is None:
        return
    papers = proving(procedure, answers)
    if any(item.code in presented for item in papers):
        return
    kind = kind_of(acting.ended)
    told = {
        "kind": kind.title if kind else acting.ended.kind,
        "name": acting.organisation.name,
        "why": why_ended(acting.ended, on),
        "document": papers[0].title if papers else _("the document that proves it"),
    }
    raise Invalid(
        _(
            "You no longer act for %(name)s by “%(kind)s”: %(why)s. Attach the document in force under "
            "“%(document)s”, or send the request in your own name."
        )
        % told
    )


def answers_from(power: Power, procedure: Procedure) -> dict[str, Any]:
    """What a power answers of a procedure's questions, for a form that begins."""
    asks, kind = procedure.represents, kind_of(power)
    if asks is None or kind is None:
        return {}
    organisation = power.organisation
    about = asks.person if organisation.is_natural else asks
    if about is None:
        return {}
    field = _field(procedure, about.identifier)
    known = {about.name: organisation.name, asks.capacity: kind.capacity}
    if field is not None and organisation.identifier_kind in field.identifiers:
        known[about.identifier] = organisation.identifier
    if organisation.kind and _field(procedure, "person_kind") is not None:
        known["person_kind"] = organisation.kind
    return known


def powers_for(actor: Actor, procedure: Procedure, *, on: dt.date) -> list[Power]:
    """The powers in force by which the actor may make a request of a procedure, without a query where it asks none."""
    asks = procedure.represents
    if asks is None or actor.person_id is None:
        return []
    admitted = {code for item in procedure.requirements for code in item.proves}
    return [
        power
        for power in accepted_powers(actor.person_id)
        if power.kind in admitted
        and covers(power, procedure.code)
        and is_in_force(power, on)
        and (asks.person is not None or not power.organisation.is_natural)
    ]


def _has_capacity(power: Power, procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    kind = kind_of(power)
    return kind is not None and kind.capacity == capacity_in(procedure, answers)


def _field(procedure: Procedure, code: str) -> Field | None:
    fields = procedure.form.fields if procedure.form else ()
    return next((field for field in fields if field.code == code), None)
