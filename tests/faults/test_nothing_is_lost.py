"""Everything is killed with -9 while people write: what was acknowledged is there, once.

`VENTANILLA_FAULTS=full` sends 2,000 mails and 500 forms, as `python3 run.py bench faults` does; else few of both.
`SEED` gives other mails and other moments.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.faults.load import FULL, SMALL, endured
from tests.faults.reckoning import faults_of, figures
from ventanilla.operations.state import state_home


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder that PostgreSQL's account can enter, which a temporary folder of root's is not."""
    state_home().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=state_home()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_acknowledged_is_lost_and_nothing_is_filed_twice(
    state: Path, django_db_blocker: DjangoDbBlocker, capsys: pytest.CaptureFixture[str]
) -> None:
    scale = FULL if os.environ.get("VENTANILLA_FAULTS") == "full" else SMALL
    seed = int(os.environ.get("SEED", "2026"))
    with django_db_blocker.unblock(), endured(scale, seed=seed, state=state) as outcome:
        faults = faults_of(outcome)
        with capsys.disabled():
            print(f"\nseed {seed}: {figures(outcome)}\n{len(faults)} faults")
        assert not faults, outcome.installation.last_words()
        assert all(outcome.installation.killed.values()), outcome.installation.killed
