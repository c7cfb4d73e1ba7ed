"""With 20,000 cases the desk's pages answer one client within their target at the median."""

from __future__ import annotations

import os

import pytest

from bench.pages import MANY, TARGET_MS, fill, time_pages
from tests.cast import make_cast
from tests.databases import TestDatabase

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"),
    reason="takes a minute; CI runs it, and `python3 run.py bench pages` prints the figures",
)


def test_pages_answer_in_time_with_many_cases(own_database: TestDatabase) -> None:
    cast = make_cast()
    fill(cast, MANY)
    times = {timing.page: timing.median_ms for timing in time_pages(cast)}
    assert all(median <= TARGET_MS for median in times.values()), times
