"""Which process is whose child, as the kernel tells it."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children_of(process: int) -> list[int]:
    """The living children of a process, whichever of its threads made them."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(OSError):
                found += [int(word) for word in (thread / "children").read_text("ascii").split()]
    return [child for child in found if command_of(child)]


def command_of(process: int) -> str:
    """Its words, separated by spaces; "" where it has ended, though nobody has asked how."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def kill(process: int) -> bool:
    """Kill -9; False where it had ended before."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
