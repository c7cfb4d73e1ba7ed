"""``ventanilla serve``: the web server."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.server import Server

from ventanilla.operations.lifeline import Lifeline
from ventanilla.operations.processes import pack_faults, start_django

_PARENT = "VENTANILLA_WEB_PARENT"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer (2)")
    parser.add_argument(
        "--threads", type=int, default=4, help="requests that one process answers at once (4)"
    )


def run(arguments: argparse.Namespace) -> int:
    start_django("web")
    faults = pack_faults(settings.VENTANILLA_PACK)
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    call_command("collectstatic", interactive=False, verbosity=0)
    os.environ[_PARENT] = str(os.getpid())
    server = Server(
        settings.WSGI_APPLICATION,
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=arguments.threads,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
    )
    server.serve(target_loader=_load)
    return 0


def _load(application: str) -> Callable[..., Any]:
    """Called in each worker. Killed, the server itself would leave its workers alive and holding the port."""
    Lifeline(signal.SIGKILL, parent=int(os.environ[_PARENT]))()
    loaded: Callable[..., Any] = import_string(application)
    return loaded
