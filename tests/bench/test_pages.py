"""With twenty-five times the cases the desk's pages take hardly longer. `run.py bench pages` prints the times, with 20,000."""

from __future__ import annotations

import os

import pytest

from bench.pages import FEW, fill, time_pages
from tests.cast import make_cast
from tests.databases import TestDatabase

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"),
    reason="takes half a minute; CI runs it, and `python3 run.py bench pages` prints the figures",
)
MANY = 5_000
SLOWER = 4
"""How much longer a page may take with so many: one that builds every case would take far more."""


def test_pages_take_hardly_longer_with_many_cases(own_database: TestDatabase) -> None:
    cast = make_cast()
    fill(own_database, cast, FEW)
    few = {timing.page: timing.median_ms for timing in time_pages(cast)}
    fill(own_database, cast, MANY - FEW)
    many = list(time_pages(cast))
    assert all(timing.median_ms <= SLOWER * few[timing.page] for timing in many), (few, many)
