"""20,000 damaged mails read: the slowest, the memory, and whether anything raised or could not be stored.

`MUTATIONS` and `SEED` of the environment change number and seed. The memory is the whole process's peak, corpus included.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

from tests.mime.mutating import mutant
from tests.mime.test_mutations import assert_storable
from ventanilla.mime import read

CORPUS = Path(__file__).parents[1] / "tests" / "mime" / "corpus"
SECONDS, MEGABYTES = 1.0, 200


def main() -> int:
    """Read them all and print the figures; 1 if one is too slow, too large, unread or not storable."""
    number = int(os.environ.get("MUTATIONS", "20000"))
    seed = int(os.environ.get("SEED", "2026"))
    corpus = [mail.read_bytes() for mail in sorted(CORPUS.glob("*.eml"))]
    times: list[float] = []
    failures: list[str] = []
    for one in range(number):
        raw = mutant(one, corpus, seed)
        begin = time.process_time()
        try:
            mail = read(raw)
            times.append(time.process_time() - begin)
            assert_storable(mail)
        except Exception as fault:
            failures.append(f"{one}: {type(fault).__name__} {fault}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    slow = sum(spent > SECONDS for spent in times)
    times.sort()
    print(f"{number:,} mutations of {len(corpus)} mails, seed {seed}")
    print(
        f"median {times[len(times) // 2] * 1000:.1f} ms, 99 % {times[len(times) * 99 // 100] * 1000:.0f} ms, slowest {times[-1]:.2f} s"
    )
    print(f"over {SECONDS:.0f} s: {slow}; peak memory {peak:.0f} MB of {MEGABYTES}; failed: {len(failures)}")
    for failure in failures[:20]:
        print(f"  {failure}")
    return 1 if slow or failures or peak > MEGABYTES else 0
