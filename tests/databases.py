"""Databases for tests, each a copy of one migrated template."""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import connections, transaction

from tests.settings import GIVEN_DATABASE_URL
from ventanilla.config.database import django_database
from ventanilla.operations.postgres import APP_ROLE, OWNER_ROLE, Server, ensure_cluster
from ventanilla.operations.postgres.locks import only_one
from ventanilla.operations.state import state_home

ROOT = Path(__file__).parents[1]
_KEPT_TEMPLATES = 4
Told = TypeVar("Told")
_TEMPLATE, _TEST = "ventanilla_template_", "ventanilla_test_"


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A database of one's own, and the URLs of both roles for other processes."""

    __test__ = False

    server: Server
    name: str

    @property
    def app_url(self) -> str:
        return self.server.url(APP_ROLE, self.name)

    @property
    def owner_url(self) -> str:
        return self.server.url(OWNER_ROLE, self.name)

    @property
    def superuser_url(self) -> str:
        """For what only a vandal does: a test of what `verify` finds."""
        return self.server.url("", self.name)

    def connect(self) -> None:
        """Make this the database that Django talks to, in every thread."""
        connections["default"].close()
        database = django_database(self.app_url)
        # Two transactions that wait for each other fail a test; they must not hang it.
        given = database["OPTIONS"].get("options", "")
        database["OPTIONS"]["options"] = f"{given} -c lock_timeout=30s".strip()
        connections["default"].settings_dict.update(database)

    def disconnect(self) -> None:
        connections.close_all()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """This database in place; what happens to its rows within is undone at the end."""
        with self.in_place(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """This database instead of the one that all tests share."""
        before = dict(connections["default"].settings_dict)
        self.connect()
        try:
            yield
        finally:
            self.disconnect()
            connections["default"].settings_dict.update(before)


@dataclass(frozen=True, slots=True)
class TestDatabases:
    """A server and the template on it."""

    __test__ = False

    server: Server
    template: str

    @contextmanager
    def fresh(self, like: TestDatabase | None = None) -> Iterator[TestDatabase]:
        """A new database with all tables, dropped afterwards; with the rows of another one that nobody is connected to."""
        name = f"{_TEST}{os.getpid()}_{secrets.token_hex(4)}"
        self.server.create_database(name, like.name if like else self.template)
        try:
            yield TestDatabase(self.server, name)
        finally:
            self.server.drop_database(name)

    @contextmanager
    def lived(self, live: Callable[[], Told]) -> Iterator[tuple[TestDatabase, Told]]:
        """A database in which something was lived through once, for many tests, and what `live` returned."""
        with self.fresh() as database:
            with database.in_place():
                told = live()
            yield database, told


@contextmanager
def open_databases(*, durable: bool = False) -> Iterator[TestDatabases]:
    """The server of DATABASE_URL, else the machine's test cluster, with an up-to-date template.

    `durable` is for measurements: a cluster beside it that syncs to disk as one in production does.
    """
    state = state_home() / ("durable" if durable else "test")
    if GIVEN_DATABASE_URL:
        state.mkdir(parents=True, exist_ok=True)
        server = Server(GIVEN_DATABASE_URL)
        server.ensure_roles()
        yield TestDatabases(server, _template(server, state))
        return
    binaries = os.environ.get("VENTANILLA_TEST_POSTGRES")
    if binaries:
        state = state.with_name(f"{state.name}-other")
    cluster = ensure_cluster(state, fsync=durable, binaries=Path(binaries) if binaries else None)
    try:
        with only_one(state / "template.lock"):
            _drop_leftovers(cluster.server)
        yield TestDatabases(cluster.server, _template(cluster.server, state))
    finally:
        cluster.release()


def _template(server: Server, state: Path) -> str:
    """The name of a database migrated by the program itself, made where no run has made it yet."""
    name = f"{_TEMPLATE}{_digest()}"
    with only_one(state / "template.lock"):
        if not server.has_database(name):
            unfinished = f"{name}_unfinished"
            server.drop_database(unfinished)
            server.create_database(unfinished)
            _migrate(server, unfinished)
            server.rename_database(unfinished, name)
            _drop_old_templates(server)
    return name


def _digest() -> str:
    """Changes whenever a migration of ours, of a library, or the rights change."""
    content = hashlib.sha256()
    files = [
        *sorted((ROOT / "ventanilla").glob("*/migrations/*.py")),
        ROOT / "ventanilla" / "operations" / "grants.py",
        ROOT / "ventanilla" / "config" / "settings.py",
        ROOT / "requirements.lock",
    ]
    for path in files:
        content.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _migrate(server: Server, database: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": server.url(APP_ROLE, database),
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE, database),
    }
    command = [sys.executable, "-m", "ventanilla", "migrate"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"`ventanilla migrate` failed:\n{done.stdout}{done.stderr}")


def _drop_old_templates(server: Server) -> None:
    with server.superuser() as connection:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s"
        old = [str(row[0]) for row in connection.execute(query, [_TEMPLATE, _KEPT_TEMPLATES]).fetchall()]
    for name in old:
        server.drop_database(name)


def _drop_leftovers(server: Server) -> None:
    """Databases of runs that were killed: the process in their name is gone."""
    with server.superuser() as connection:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        names = [str(row[0]) for row in connection.execute(query, [_TEST]).fetchall()]
    for name in names:
        process = name.removeprefix(_TEST).split("_")[0]
        if not _is_running(int(process)):
            server.drop_database(name)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
