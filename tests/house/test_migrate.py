"""`ventanilla migrate`: twice is once, it says what is pending, and it leaves no open case behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.cast import make_case, make_cast
from tests.databases import TestDatabase, TestDatabases
from ventanilla.cases.models import Definition


def migrate(database: TestDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
    }
    command = [sys.executable, "-m", "ventanilla", "migrate", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_twice_is_once(own_database: TestDatabase) -> None:
    assert migrate(own_database, "--check").returncode == 0
    again = migrate(own_database)
    assert again.returncode == 0, again.stderr
    assert again.stdout == "The database is up to date; ventanilla_app has its rights.\n"


def test_an_empty_database_has_everything_pending(databases: TestDatabases) -> None:
    name = f"ventanilla_test_{os.getpid()}_empty"
    databases.server.create_database(name)
    try:
        checked = migrate(TestDatabase(databases.server, name), "--check")
        assert checked.returncode == 1
        assert "people.0001_initial" in checked.stdout
    finally:
        databases.server.drop_database(name)


def test_open_cases_of_a_definition_that_cannot_be_read_stop_it(own_database: TestDatabase) -> None:
    case = make_case(make_cast().applicant)
    assert migrate(own_database).returncode == 0
    stored = Definition.objects.get(sha256=case.definition_id)
    stored.body = json.dumps({**json.loads(stored.body), "schema": 999})
    stored.save()
    refused = migrate(own_database)
    assert refused.returncode == 1
    assert case.number in refused.stderr
    assert "999" in refused.stderr
    assert "Nothing was changed" in refused.stderr
