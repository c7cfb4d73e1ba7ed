"""The demonstration: starts the parts in their order, and stops them all however it ends itself."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ventanilla.operations.demo.words import addresses, sample_accounts
from ventanilla.operations.lifeline import Lifeline
from ventanilla.operations.postgres import APP_ROLE, OWNER_ROLE, Cluster, ensure_cluster
from ventanilla.operations.postgres.faults import OtherVersion
from ventanilla.operations.postgres.locks import try_alone

_SECONDS_TO_START = 180
_SECONDS_TO_STOP = 15


class DemoFault(Exception):
    """The demonstration cannot start or go on; the text says why and what to do."""


class _Ended(BaseException):
    """A signal asked for the end."""


@dataclass(slots=True)
class Demo:
    """One demonstration: a pack, a port, and a folder that keeps everything between two starts."""

    pack: str
    port: int
    state: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The pack's name as part of a path and a database's name."""
        return re.sub(r"[^a-z0-9]+", "_", Path(self.pack).name.lower()) or "pack"

    @property
    def home(self) -> Path:
        """What this pack's demonstration keeps beside its database."""
        return self.state / self.name

    @property
    def database(self) -> str:
        return f"ventanilla_{self.name}"

    @property
    def mails(self) -> Path:
        return self.home / "mails"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *, reset: bool) -> int:
        """Run until a signal ends it. Returns the exit status; raises DemoFault or PostgresFault."""
        _refuse_taken_port(self.port)
        self.state.mkdir(parents=True, exist_ok=True)
        if try_alone(self.state / "demo.lock") is None:
            raise DemoFault(f"A demonstration already runs on the data in {self.state}. Stop it first.")
        with _signals_end_it():
            cluster = None
            try:
                cluster = _open_cluster(self.state, reset=reset)
                self._start(cluster, reset=reset)
                self._watch()
            except _Ended:
                _say("\nStopping.")
            finally:
                _ignore_signals()
                self._stop()
                if cluster is not None:
                    cluster.release()
        return 0

    def _start(self, cluster: Cluster, *, reset: bool) -> None:
        if reset:
            _say(f"Dropping what the demonstration of {self.pack} kept")
            cluster.server.drop_database(self.database)
            shutil.rmtree(self.home, ignore_errors=True)
        for folder in (self.home, self.mails, self.home / "files", self.home / "static"):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not cluster.server.has_database(self.database):
            cluster.server.create_database(self.database)
        with socket.create_server(("127.0.0.1", 0)) as for_mail:
            environment = self._environment(cluster, mail_port=for_mail.getsockname()[1])
            catcher = ["-m", "ventanilla.operations.demo.catcher", str(for_mail.fileno()), str(self.mails)]
            self._spawn("mail", catcher, environment, keep=(for_mail.fileno(),))
        _say("Bringing the database up to date")
        self._finish("migrate", ["-m", "ventanilla", "migrate"], environment)
        _say("Starting web and worker, and filling in a small population")
        self._spawn("worker", ["-m", "ventanilla", "work"], environment)
        self._spawn("web", ["-m", "ventanilla", "serve", "--port", str(self.port)], environment)
        accounts = self.home / "accounts.json"
        self._finish("population", ["-m", "ventanilla.operations.population", str(accounts)], environment)
        self._wait_until_ready()
        _say(addresses(pack=self.pack, base_url=self.base_url, home=self.home))
        _say(sample_accounts(json.loads(accounts.read_text("utf-8"))))

    def _environment(self, cluster: Cluster, *, mail_port: int) -> dict[str, str]:
        """What a real installation would say of itself, for this one."""
        server = cluster.server
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
            "DATABASE_URL": server.url(APP_ROLE, self.database),
            "DATABASE_OWNER_URL": server.url(OWNER_ROLE, self.database),
            "VENTANILLA_PACK": self.pack,
            "SECRET_KEY": _kept_secret(self.state / "secret"),
            "BASE_URL": self.base_url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            "SCAN": "off",
            "FILES_DIR": str(self.home / "files"),
            "STATIC_DIR": str(self.home / "static"),
            "DEMO": "on",
            "DEMO_MAILS": str(self.mails),
        }

    def _spawn(
        self, name: str, words: list[str], environment: dict[str, str], keep: tuple[int, ...] = ()
    ) -> None:
        """Start a part. It gets a process group of its own, so that Ctrl-C reaches us alone and we stop in order."""
        with self._log(name).open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=keep,
                process_group=0,
                preexec_fn=Lifeline(signal.SIGTERM),  # noqa: PLW1509  there is one thread here
            )

    def _finish(self, name: str, words: list[str], environment: dict[str, str]) -> None:
        """Run a part to its end."""
        start = self._log(name).stat().st_size if self._log(name).exists() else 0
        self._spawn(name, words, environment)
        status = self.children[name].wait()
        del self.children[name]
        if status != 0:
            printed = self._log(name).read_bytes()[start:].decode("utf-8", "replace")
            raise DemoFault(f"`{name}` failed:\n{printed.rstrip()}")

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + _SECONDS_TO_START
        while not _answers(f"{self.base_url}/readyz"):
            self._check_children()
            if time.monotonic() > give_up:
                raise DemoFault(
                    f"The web did not answer within {_SECONDS_TO_START} s. See {self._log('web')}."
                )
            time.sleep(0.1)

    def _watch(self) -> None:
        """Until a signal, or until a part ends by itself, which it should not."""
        while True:
            self._check_children()
            time.sleep(0.5)

    def _check_children(self) -> None:
        for name, child in self.children.items():
            status = child.poll()
            if status is not None:
                last = self._log(name).read_text("utf-8", "replace").splitlines()[-10:]
                words = "\n".join([f"`{name}` ended by itself (status {status}):", *last])
                raise DemoFault(f"{words}\nThe rest stands in {self._log(name)}.")

    def _stop(self) -> None:
        """Ask each part to end, the web first, so that nobody is left without the part he needs."""
        for child in reversed(self.children.values()):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _log(self, name: str) -> Path:
        return self.home / f"{name}.log"


def _open_cluster(state: Path, *, reset: bool) -> Cluster:
    try:
        return ensure_cluster(state, announce=_say)
    except OtherVersion:
        if not reset:
            raise
        shutil.rmtree(state / "postgresql")
        return ensure_cluster(state, announce=_say)


def _refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DemoFault(
                f"Port {port} cannot be used ({error.strerror}). Choose another with --port."
            ) from None


def _kept_secret(path: Path) -> str:
    """The key that signs sessions; kept, so that a restart signs nobody out."""
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "ascii")
    return path.read_text("ascii")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def _signals_end_it() -> Iterator[None]:
    def end(number: int, frame: Any) -> None:
        raise _Ended

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """A second Ctrl-C must not interrupt the orderly end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _say(line: str) -> None:
    print(line, flush=True)
