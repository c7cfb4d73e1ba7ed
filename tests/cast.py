"""The cast: the people of every test, each with one part. Names are invented."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from ventanilla.cases.acts import Applicant, open_case
from ventanilla.cases.models import Case
from ventanilla.people.access import ANONYMOUS, Actor, actor_of
from ventanilla.people.acts import grant_membership
from ventanilla.people.models import Person, Role
from ventanilla.reference.current import current_pack

LONG_AGO = dt.date(2020, 1, 1)
PASSWORD = "Contrasena#2026"
INSTALLER = Actor(person_id=None, name="Sistema", memberships=(("", Role.ADMINISTRATOR),), is_system=True)
UNIT, OTHER_UNIT = "atencion-usuario", "leyes-especiales"
MONDAY = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("America/El_Salvador"))


@dataclass(frozen=True, slots=True)
class Cast:
    """Persons by their part; `actor(person)` is who they are today."""

    applicant: Person
    stranger: Person
    officer: Person
    colleague: Person
    outsider: Person
    head: Person
    administrator: Person
    auditor: Person

    @staticmethod
    def actor(person: Person) -> Actor:
        """The actor a person is."""
        return actor_of(person, on=dt.date(2026, 3, 9))


def make_person(email: str, name: str, *, unit: str = "", role: str = "", password: str = PASSWORD) -> Person:
    """A person, with one membership where a role is named."""
    person = Person.objects.create_user(email=email, name=name, password=password)
    if role:
        give_role(person, role, unit=unit)
    return person


def give_role(person: Person, role: str, *, unit: str = "") -> None:
    """Let a person serve since long ago, as the command of the server does for the first administrator."""
    at = dt.datetime.combine(LONG_AGO, dt.time(8), tzinfo=dt.UTC)
    grant_membership(person=person, unit=unit, role=role, since=LONG_AGO, until=None, by=INSTALLER, at=at)


def make_cast() -> Cast:
    """Everybody, in the pack `sv`."""
    return Cast(
        applicant=make_person("ana.solis@example.com", "Ana Solís"),
        stranger=make_person("ernesto.paz@example.com", "Ernesto Paz"),
        officer=make_person("marta.rivas@example.org", "Marta Rivas", unit=UNIT, role=Role.OFFICER),
        colleague=make_person("luis.mena@example.org", "Luis Mena", unit=UNIT, role=Role.OFFICER),
        outsider=make_person("rosa.flores@example.org", "Rosa Flores", unit=OTHER_UNIT, role=Role.OFFICER),
        head=make_person("julia.campos@example.org", "Julia Campos", unit=UNIT, role=Role.HEAD),
        administrator=make_person("pablo.ayala@example.org", "Pablo Ayala", role=Role.ADMINISTRATOR),
        auditor=make_person("ines.duran@example.org", "Inés Durán", role=Role.AUDITOR),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast in the test's database."""
    return make_cast()


def make_case(
    applicant: Person,
    *,
    subject: str = "Consulta sobre un trámite",
    at: dt.datetime | None = None,
    key: uuid.UUID | None = None,
    **answers: str,
) -> Case:
    """A general request of an applicant, through the engine."""
    return open_case(
        procedure=current_pack().procedures["general-request"],
        applicant=Applicant(name=applicant.name, email=applicant.email, person=applicant),
        answers={
            "full_name": applicant.name,
            "email": applicant.email,
            "subject": subject,
            "description": "…",
        }
        | answers,
        files=(),
        by=ANONYMOUS,
        at=at or timezone.now(),
        channel="online",
        key=key or uuid.uuid4(),
    )


@pytest.fixture
def case(cast: Cast) -> Case:
    """A new general request of the applicant, presented on Monday 9 March 2026 at 10:00."""
    return make_case(cast.applicant, at=MONDAY)
