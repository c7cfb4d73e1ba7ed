"""20,000 damaged mails, read and judged as `mail parse` and `mail ingest --dry-run` do: time, memory, faults.

`MUTATIONS` and `SEED` of the environment change number and seed. One process for each processor does its share; the
memory is a whole process's peak, program, corpus and all.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
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


@dataclass(slots=True)
class Share:
    """What one process found: the processor's seconds of each mutation, what would be done, what failed."""

    times: list[float] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    peak: float = 0.0


def main() -> int:
    """Read and judge them all and print the figures; 1 if one is too slow, too large, unread or not storable."""
    number, seed = int(os.environ.get("MUTATIONS", "20000")), int(os.environ.get("SEED", "2026"))
    begun, processes = time.monotonic(), min(os.cpu_count() or 1, 4)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        shares = list(
            pool.map(
                _share, [range(first, number, processes) for first in range(processes)], [seed] * processes
            )
        )
    times = sorted(spent for share in shares for spent in share.times)
    failures = [failure for share in shares for failure in share.failures]
    actions = sum((share.actions for share in shares), Counter[str]())
    peak = max(share.peak for share in shares)
    print(
        f"{number:,} mutations of {len(_corpus())} mails, seed {seed}, in {time.monotonic() - begun:.0f} s: {dict(actions)}"
    )
    print(
        f"median {times[len(times) // 2] * 1000:.1f} ms, 99 % {times[len(times) * 99 // 100] * 1000:.0f} ms, "
        f"slowest {times[-1]:.2f} s of {SECONDS:.0f}; peak memory {peak:.0f} MB of {MEGABYTES}; failed: {len(failures)}"
    )
    for failure in failures[:20]:
        print(f"  {failure}")
    return 1 if failures or peak > MEGABYTES else 0


def _share(numbers: range, seed: int) -> Share:
    corpus, share = _corpus(), Share()
    with open_databases() as databases, databases.fresh() as database, database.in_place():
        for number in numbers:
            raw = mutant(number, corpus, seed)
            try:
                spent, action = _answer(raw)
            except Exception as fault:
                share.failures.append(f"{number}: {type(fault).__name__} {fault}")
                continue
            share.times.append(spent)
            share.actions[action] += 1
            if spent > SECONDS:
                share.failures.append(f"{number}: {spent:.2f} s for {len(raw):,} bytes")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    share.peak = used / (1024 if sys.platform != "darwin" else 1024**2)
    return share


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


def _corpus() -> list[bytes]:
    return [mail.read_bytes() for mail in sorted(CORPUS.glob("*.eml"))]
