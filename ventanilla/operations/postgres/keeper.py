"""The process that keeps PostgreSQL running while anybody uses it.

Everybody who uses the cluster holds a lock on one file. The keeper runs ``postgres`` in the foreground as its child and,
when the last lock is gone, stops it: whether its users ended, were killed or were killed with -9, because the kernel
takes their locks away. Should the keeper itself be killed, the kernel interrupts its child (a fast, clean shutdown).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ventanilla.operations.lifeline import Lifeline
from ventanilla.operations.postgres.locks import try_alone

_LOOK_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 60


class _Stop(Exception):
    """Somebody asked the keeper to end."""


def main(arguments: list[str]) -> int:
    """Arguments: the users' lock file, the log, user id and group id or ``-``, and the command to keep running."""
    lock_path, log_path, uid, gid, *command = arguments
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _raise_stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with Path(log_path).open("ab") as log:
        switch = {"user": int(uid), "group": int(gid), "extra_groups": []} if uid != "-" else {}
        # The main thread starts it: a parent's death is the death of the thread that made the child.
        server = subprocess.Popen(  # type: ignore[call-overload]
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            preexec_fn=Lifeline(signal.SIGINT),  # noqa: PLW1509  there is one thread here
            **switch,
        )
        with contextlib.suppress(_Stop):
            _keep(server, Path(lock_path))
        return _shut_down(server)


def _keep(server: subprocess.Popen[bytes], lock_path: Path) -> None:
    """Return when the server ended by itself or nobody uses it; in that case nobody can begin to until we are gone."""
    while server.poll() is None and try_alone(lock_path) is None:
        time.sleep(_LOOK_EVERY_SECONDS)


def _shut_down(server: subprocess.Popen[bytes]) -> int:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(number)
        try:
            return server.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        except _Stop:
            continue
    return server.wait()


def _raise_stop(number: int, frame: object) -> None:
    raise _Stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
