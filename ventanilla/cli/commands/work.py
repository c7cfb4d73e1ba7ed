"""``ventanilla work``: the worker, which sends mail, scans files, and does what has come due."""

from __future__ import annotations

import argparse
import sys

from ventanilla.operations.jobs import WorkerLost, run_worker
from ventanilla.operations.processes import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--queue", action="append", metavar="NAME", help="only this queue (may be given again)"
    )
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (4)")


def run(arguments: argparse.Namespace) -> int:
    start_django("worker")
    try:
        run_worker(queues=arguments.queue, concurrency=arguments.concurrency)
    except WorkerLost as lost:
        print(lost, file=sys.stderr)
        return 1
    return 0
