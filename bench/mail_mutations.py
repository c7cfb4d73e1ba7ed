"""20,000 damaged mails, read and judged as `mail parse` and `mail ingest --dry-run` do: time, memory, faults.

`MUTATIONS` and `SEED` of the environment change number and seed. The memory is the whole process's peak, program,
corpus and all.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from django.utils import timezone

import bench.boot  # noqa: F401  Django must be up before the rooms are imported
from tests.databases import open_databases
from tests.mime.mutating import mutant
from tests.mime.storing import assert_fits, assert_storable
from ventanilla.cli.commands.mail import as_json
from ventanilla.intake.boxes import box_of
from ventanilla.intake.filing import foresee
from ventanilla.intake.letters import address_letter, recipients_of
from ventanilla.mime import read

CORPUS = Path(__file__).parents[1] / "tests" / "mime" / "corpus"
SECONDS, MEGABYTES = 1.0, 200


def main() -> int:
    """Read and judge them all and print the figures; 1 if one is too slow, too large, unread or not storable."""
    number, seed = int(os.environ.get("MUTATIONS", "20000")), int(os.environ.get("SEED", "2026"))
    corpus = [mail.read_bytes() for mail in sorted(CORPUS.glob("*.eml"))]
    times: list[float] = []
    failures: list[str] = []
    actions: Counter[str] = Counter()
    with open_databases() as databases, databases.fresh() as database, database.in_place():
        begun = time.monotonic()
        for one in range(number):
            raw = mutant(one, corpus, seed)
            try:
                spent, action = _answer(raw)
            except Exception as fault:
                failures.append(f"{one}: {type(fault).__name__} {fault}")
                continue
            times.append(spent)
            actions[action] += 1
            if spent > SECONDS:
                failures.append(f"{one}: {spent:.2f} s for {len(raw):,} bytes")
        took = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    times.sort()
    print(f"{number:,} mutations of {len(corpus)} mails, seed {seed}, {took:.0f} s: {dict(actions)}")
    print(
        f"median {times[len(times) // 2] * 1000:.1f} ms, 99 % {times[len(times) * 99 // 100] * 1000:.0f} ms, "
        f"slowest {times[-1]:.2f} s of {SECONDS:.0f}; peak memory {peak:.0f} MB of {MEGABYTES}; failed: {len(failures)}"
    )
    for failure in failures[:20]:
        print(f"  {failure}")
    return 1 if failures or peak > MEGABYTES else 0


def _answer(raw: bytes) -> tuple[float, str]:
    """The processor's seconds for both commands' answers, and what would be done; raises where one cannot be kept."""
    begin = time.process_time()
    mail = read(raw)
    json.dumps(as_json(mail))
    letter = address_letter(mail, box=box_of(recipients_of(mail)))
    filed = foresee(letter, at=timezone.now())
    spent = time.process_time() - begin
    assert_storable(mail)
    assert_fits(letter, filed)
    return spent, filed.action
