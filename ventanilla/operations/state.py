"""Where the parts that the program runs for itself keep their data."""

from __future__ import annotations

import os
from pathlib import Path


def state_home() -> Path:
    """``VENTANILLA_STATE``, else the system's place for it: /var/lib for root, the XDG state folder for people."""
    given = os.environ.get("VENTANILLA_STATE")
    if given:
        return Path(given).expanduser().absolute()
    if os.getuid() == 0:
        return Path("/var/lib/ventanilla")
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "ventanilla"
