"""``ventanilla administrator EMAIL``: the first administrator of an installation, who then appoints everybody else."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.people.access import Actor
from ventanilla.people.acts import MembershipRefused, grant_membership, person_for_address
from ventanilla.people.models import Role
from ventanilla.reference.current import today

# Who may run commands on the server stands above the desk's roles; the journal says it was done there.
_INSTALLER = Actor(person_id=None, name="Sistema", memberships=(("", Role.ADMINISTRATOR),), is_system=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address the person signs in with")
    parser.add_argument("--name", default="", help="name of the person, where she is new")


def run(arguments: argparse.Namespace) -> int:
    if "@" not in arguments.email:
        print(f"'{arguments.email}' is not an e-mail address.", file=sys.stderr)
        return 2
    person, is_new = person_for_address(arguments.email, name=arguments.name)
    try:
        grant_membership(
            person=person,
            unit="",
            role=Role.ADMINISTRATOR,
            since=today(),
            until=None,
            by=_INSTALLER,
            at=timezone.now(),
        )
    except MembershipRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{person.email} administers this desk{' (new account)' if is_new else ''}.")
    print("The password is set through the portal: Entrar, ¿Ha olvidado su contraseña?")
    return 0
