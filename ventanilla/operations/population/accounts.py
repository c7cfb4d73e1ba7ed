"""The people of the demonstration: one for each way of using the desk. All are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from ventanilla.catalogue import Pack
from ventanilla.operations.demo.words import SampleAccount
from ventanilla.people.access import Actor
from ventanilla.people.acts import grant_membership
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import current_pack

# Keeps the strictest rule of the packs: long, an upper-case letter, a digit, a special character.
PASSWORD = "Ventanilla#2026"  # noqa: S105  printed for everybody to use
_FOUNDER = Actor(person_id=None, name="Sistema", memberships=(("", Role.ADMINISTRATOR),), is_system=True)


@dataclass(frozen=True, slots=True)
class _Character:
    """`key` is what stories call her; `place` which of the desk's units she serves (from 0), -1 for none."""

    key: str
    email: str
    name: str
    role: str = ""
    place: int = -1
    what: str = ""


_CAST = (
    _Character("ana", "ana.solicitante@correo.example", "Ana Beltrán", what="applicant"),
    _Character(
        "diego",
        "diego.tramitador@correo.example",
        "Diego Mora",
        what="another applicant, who acts for a company in the pack sv",
    ),
    _Character("lucia", "tecnica@mesa.example", "Lucía Ramos", Role.OFFICER, 0),
    _Character("marcos", "colega@mesa.example", "Marcos Lemus", Role.OFFICER, 0),
    _Character("oscar", "jefatura@mesa.example", "Óscar Peña", Role.HEAD, 0),
    _Character("hugo", "tecnico@mesa.example", "Hugo Salas", Role.OFFICER, 1),
    _Character("elena", "jefatura2@mesa.example", "Elena Barrios", Role.HEAD, 1),
    _Character("nora", "tecnica2@mesa.example", "Nora Guevara", Role.OFFICER, 2),
    _Character("tomas", "tecnico2@mesa.example", "Tomás Cedeño", Role.OFFICER, 3),
    _Character(
        "irene",
        "administracion@mesa.example",
        "Irene Cruz",
        Role.ADMINISTRATOR,
        what="administers the staff",
    ),
    _Character("raul", "auditoria@mesa.example", "Raúl Vega", Role.AUDITOR, what="auditor: reads everything"),
)


def ensure_accounts(*, at: dt.datetime, desk: Sequence[str]) -> dict[str, Person]:
    """Make each account that is missing; returns all, by the names stories call them. Twice is once.

    `desk` are the units of the staff, in the order of the cast; there is nobody for a unit that is not named.
    """
    people = {}
    for character in _present(desk):
        person = Person.objects.filter(email=character.email).first() or _make(character)
        people[character.key] = person
        if character.role and not Membership.objects.filter(person=person).exists():
            grant_membership(
                person=person,
                unit=desk[character.place] if character.place >= 0 else "",
                role=character.role,
                since=at.date() - dt.timedelta(days=365),
                until=None,
                by=_FOUNDER,
                at=at,
            )
    return people


def sample_accounts(people: Mapping[str, Person], desk: Sequence[str]) -> list[SampleAccount]:
    """What is printed of the accounts, in the order of the cast."""
    pack = current_pack()
    return [
        SampleAccount(
            name=character.name,
            email=character.email,
            password=PASSWORD,
            what=character.what or f"{character.role} of {pack.units[desk[character.place]].title}",
        )
        for character in _present(desk)
        if character.key in people
    ]


def receiving_units(pack: Pack) -> list[str]:
    """Units that procedures with a form go to, in the order of the procedures, each once."""
    found = [str(procedure.unit) for procedure in pack.procedures.values() if procedure.state == "open"]
    return list(dict.fromkeys(found)) or list(pack.units)


def _present(desk: Sequence[str]) -> list[_Character]:
    return [character for character in _CAST if character.place < len(desk)]


def _make(character: _Character) -> Person:
    person = Person.objects.create_user(email=character.email, password=PASSWORD, name=character.name)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person
