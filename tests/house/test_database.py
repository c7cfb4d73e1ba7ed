"""The rights of the role that the program works under, on a database made by `ventanilla migrate`."""

from __future__ import annotations

import psycopg
import pytest

from tests.databases import TestDatabase
from ventanilla.operations.grants import LIMITED


@pytest.mark.parametrize("table", sorted(LIMITED))
def test_limited_tables_refuse_what_is_not_listed(own_database: TestDatabase, table: str) -> None:
    with psycopg.connect(own_database.app_url) as connection:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            row = connection.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()
            assert row == (right in LIMITED[table],), right


def test_the_app_role_is_neither_owner_nor_superuser(own_database: TestDatabase) -> None:
    with psycopg.connect(own_database.app_url) as connection:
        owned = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        ).fetchone()
        assert owned == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE stray (id int)")
