"""The people of the demonstration: one for each way of using the desk. All are invented."""

from __future__ import annotations

import datetime as dt
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
    email: str
    name: str
    role: str
    unit: str
    what: str


def ensure_accounts(*, at: dt.datetime) -> list[SampleAccount]:
    """Make each account that is missing; returns all. Twice is once."""
    accounts = []
    for character in _cast(current_pack()):
        person = Person.objects.filter(email=character.email).first() or _make(character)
        is_serving = Membership.objects.filter(person=person).exists()
        if character.role and not is_serving:
            since = at.date() - dt.timedelta(days=365)
            grant_membership(
                person=person,
                unit=character.unit,
                role=character.role,
                since=since,
                until=None,
                by=_FOUNDER,
                at=at,
            )
        accounts.append(
            SampleAccount(name=person.name, email=person.email, password=PASSWORD, what=character.what)
        )
    return accounts


def _make(character: _Character) -> Person:
    person = Person.objects.create_user(email=character.email, password=PASSWORD, name=character.name)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def _cast(pack: Pack) -> list[_Character]:
    units = receiving_units(pack)
    first, second = units[0], units[-1]
    first_title, second_title = str(pack.units[first].title), str(pack.units[second].title)
    return [
        _Character("ana.solicitante@correo.example", "Ana Beltrán", "", "", "applicant"),
        _Character("diego.tramitador@correo.example", "Diego Mora", "", "", "another applicant"),
        _Character("tecnica@mesa.example", "Lucía Ramos", Role.OFFICER, first, f"officer of {first_title}"),
        _Character("jefatura@mesa.example", "Óscar Peña", Role.HEAD, first, f"head of {first_title}"),
        _Character("tecnico@mesa.example", "Hugo Salas", Role.OFFICER, second, f"officer of {second_title}"),
        _Character(
            "administracion@mesa.example", "Irene Cruz", Role.ADMINISTRATOR, "", "administers the staff"
        ),
        _Character("auditoria@mesa.example", "Raúl Vega", Role.AUDITOR, "", "auditor: reads everything"),
    ]


def receiving_units(pack: Pack) -> list[str]:
    """Units that procedures with a form go to, in the order of the procedures, each once."""
    found = [str(procedure.unit) for procedure in pack.procedures.values() if procedure.state == "open"]
    return list(dict.fromkeys(found)) or list(pack.units)
