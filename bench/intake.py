"""How many mails a second come in: kept, then filed by two loops with the receipt queued; and how many go astray.

``python -m bench.intake --help`` names the choices. Without ``--durable`` it runs on the tests' cluster, which syncs
nothing to disk; the target is meant with it. CPU seconds a mail survive a busy machine, messages a second do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

import bench.boot  # noqa: F401  Django must be up before the rooms are imported
from bench.bulk import load_cases, load_people, load_traces, settle
from bench.letters import Written, new_mails, replies
from tests.cast import UNIT, make_cast
from tests.databases import TestDatabase, open_databases
from ventanilla.intake.draining import file_one, file_waiting
from ventanilla.mail.incoming import claim, receive_mail
from ventanilla.mail.models import MailInbound, MailOutgoing
from ventanilla.people.models import Person

CASES, MAILS, LOOPS = 20_000, 2_000, 2
TARGET = 50.0
LEAST_WITH_MANY = 0.8
LEAST_OF_REPLIES = 0.9
BOX = "solicitudes"
PROCEDURE = "general-request"


@dataclass(frozen=True, slots=True)
class Run:
    """What filing `count` mails took. `cpu` is that of the loops, `server_cpu` that of their database connections."""

    count: int
    received: float
    seconds: float
    cpu: float
    server_cpu: float

    @property
    def rate(self) -> float:
        """Messages a second, all loops together."""
        return self.count / self.seconds

    @property
    def cpu_each(self) -> float:
        """CPU seconds a mail, of the loops and their database connections."""
        return (self.cpu + self.server_cpu) / self.count

    def __str__(self) -> str:
        return (
            f"{self.rate:.1f} a second; CPU a mail: {1000 * self.cpu / self.count:.1f} ms of the loop and "
            f"{1000 * self.server_cpu / self.count:.1f} ms of the database; kept before at "
            f"{self.count / self.received:.0f} a second"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """New mails, replies to their receipts, and how many of these were not filed where they belong."""

    new: Run
    replies: Run
    astray: int


@contextmanager
def measuring(*, durable: bool) -> Iterator[TestDatabase]:
    """A database and a folder for files of one's own."""
    with ExitStack() as stack:
        database = stack.enter_context(stack.enter_context(open_databases(durable=durable)).fresh())
        database.connect()
        stack.callback(database.disconnect)
        stack.enter_context(own_files())
        yield database


@contextmanager
def own_files() -> Iterator[None]:
    """Files of this measurement in a folder of their own, which goes with it."""
    before, settings.FILES_DIR = settings.FILES_DIR, tempfile.mkdtemp(prefix="ventanilla-bench-")
    try:
        yield
    finally:
        shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
        settings.FILES_DIR = before


