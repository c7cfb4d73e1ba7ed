"""What the role that the program works under may do with each table.

The owner's role migrates; the app's role reads and writes rows, and of the journal only what the journal allows: not
even a fault in our own code can rewrite it.
"""

from __future__ import annotations

import psycopg
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")

# A table that is missing here may be read and written. Reasons:
LIMITED: dict[str, tuple[str, ...]] = {
    "journal_entry": ("SELECT", "INSERT"),  # append-only
    "journal_anchor": ("SELECT", "INSERT"),  # append-only
    "journal_anchor_leaf": ("SELECT", "INSERT"),  # append-only
    "journal_stream": ("SELECT", "INSERT", "UPDATE"),  # its head moves on
    "journal_detail": ("SELECT", "INSERT", "DELETE"),  # the personal part of an entry may be erased
    "decreed_day": ("SELECT", "INSERT", "UPDATE"),  # withdrawn, never dropped
    "bond": ("SELECT", "INSERT"),  # append-only
    "organisation": ("SELECT", "INSERT", "UPDATE"),  # cases and powers name it for good
    "power": ("SELECT", "INSERT", "UPDATE"),  # ends or is revoked, and stays
    "vault_document": ("SELECT", "INSERT", "UPDATE"),  # ends or is withdrawn, and stays
    "django_migrations": ("SELECT",),  # readiness compares it with the program
}


def rights_on(table: str) -> tuple[str, ...]:
    """What the app's role may do with a table."""
    if table.startswith("journal_read"):  # who read what: a table for each month, append-only
        return ("SELECT", "INSERT")
    return LIMITED.get(table, EVERYTHING)


def app_role(database_url: str) -> str:
    """The role that a connection with this URL works under."""
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    return str(row[0]) if row else ""


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give the role exactly its rights on every table of ours; ``connection`` is the owner's."""
    quote = connection.ops.quote_name
    name = quote(role)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        for table in tables:
            rights = ", ".join(rights_on(table))
            cursor.execute(f"GRANT {rights} ON {quote(table)} TO {name}")
