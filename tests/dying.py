"""An act killed before each of its statements: nothing of it may stay, and done again it is done once.

A death before a read leaves what a death before the next write leaves, so there is one for each write and one after it.
What a killed process leaves is what the database undoes, so the death is an exception that nothing catches. Only what the
act itself put into one transaction is undone: one that writes outside of it leaves rows behind, and fails.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import count
from types import ModuleType
from typing import Any, NamedTuple

from django.db import connection
from django.db.transaction import Atomic

import ventanilla

MORE_STATEMENTS_THAN_ANY_ACT = 300
CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""Statements that begin or end what is undone as a whole: between two of them nothing is written."""
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1
"""


class Killed(BaseException):
    """The process ends here."""


class Act(NamedTuple):
    """An act under the name it has in its room; `prepare` is what has to happen before, and is not killed."""

    name: str
    do: Callable[[], object]
    prepare: Callable[[], object] | None = None


@contextmanager
def killed_before(number: int) -> Iterator[None]:
    """Let statements pass up to the first that follows so many writes less one: it is never sent."""
    moments, has_written = count(1), True

    def die(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal has_written
        if sql.startswith(CONTROL):
            return execute(sql, parameters, many, context)
        if has_written and next(moments) == number:
            context["cursor"].close()  # one of the server's ends with the process
            raise Killed
        has_written = _writes(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(die):
        yield


def _writes(sql: str) -> bool:
    """Whether a statement may write; the queue is written to by calling a function."""
    return not sql.lstrip().startswith("SELECT") or "procrastinate_" in sql


def everything() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them."""
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        return {name: (rows, text) for name, rows, text in cursor.fetchall()}


@cache
def _statement() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = [name for (name,) in cursor.fetchall()]
    digest = "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
    return " UNION ALL ".join(f"SELECT '{name}', count(*), {digest} FROM \"{name}\" t" for name in names)  # noqa: S608


def done_once_whenever_it_dies(act: Callable[[], object]) -> int:
    """Kill the act before its first, second, … statement until it ends alive; returns how often it died."""
    before = everything()
    for number in range(1, MORE_STATEMENTS_THAN_ANY_ACT):
        try:
            with killed_before(number):
                act()
        except Killed:
            after = everything()
            assert after == before, {name for name in after if after[name] != before.get(name)}
        else:
            return number - 1
    raise AssertionError("the act never ends")


def kill_each(acts: Iterable[Act]) -> None:
    """Do the acts in their order, each after it died before every statement of it."""
    for act in acts:
        if act.prepare is not None:
            act.prepare()
        assert done_once_whenever_it_dies(act.do), act.name


def play(acts: Iterable[Act]) -> None:
    """Do the acts in their order and let them live."""
    for act in acts:
        if act.prepare is not None:
            act.prepare()
        act.do()


def functions_of(module: ModuleType) -> set[str]:
    """The public functions that a module defines."""
    return {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def transactions() -> set[str]:
    """Every function of the product that is a transaction, as `room.module.name`."""
    found = set()
    for info in pkgutil.walk_packages(ventanilla.__path__, "ventanilla."):
        if ".migrations" in info.name or ".cli" in info.name or info.name.endswith("__main__"):
            continue
        module = import_module(info.name)
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and _is_transaction(value):
                found.add(f"{info.name.removeprefix('ventanilla.')}.{name}")
    return found


def _is_transaction(function: Any) -> bool:
    """Whether a function is decorated with `transaction.atomic`."""
    cells = function.__closure__ or ()
    return hasattr(function, "__wrapped__") and any(isinstance(cell.cell_contents, Atomic) for cell in cells)
