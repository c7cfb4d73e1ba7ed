"""A new installation gets its first administrator on the server, and only once."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.databases import TestDatabase
from ventanilla.people.models import Membership, Role


def appoint(database: TestDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": database.app_url,
    }
    command = [sys.executable, "-m", "ventanilla", "administrator", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_first_administrator(own_database: TestDatabase) -> None:
    done = appoint(own_database, "Irene@Aduana.example", "--name", "Irene Cruz")
    assert done.returncode == 0, done.stderr
    membership = Membership.objects.get()
    assert (membership.person.email, membership.unit) == ("irene@aduana.example", "")
    assert membership.role == Role.ADMINISTRATOR
    again = appoint(own_database, "irene@aduana.example")
    assert again.returncode == 1
    assert Membership.objects.count() == 1


def test_what_is_no_address_is_misuse(own_database: TestDatabase) -> None:
    assert appoint(own_database, "irene").returncode == 2
