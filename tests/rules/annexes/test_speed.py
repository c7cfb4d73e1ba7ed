"""Twenty thousand lines are read, computed and told in time. The bound is generous, for it
holds under a tracer of coverage too: the measurement is `bench annexes`."""

from __future__ import annotations

import pytest

from bench.annexes import as_csv, as_xlsx, seconds
from ventanilla.rules.annexes.reading import MOST_ROWS


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_the_largest_annex_takes_seconds(made: object) -> None:
    assert seconds(made(MOST_ROWS)) < 30  # type: ignore[operator]
