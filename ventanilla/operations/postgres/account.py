"""Under which account the server runs: our own, or, because PostgreSQL refuses root, an unprivileged one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ventanilla.operations.postgres.faults import PostgresFault

# Debian's and Red Hat's packages make the first; we make the second where neither is there.
_FIRST_CHOICE, _OWN_ACCOUNT = "postgres", "ventanilla-db"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system; ``is_other`` when it is not the one we run under."""

    name: str
    uid: int
    gid: int
    is_other: bool

    @property
    def switch(self) -> Mapping[str, object]:
        """Keyword arguments with which ``subprocess`` starts a program under this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can read the folder and everything above it lets it through."""
        test = subprocess.run(["test", "-r", folder, "-a", "-x", folder], cwd="/", check=False, **self.switch)  # type: ignore[call-overload]
        return bool(test.returncode == 0)

    def own(self, folder: Path) -> None:
        """Make a private folder of ours into this account's."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)


def own_name() -> str:
    """The name of the account we run under, by which the server recognises us."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise PostgresFault(
            f"User id {os.getuid()} has no name on this machine, and PostgreSQL recognises people by name. "
            "Add the account to /etc/passwd, or name a server of your own with DATABASE_URL."
        ) from None


def server_account(announce: Callable[[str], None]) -> Account:
    """The account the server runs under; makes a system account where we are root and there is none."""
    if os.getuid() != 0:
        return Account(own_name(), os.getuid(), os.getgid(), is_other=False)
    for name in (_FIRST_CHOICE, _OWN_ACCOUNT):
        found = _find(name)
        if found:
            return found
    announce(f"PostgreSQL does not run as root: making the system account {_OWN_ACCOUNT} for it")
    _make(_OWN_ACCOUNT)
    made = _find(_OWN_ACCOUNT)
    if made is None:
        raise PostgresFault(
            f"The account {_OWN_ACCOUNT} was made and cannot be found. Run as another user than root."
        )
    return made


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid, is_other=True)


def _make(name: str) -> None:
    program = shutil.which("useradd")
    if program is None:
        raise PostgresFault(
            "PostgreSQL does not run as root and `useradd` is missing. Run as another user than root."
        )
    shell = shutil.which("nologin") or "/bin/false"
    made = subprocess.run(
        [program, "--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", shell, name],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise PostgresFault(
            f"The account {name} cannot be made: {made.stderr.strip()}. Run as another user than root."
        )
