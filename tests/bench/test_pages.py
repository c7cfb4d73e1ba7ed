"""With a hundred times the cases the desk's pages take hardly longer. Absolute times are `run.py bench pages`'s."""

from __future__ import annotations

import os

import pytest

from bench.pages import FEW, MANY, fill, time_pages
from tests.cast import make_cast
from tests.databases import TestDatabase

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"),
    reason="takes a minute; CI runs it, and `python3 run.py bench pages` prints the figures",
)
SLOWER = 4
"""How much longer a page may take with a hundred times the cases: a walk of the table would take far more."""


def test_pages_take_hardly_longer_with_many_cases(own_database: TestDatabase) -> None:
    cast = make_cast()
    fill(own_database, cast, FEW)
    few = {timing.page: timing.median_ms for timing in time_pages(cast)}
    fill(own_database, cast, MANY - FEW)
    many = list(time_pages(cast))
    assert all(timing.median_ms <= SLOWER * few[timing.page] for timing in many), (few, many)
