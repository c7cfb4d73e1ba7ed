"""How long the desk's busiest pages take with few cases and with 20,000: medians of one client, and their ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

import bench.boot  # noqa: F401  Django must be up before the rooms are imported
from bench.bulk import load_cases, settle
from tests.cast import Cast, make_cast
from tests.databases import TestDatabase, open_databases
from ventanilla.cases.models import Case
from ventanilla.cases.search import index_pending

FEW, MANY = 200, 20_000
TARGET_MS = 60.0
BATCHES, REQUESTS = 3, 15
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Timing:
    """The median of one page in milliseconds; of three batches the best, since machines are busy.

    `cpu_ms` is the median of our own process's work, which another load on the machine hardly moves.
    """

    page: str
    median_ms: float
    cpu_ms: float


def fill(database: TestDatabase, cast: Cast, count: int) -> None:
    """Cases of the officer's unit, and their words in the search."""
    load_cases(
        count,
        procedure="general-request",
        applicants=[cast.applicant, cast.stranger],
        officers=[cast.officer, cast.colleague],
        now=timezone.now(),
    )
    while index_pending():
        pass
    settle(database)


def time_pages(cast: Cast) -> Iterator[Timing]:
    """The queue, a case, a search and the applicant's list, as one client sees them."""
    open_case = Case.objects.filter(phase="in_review").latest("id")
    officer, applicant = Client(), Client()
    officer.force_login(cast.officer, backend=BACKEND)
    applicant.force_login(cast.applicant, backend=BACKEND)
    yield Timing("queue", *_median(officer, "/mesa/?vista=unit"))
    yield Timing("case", *_median(officer, f"/mesa/casos/{open_case.number}/"))
    yield Timing("search", *_median(officer, "/mesa/buscar/?q=fianza"))
    yield Timing("my cases", *_median(applicant, "/casos/"))


def _median(client: Client, path: str) -> tuple[float, float]:
    best, least = float("inf"), float("inf")
    client.get(path)
    for _ in range(BATCHES):
        times, works = [], []
        for _ in range(REQUESTS):
            start, worked = time.perf_counter(), time.process_time()
            response = client.get(path)
            times.append((time.perf_counter() - start) * 1000)
            works.append((time.process_time() - worked) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{path}: {response.status_code}")
        best, least = min(best, statistics.median(times)), min(least, statistics.median(works))
    return best, least


def main() -> int:
    """Print each page with few and with many cases, and their ratio; status 1 where the target is missed."""
    with ExitStack() as stack:
        databases = stack.enter_context(open_databases())
        database = stack.enter_context(databases.fresh())
        database.connect()
        stack.callback(database.disconnect)
        cast = make_cast()
        fill(database, cast, FEW)
        few = {timing.page: timing.median_ms for timing in time_pages(cast)}
        fill(database, cast, MANY - FEW)
        missed = False
        for timing in time_pages(cast):
            ratio = timing.median_ms / few[timing.page]
            before, after = (
                f"{few[timing.page]:.1f} ms with {FEW}",
                f"{timing.median_ms:.1f} ms with {MANY:,}",
            )
            print(f"{timing.page}: {before}, {after}; ratio {ratio:.2f}")
            missed |= timing.median_ms > TARGET_MS
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
