"""A superuser who changes what she likes: triggers off, constraints gone. What she did to a table can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import models
from psycopg import sql

from tests.databases import TestDatabase

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype IN ('c', 'u', 'x') AND connamespace = 'public'::regnamespace
"""
_UNIQUE = """
SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""
OTHERWISE: dict[type[models.Field], str] = {
    models.DateTimeField: "coalesce({0} + interval '1 day', now())",
    models.DateField: "coalesce({0} + 1, current_date)",
    models.BooleanField: "coalesce(NOT {0}, true)",
    models.JSONField: "'{{\"otro\": 1}}'::jsonb",
    models.BinaryField: "{0} || '\\x00'::bytea",
    models.UUIDField: "gen_random_uuid()",
    models.DecimalField: "{0} + 1",
    models.IntegerField: "coalesce({0}, 0) + 1",
    models.CharField: "left(coalesce({0}, ''), 5) || 'x'",
    models.TextField: "{0} || 'x'",
}
"""Another value for a column of each kind, from the one it has; of what a foreign key names for that."""


class Vandal:
    """Somebody with all rights at the database `of` a test."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        connection.execute("SET session_replication_role = replica")
        for table, name in connection.execute(_CONSTRAINTS).fetchall():
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {} CASCADE")
            connection.execute(drop.format(sql.SQL(table), sql.Identifier(name)))
        for (name,) in connection.execute(_UNIQUE).fetchall():
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))

    @contextmanager
    def at(self, table: str) -> Iterator[None]:
        """Whatever is done to a table within is undone at the end."""
        named = sql.Identifier(table)
        self.connection.execute(sql.SQL("CREATE TEMP TABLE kept AS TABLE public.{}").format(named))
        try:
            yield
        finally:
            self.connection.execute(sql.SQL("DELETE FROM public.{}").format(named))
            self.connection.execute(sql.SQL("INSERT INTO public.{} TABLE kept").format(named))
            self.connection.execute("DROP TABLE kept")

    def change(self, model: type[models.Model], name: str, row_id: object) -> None:
        """Give a column of a row another value."""
        field = model._meta.get_field(name)
        target = field.target_field if field.is_relation else field
        shape = next(text for kind, text in OTHERWISE.items() if isinstance(target, kind))
        column = sql.Identifier(field.column)
        self._do("UPDATE {table} SET {column} = {value} WHERE {key} = %s", model, row_id, column, shape)

    def remove(self, model: type[models.Model], row_id: object) -> None:
        """Take a row out."""
        self._do("DELETE FROM {table} WHERE {key} = %s", model, row_id)

    def add(self, model: type[models.Model], row_id: object) -> None:
        """Put in a row like another one."""
        key = model._meta.pk.column
        names = [field.column for field in model._meta.concrete_fields if field.column != key]
        self._do(
            "INSERT INTO {table} ({key}, {columns}) SELECT {key} + 1000, {columns} FROM {table} WHERE {key} = %s",
            model,
            row_id,
            columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        )

    def _do(
        self,
        statement: str,
        model: type[models.Model],
        row_id: object,
        column: sql.Composable | None = None,
        shape: str = "",
        columns: sql.Composable | None = None,
    ) -> None:
        done = self.connection.execute(
            sql.SQL(statement).format(
                table=sql.Identifier(model._meta.db_table),
                key=sql.Identifier(model._meta.pk.column),
                column=column or sql.SQL(""),
                value=sql.SQL(shape).format(column) if column else sql.SQL(""),
                columns=columns or sql.SQL(""),
            ),
            [row_id],
        )
        assert done.rowcount == 1, (model, row_id)


@contextmanager
def let_loose(database: TestDatabase) -> Iterator[Vandal]:
    """A vandal at a test's own database."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        yield Vandal(connection)
