"""How the worker ends: quietly when asked, with a fault when it lost its database, so that it is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from tests.databases import TestDatabase

SECONDS = 60
SECONDS_TO_GIVE_UP = 180
"""It asks again for a while, in each of its parts, before it takes the database for lost."""


@pytest.fixture
def worker(own_database: TestDatabase, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`ventanilla work` on a database of its own, listening for jobs."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": own_database.app_url,
        "DATABASE_OWNER_URL": own_database.owner_url,
        "FILES_DIR": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "ventanilla", "work"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until_listening(own_database)
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_listening(database: TestDatabase) -> None:
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'"
    give_up = time.monotonic() + SECONDS
    with database.server.superuser() as connection:
        while not connection.execute(query, [database.name]).fetchone():
            assert time.monotonic() < give_up, "the worker does not listen"
            time.sleep(0.1)


def test_asked_to_end_it_ends_well(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(SECONDS) == 0


def test_without_its_database_it_fails(own_database: TestDatabase, worker: subprocess.Popen[str]) -> None:
    name = sql.Identifier(own_database.name)
    with own_database.server.superuser() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [own_database.name]
        )
    _, said = worker.communicate(timeout=SECONDS_TO_GIVE_UP)
    assert worker.returncode == 1
    assert "has to be started again" in said
