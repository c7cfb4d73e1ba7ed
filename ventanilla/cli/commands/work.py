"""``ventanilla work``: the worker, which sends mail, scans files, and does what has come due."""

from __future__ import annotations

import argparse

from ventanilla.operations.jobs import run_worker
from ventanilla.operations.processes import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--queue", action="append", metavar="NAME", help="only this queue (may be given again)"
    )
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (4)")


def run(arguments: argparse.Namespace) -> int:
    start_django("worker")
    run_worker(queues=arguments.queue, concurrency=arguments.concurrency)
    return 0
