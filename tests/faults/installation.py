"""A whole installation in a folder of its own, whose parts are killed and started again as a supervisor starts them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import TestDatabase
from tests.faults.processes import children_of, command_of, kill
from ventanilla.operations.lifeline import Lifeline
from ventanilla.operations.postgres import APP_ROLE, OWNER_ROLE, Cluster, PostgresFault, ensure_cluster

DATABASE = "ventanilla"
SECONDS_TO_START, SECONDS_TO_STOP = 120, 30
RESTART_AFTER = 1.0
"""Seconds between two starts of one part, so that one that cannot start yet leaves the others a processor."""
VICTIMS = ("web", "web process", "worker", "receiver", "keeper", "postgres", "postgres process")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Part:
    """A program of ours that runs until it is asked to end, or is started again."""

    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts: int = 0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True)
class Installation:
    """PostgreSQL as it is by default (it syncs), web, worker and receiver. Everything is called from one thread."""

    state: Path
    smtp_url: str
    cluster: Cluster | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VICTIMS, 0))
    database_faults: list[str] = field(default_factory=list)
    http_port: int = field(default_factory=free_port)
    lmtp_port: int = field(default_factory=free_port)

    @property
    def database(self) -> TestDatabase:
        assert self.cluster is not None
        return TestDatabase(self.cluster.server, DATABASE)

    @property
    def files(self) -> Path:
        return self.state / "files"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def start(self) -> None:
        """Make the database and start every part."""
        self.cluster = ensure_cluster(self.state, announce=self._note)
        self.cluster.server.create_database(DATABASE)
        self.finish("migrate")
        serve = ["serve", "--port", str(self.http_port), "--workers", "2", "--threads", "4"]
        receive = ["receive", "--port", str(self.lmtp_port)]
        self.parts = {"web": Part(serve), "worker": Part(["work"]), "receiver": Part(receive)}
        self.tend()
        self.wait_until(self.is_whole, "start", 3 * SECONDS_TO_START)

    def tend(self) -> None:
        """Start again what has ended; the database first."""
        if not self._keeper() and not self._start_database():
            return
        for part in self.parts.values():
            if not part.is_running and time.monotonic() >= part.started_at + RESTART_AFTER:
                part.process = self._spawn(part.words)
                part.started_at, part.starts = time.monotonic(), part.starts + 1

    def strike(self, victim: str, chance: random.Random) -> bool:
        """Kill -9 a process of that kind; False where none is alive at this moment."""
        alive = self._processes(victim)
        is_struck = bool(alive) and kill(chance.choice(alive))
        self.killed[victim] += is_struck
        return is_struck

    def is_whole(self) -> bool:
        """Whether every part runs, and those that can be asked answer."""
        if not self._keeper() or not all(part.is_running for part in self.parts.values()):
            return False
        return _listens(self.lmtp_port) and _answers(f"{self.url}/readyz")

    def tend_for(self, seconds: float) -> None:
        """Let some time go by."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tend()
            time.sleep(0.1)

    def wait_until(self, is_so: Callable[[], bool], what: str, seconds: float = SECONDS_TO_START) -> None:
        """Tend everything until something is so. AssertionError with the last words of the log where it never is."""
        give_up = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < give_up, f"never came: {what}\n{self.last_words()}"
            self.tend()
            time.sleep(0.1)

    def finish(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours to its end, which has to be a good one."""
        command = [sys.executable, "-m", "ventanilla", *words]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"`ventanilla {' '.join(words)}` failed:\n{done.stdout}{done.stderr}"
        return done

    def end_parts(self) -> None:
        """Ask each part to end; what it has in hand it brings to an end. The database stays."""
        for part in self.parts.values():
            if part.process is not None and part.process.poll() is None:
                part.process.terminate()
        for part in self.parts.values():
            if part.process is not None:
                try:
                    part.process.wait(SECONDS_TO_STOP)
                except subprocess.TimeoutExpired:
                    part.process.kill()
                    part.process.wait()

    def end(self) -> None:
        """End everything, however far it came."""
        self.end_parts()
        if self.cluster is not None:
            self.cluster.release()

    def last_words(self) -> str:
        """The end of what the parts and PostgreSQL said."""
        said = [self.state / "log", self.state / "postgresql.log"]
        return "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in said if path.exists())

    def _start_database(self) -> bool:
        """Whether it runs now; a start that failed is noted and tried again."""
        if self.cluster is not None:
            self.cluster.release()
        try:
            self.cluster = ensure_cluster(self.state, announce=self._note)
        except PostgresFault as fault:
            self.cluster = None
            self.database_faults.append(str(fault))
            return False
        return True

    def _processes(self, victim: str) -> list[int]:
        keeper = self._keeper()
        postgres = [child for one in keeper for child in children_of(one)]
        if victim == "keeper":
            return keeper
        if victim == "postgres":
            return postgres
        if victim == "postgres process":
            return [child for one in postgres for child in children_of(one)]
        process = self.parts[victim.partition(" ")[0]].process
        if process is None or process.poll() is not None:
            return []
        return children_of(process.pid) if victim == "web process" else [process.pid]

    def _keeper(self) -> list[int]:
        mark = f"ventanilla.operations.postgres.keeper {self.state}"
        return [child for child in children_of(os.getpid()) if mark in command_of(child)]

    def _spawn(self, words: list[str]) -> subprocess.Popen[bytes]:
        with (self.state / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "ventanilla", *words],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=Lifeline(signal.SIGKILL),  # noqa: PLW1509  it only asks the kernel for a signal
            )

    def _environment(self) -> dict[str, str]:
        assert self.cluster is not None
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
            "DATABASE_URL": self.cluster.server.url(APP_ROLE, DATABASE),
            "DATABASE_OWNER_URL": self.cluster.server.url(OWNER_ROLE, DATABASE),
            "VENTANILLA_PACK": "sv",
            "SECRET_KEY": "not-a-secret-this-signs-nothing-but-the-fault-test",
            "BASE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SMTP_URL": self.smtp_url,
            "SCAN": "off",
            "FILES_DIR": str(self.files),
            "STATIC_DIR": str(self.state / "static"),
            "TRUSTED_PROXIES": "1",  # each form comes from an address of its own: limits are for one address
            "DEMO": "off",
        }

    def _note(self, line: str) -> None:
        with (self.state / "log").open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")


@contextlib.contextmanager
def installed(state: Path, smtp_url: str) -> Iterator[Installation]:
    """A running installation for as long as the block lasts."""
    installation = Installation(state, smtp_url)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status == 200)
    except OSError:
        return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
