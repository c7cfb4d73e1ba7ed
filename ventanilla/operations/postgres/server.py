"""A PostgreSQL server on which we may make roles and databases, whoever started it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

OWNER_ROLE = "ventanilla_owner"
APP_ROLE = "ventanilla_app"
MINIMUM_VERSION = 15


@dataclass(frozen=True, slots=True)
class Server:
    """A server and the URL of a superuser on it.

    ``by_login``: our roles sign in by themselves (our own cluster recognises the system account); otherwise every
    connection signs in as the superuser of the URL and takes the role at once, so that any server will do for tests.
    """

    superuser_url: str
    by_login: bool = False

    def url(self, role: str, database: str) -> str:
        """A URL with which a connection works as that role in that database; without a role, as the superuser."""
        parameters: dict[str, Any] = dict(conninfo_to_dict(self.superuser_url))
        parameters["dbname"] = database
        if not role:
            return as_url(parameters)
        if self.by_login:
            parameters["user"] = role
        else:
            parameters["options"] = f"{parameters.get('options') or ''} -c role={role}".strip()
        return as_url(parameters)

    @contextmanager
    def superuser(self, database: str = "") -> Iterator[psycopg.Connection]:
        """An autocommitting connection as the superuser, by default to the database of its URL."""
        target = {"dbname": database} if database else {}
        with psycopg.connect(self.superuser_url, autocommit=True, connect_timeout=10, **target) as connection:  # type: ignore[arg-type]
            yield connection

    def ensure_roles(self) -> None:
        """Make the owner of the tables and the role that works with them, where they are missing."""
        with self.superuser() as connection:
            for role in (OWNER_ROLE, APP_ROLE):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                if not known:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))

    def has_database(self, name: str) -> bool:
        """Whether a database of that name exists."""
        with self.superuser() as connection:
            return (
                connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
                is not None
            )

    def create_database(self, name: str, template: str = "template0") -> None:
        """Make a database of the owner's, which only our two roles may enter."""
        identifiers = {
            "name": sql.Identifier(name),
            "template": sql.Identifier(template),
            "owner": sql.Identifier(OWNER_ROLE),
            "app": sql.Identifier(APP_ROLE),
        }
        with self.superuser() as connection:
            for statement in (
                "CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}",
                "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}",
            ):
                connection.execute(sql.SQL(statement).format(**identifiers))

    def drop_database(self, name: str) -> None:
        """Drop a database, putting out whoever is in it."""
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def rename_database(self, name: str, new_name: str) -> None:
        """Rename a database that nobody uses."""
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(name), sql.Identifier(new_name)
                )
            )


def as_url(parameters: dict[str, Any]) -> str:
    """A URL of connection parameters; host and port go into the query, where a socket's path fits too."""
    left = {name: value for name, value in parameters.items() if value not in (None, "")}
    user, password = str(left.pop("user", "")), str(left.pop("password", ""))
    database = str(left.pop("dbname", ""))
    credentials = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    query = urlencode(left, quote_via=quote)
    return f"postgresql://{credentials}@/{quote(database, safe='')}" + (f"?{query}" if query else "")
