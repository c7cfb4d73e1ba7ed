"""The house of the tests: a PostgreSQL of their own, a database copied from a migrated template, and missing parts.

Tests work under the role the product works under, so that a missing right shows. The cluster runs without fsync and is
shared by everybody on the machine who runs tests; ``DATABASE_URL`` (a superuser's) names another server instead.
"""

from __future__ import annotations

import gettext
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trans_real
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import TestDatabase, TestDatabases, open_databases
from ventanilla.reference.calendars import forget

pytest_plugins = ["tests.cast"]

# How fast examples are made says how busy the machine is, not whether the rule holds.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=es",
]


@pytest.fixture(scope="session", autouse=True)
def _compiled_texts() -> None:
    """Texts as the repository has them now, not as the last build left them."""
    for source in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"):
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=source.parts[-3])
        compiled = source.with_suffix(".mo")
        unfinished = compiled.with_suffix(f".{os.getpid()}")  # runs side by side never read half a file
        with unfinished.open("wb") as writable:
            write_mo(writable, catalogue)
        unfinished.replace(compiled)
    gettext._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.clear()
    trans_real._default = None


@pytest.fixture(autouse=True)
def _calendar_of_the_test() -> None:
    """What a process knows of decreed days is not that of the test before."""
    forget()


@pytest.fixture(scope="session")
def databases() -> Iterator[TestDatabases]:
    """The server of this run; started when the first test asks for a database."""
    with open_databases() as opened:
        yield opened


@pytest.fixture(scope="session")
def django_db_setup(databases: TestDatabases, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for all tests that roll back; pytest-django's ``db`` fixture and mark rest on this."""
    with databases.fresh() as database, django_db_blocker.unblock():
        database.connect()
        yield
        database.disconnect()


@pytest.fixture
def own_database(
    databases: TestDatabases, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    """A database for this test alone, with real commits: for threads, workers and other processes."""
    with databases.fresh() as database, django_db_blocker.unblock(), database.in_place():
        yield database


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a run. Its tests come last: while it is open, an event loop runs in this thread."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=needs("chromium-headless-shell", "chromium"),
            args=BROWSER_FLAGS,
            env={**os.environ, "LANGUAGE": "es"},
        )
        yield opened
        opened.close()


def needs(*parts: str) -> str:
    """The path of a program this test cannot do without, the first there is of `parts`: without it the test skips, and in
    CI it fails.
    """
    found = next(filter(None, map(shutil.which, parts)), None)
    if found:
        return found
    message = f"this test needs {' or '.join(parts)}, which is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many run side by side where nobody says: one more than cores, for tests that wait; one for single files."""
    named = [Path(argument.split("::")[0]) for argument in config.args]
    if all(path.is_file() for path in named):
        return 0
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs the browser last, in the order it was shuffled to.

    ``transaction=True`` empties tables, which the app's role may not: say what to use instead.
    """
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture own_database, not transaction=True")
