"""2,000 mails and 500 forms while every kind of process is killed with -9: what is lost, or filed twice.

`SEED` of the environment gives other mails and other moments; `VENTANILLA_FAULTS=small` a load as the tests have it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import bench.boot  # noqa: F401  Django must be up before the rooms are imported
from tests.faults.load import FULL, SMALL, endured
from tests.faults.reckoning import faults_of, figures
from ventanilla.operations.state import state_home


def main() -> int:
    """Print the figures and what does not hold; 1 if anything does not."""
    scale = SMALL if os.environ.get("VENTANILLA_FAULTS") == "small" else FULL
    seed = int(os.environ.get("SEED", "2026"))
    state_home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="faults-", dir=state_home()) as folder:
        state = Path(folder)
        state.chmod(0o755)  # PostgreSQL's account has to enter it
        with endured(scale, seed=seed, state=state) as outcome:
            faults = faults_of(outcome)
            print(f"seed {seed}: {figures(outcome)}\n{len(faults)} faults")
            for fault in faults[:50]:
                print(f"  {fault}")
            if faults:
                print(outcome.installation.last_words())
    return 1 if faults else 0