def fill(database: TestDatabase, count: int) -> None:
    """`count` cases more, a person for every four of them, and what threading asks of each."""
    if not Person.objects.exists():
        make_cast()
    people = load_people(max(1, count // 4))
    officers = list(Person.objects.filter(memberships__unit=UNIT))
    load_cases(
        count,
        procedure=PROCEDURE,
        applicants=people,
        officers=officers,
        now=timezone.now(),
        seed=people[0].pk,
    )
    load_traces()
    settle(database)


def measure(database: TestDatabase, *, mails: int, run: str) -> Measured:
    """Both kinds of mail, one after the other."""
    new = drain(database, list(new_mails(mails, run=run)))
    rows = MailOutgoing.objects.filter(kind="receipt_by_email", recipient__startswith=f"{run}.")
    receipts = list(rows.order_by("id"))
    if len(receipts) != mails:
        became = MailInbound.objects.filter(message_id__startswith=f"<{run}-").values_list("state", "reason")
        raise RuntimeError(f"{mails} mails, {len(receipts)} receipts: {Counter(became)}")
    written = list(replies(receipts, run=f"{run}-re"))
    answered = drain(database, written)
    filed = MailInbound.objects.filter(message_id__startswith=f"<{run}-re-", state="filed")
    truth = {item.sender: item.answers for item in written}
    right = sum(truth[sender] == ref for sender, ref in filed.values_list("sender", "ref"))
    return Measured(new, answered, mails - right)


def drain(database: TestDatabase, written: list[Written]) -> Run:
    """Keep these mails, then have two processes file them."""
    received = receive(written)
    context = multiprocessing.get_context("spawn")
    ready: Barrier = context.Barrier(LOOPS + 1)
    told: Queue[tuple[int, float, float]] = context.Queue()
    arguments = (database, str(settings.FILES_DIR), ready, told)
    loops = [context.Process(target=_loop, args=arguments) for _ in range(LOOPS)]
    for loop in loops:
        loop.start()
    ready.wait()
    start = time.perf_counter()
    ends = [told.get() for _ in loops]
    seconds = time.perf_counter() - start
    for loop in loops:
        loop.join()
    if sum(end[0] for end in ends) != len(written):
        raise RuntimeError(f"{len(written)} mails came, the loops looked at {ends}")
    return Run(len(written), received, seconds, sum(end[1] for end in ends), sum(end[2] for end in ends))


def receive(written: list[Written]) -> float:
    """Keep mails as a transport does; returns the seconds it took."""
    start = time.perf_counter()
    for item in written:
        receive_mail(
            box=BOX,
            raw=[item.raw],
            envelope_from=item.sender,
            recipients=(),
            at=timezone.now(),
        )
    return time.perf_counter() - start


def _loop(database: TestDatabase, files: str, ready: Barrier, told: Queue[tuple[int, float, float]]) -> None:
    database.connect()
    settings.FILES_DIR = files
    backend = _backend()
    claim(at=timezone.now() - dt.timedelta(days=365))  # connected, and what is read once is read
    ready.wait()
    before = resource.getrusage(resource.RUSAGE_SELF), _cpu_of(backend)
    done = file_waiting(clock=timezone.now)
    after = resource.getrusage(resource.RUSAGE_SELF), _cpu_of(backend)
    own = after[0].ru_utime + after[0].ru_stime - before[0].ru_utime - before[0].ru_stime
    told.put((done, own, after[1] - before[1]))
    database.disconnect()


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu_of(process: int) -> float:
    """User and system seconds of another process; 0 where the server is not on this machine."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def statements(written: list[Written]) -> float:
    """How many statements filing one of these takes, savepoints among them."""
    counted = 0

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(sql, parameters, many, context)

    receive(written)
    ids = list(MailInbound.objects.filter(state="received").values_list("id", flat=True))
    with connection.execute_wrapper(count):
        for inbound in ids:
            file_one(inbound, at=timezone.now())
    return counted / len(ids)


def report(measured: Measured, cases: int) -> None:
    """Print one measurement."""
    ratio = measured.replies.rate / measured.new.rate
    by_cpu = measured.new.cpu_each / measured.replies.cpu_each
    print(f"with {cases:,} cases, new mails: {measured.new}")
    print(f"with {cases:,} cases, replies:   {measured.replies}")
    print(f"  replies as fast as new ones: ratio {ratio:.2f} (by CPU {by_cpu:.2f})")
    print(f"  mis-threaded: {measured.astray} of {measured.replies.count}", flush=True)


def missed(few: Measured, many: Measured | None) -> list[str]:
    """A line for each target that is not reached."""
    lines = []
    if few.new.rate < TARGET:
        lines.append(f"{few.new.rate:.1f} messages a second, {TARGET:.0f} are wanted")
    if few.replies.rate < LEAST_OF_REPLIES * few.new.rate:
        lines.append("replies are slower than new mails")
    if many and many.new.rate < LEAST_WITH_MANY * few.new.rate:
        lines.append(f"with many cases it is slower than {LEAST_WITH_MANY} of that")
    if few.astray or (many and many.astray):
        lines.append("mails went astray")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; status 1 with ``--hold`` where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases the database holds")
    parser.add_argument("--many", type=int, default=0, help="measure again with so many cases, and compare")
    parser.add_argument("--mails", type=int, default=MAILS, help="how many mails of each kind")
    parser.add_argument(
        "--durable", action="store_true", help="a cluster that syncs to disk as production does"
    )
    parser.add_argument("--hold", action="store_true", help="fail where a target is missed")
    given = parser.parse_args(arguments or [])
    many = None
    with measuring(durable=given.durable) as database:
        print("cluster: " + ("durable" if given.durable else "the tests', which syncs nothing"))
        fill(database, given.cases)
        print(f"statements a new mail: {statements(list(new_mails(20, run='cuenta'))):.1f}")
        receipts = list(MailOutgoing.objects.filter(recipient__startswith="cuenta."))
        print(f"statements a reply: {statements(list(replies(receipts, run='cuenta-re'))):.1f}")
        few = measure(database, mails=given.mails, run="pocos")
        report(few, given.cases)
        if given.many > given.cases:
            fill(database, given.many - given.cases)
            many = measure(database, mails=given.mails, run="muchos")
            report(many, given.many)
            print(f"as fast as with {given.cases:,}: ratio {many.new.rate / few.new.rate:.2f}")
            print(f"  by CPU: {few.new.cpu_each / many.new.cpu_each:.2f}")
    lines = missed(few, many)
    for line in lines:
        print(f"missed: {line}")
    return int(bool(lines) and given.hold)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
