"""``ventanilla work``: the worker, which sends mail, scans files, watches mailboxes, and does what has come due."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings

import ventanilla.cli.boot_worker  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.intake.watching import watched
from ventanilla.operations.jobs import WorkerLost, run_worker

INTAKE = "intake"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--queue", action="append", metavar="NAME", help="only this queue (may be given again)"
    )
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (4)")


def run(arguments: argparse.Namespace) -> int:
    is_intake = arguments.queue is None or INTAKE in arguments.queue
    try:
        with watched(settings.MAILBOXES if is_intake else {}):
            run_worker(queues=arguments.queue, concurrency=arguments.concurrency)
    except WorkerLost as lost:
        print(lost, file=sys.stderr)
        return 1
    return 0
