"""``ventanilla migrate``: tables, the cache's table and rights, as the role that owns them."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ventanilla.operations.grants import app_role, grant
from ventanilla.operations.processes import start_django
from ventanilla.operations.upgrading import stranded_cases

# Two installers at once: the second waits for the first. Any number will do that nobody else uses.
_LOCK = 7_300_441


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="only say what is pending; exit 1 if anything is"
    )


def run(arguments: argparse.Namespace) -> int:
    start_django("migrate")
    pending = _pending()
    if arguments.check:
        for name in pending:
            print(name)
        return 1 if pending else 0
    stranded = list(stranded_cases())
    if stranded:
        print(
            "This version cannot work with open cases of these definitions:",
            *stranded,
            sep="\n  ",
            file=sys.stderr,
        )
        print("Nothing was changed. Stay with the former version until they are closed.", file=sys.stderr)
        return 1
    role = app_role(settings.ENVIRONMENT.database_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        call_command("migrate", interactive=False, verbosity=1 if pending else 0)
        call_command("createcachetable", verbosity=0)
        grant(connection, role)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    print(f"The database is up to date; {role} has its rights.")
    return 0


def _pending() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
