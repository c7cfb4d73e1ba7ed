"""Who may: the actor of an act and what the roles permit. The state of a case is judged elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from ventanilla.people.models import Membership, Person, Role


class Permission(StrEnum):
    """What a role may permit."""

    WORK_CASES = "work_cases"
    ASSIGN_OTHERS = "assign_others"
    MANAGE_STAFF = "manage_staff"
    READ_ALL_CASES = "read_all_cases"
    READ_JOURNAL = "read_journal"
    READ_FEEDBACK = "read_feedback"
    MANAGE_CALENDAR = "manage_calendar"


class Officer:
    """Works the cases of a unit."""

    permissions = frozenset({Permission.WORK_CASES})


class Head:
    """Leads a unit and those below it: also shares the work out."""

    permissions = frozenset({Permission.WORK_CASES, Permission.ASSIGN_OTHERS, Permission.READ_FEEDBACK})


class Administrator:
    """Runs the desk's staff and its calendar. Sees no case for that alone."""

    permissions = frozenset({Permission.MANAGE_STAFF, Permission.READ_FEEDBACK, Permission.MANAGE_CALENDAR})


class Auditor:
    """Reads everything and writes nothing; each case read is noted."""

    permissions = frozenset({Permission.READ_ALL_CASES, Permission.READ_JOURNAL})


ROLES: dict[str, type[Officer] | type[Head] | type[Administrator] | type[Auditor]] = {
    Role.OFFICER: Officer,
    Role.HEAD: Head,
    Role.ADMINISTRATOR: Administrator,
    Role.AUDITOR: Auditor,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with the memberships of the day, the system, or somebody unknown."""

    person_id: int | None
    name: str = ""
    email: str = ""
    memberships: tuple[tuple[str, str], ...] = ()
    is_system: bool = False

    @property
    def reference(self) -> str:
        """How the journal names the actor, without personal data."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        return "system" if self.is_system else "anonymous"

    @property
    def known_id(self) -> int:
        """The person's id. LookupError for the system and for the unknown, who cannot do what asks for it."""
        if self.person_id is None:
            raise LookupError("nobody is signed in")
        return self.person_id

    @property
    def is_staff(self) -> bool:
        """Whether the desk is open to the actor at all."""
        return bool(self.memberships)

    @property
    def is_administrator(self) -> bool:
        """Runs the desk's staff."""
        return ("", Role.ADMINISTRATOR) in self.memberships

    @property
    def is_auditor(self) -> bool:
        """Reads everything."""
        return ("", Role.AUDITOR) in self.memberships

    def units(self, permission: Permission) -> frozenset[str]:
        """The units (as granted, without those below) in which the actor holds a permission."""
        return frozenset(
            unit for unit, role in self.memberships if unit and permission in ROLES[role].permissions
        )

    def headed_units(self) -> frozenset[str]:
        """The units the actor leads."""
        return frozenset(unit for unit, role in self.memberships if role == Role.HEAD)

    def may(self, permission: Permission, unit: str | None = None) -> bool:
        """Whether any membership (of `unit`, where one is named) permits it."""
        return any(
            permission in ROLES[role].permissions and (unit is None or held == unit)
            for held, role in self.memberships
        )


SYSTEM = Actor(person_id=None, name="Sistema", is_system=True)
ANONYMOUS = Actor(person_id=None)


def actor_of(person: Person, *, on: dt.date) -> Actor:
    """The actor a person is on a day."""
    memberships = (
        Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=on), person=person, since__lte=on)
        .order_by("unit", "role")
        .values_list("unit", "role")
    )
    return Actor(person_id=person.pk, name=str(person), email=person.email, memberships=tuple(memberships))
