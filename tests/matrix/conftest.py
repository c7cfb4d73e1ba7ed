"""What the addresses speak of, played once for all the tests that ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import make_cast
from tests.databases import TestDatabase, TestDatabases
from tests.matrix.variants import Scene, set_scene


class Played(NamedTuple):
    """The scene, and the database it was played in: tests undo what they do there."""

    database: TestDatabase
    scene: Scene


@pytest.fixture(scope="session")
def played(
    databases: TestDatabases, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Played]:
    """The applicant's case in the officer's unit, her draft, a file, a transfer, formal cases."""
    with django_db_blocker.unblock(), databases.lived(lambda: set_scene(make_cast())) as (database, scene):
        yield Played(database, scene)


@pytest.fixture
def scene(played: Played, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The scene for one test, in place."""
    with django_db_blocker.unblock(), played.database.undone():
        yield played.scene
