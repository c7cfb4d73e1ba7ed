"""The product as it runs for people: web and worker as processes of their own, a database, mail, a population."""

from __future__ import annotations

import contextlib
import os
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

from tests.databases import TestDatabase
from tests.formal.tax_system import tax_system
from tests.journeys.mailbox import Mailbox, open_mailbox
from ventanilla.operations.lifeline import Lifeline

SECONDS_TO_START = 90
SECONDS_TO_STOP = 20
PASSWORD = "Ventanilla#2026"
"""The password of every account of the population."""


@dataclass(frozen=True, slots=True)
class Product:
    """A running installation: where it answers, which pack it serves, what mails it sent, where its files lie.

    `signing` is the folder of the certificates that acts are signed with. Its tax system knows nobody.
    """

    url: str
    pack: str
    mailbox: Mailbox
    files: Path
    signing: Path
    environment: dict[str, str] = field(default_factory=dict)

    def receive(self, raw: bytes) -> None:
        """Let a mail come in, as the mail server hands it over."""
        words = [sys.executable, "-m", "ventanilla", "mail", "ingest", "-"]
        subprocess.run(words, env=self.environment, input=raw, check=True, capture_output=True)


@contextlib.contextmanager
def running_product(database: TestDatabase, *, pack: str, folder: Path, static: Path) -> Iterator[Product]:
    """Start everything for `pack` with its population, and stop it at the end of the block."""
    mails = folder / "mails"
    mails.mkdir()
    with open_mailbox(mails) as mailbox, tax_system((404, "")) as taxes:
        port = _free_port()
        signing = folder / "signing"
        signing.mkdir(mode=0o700)
        product = Product(
            url=f"http://127.0.0.1:{port}",
            pack=pack,
            mailbox=mailbox,
            files=folder / "files",
            signing=signing,
        )
        environment = _environment(product, database, static)
        environment |= {"SOLVENCY_URL": taxes.url, "SOLVENCY_TOKEN": "a-token"}
        product.environment.update(environment)
        population = ["-m", "ventanilla.operations.population", str(folder / "accounts.json")]
        with (folder / "log").open("wb") as log:
            serve = ["serve", "--port", str(port), "--workers", "1", "--threads", "4"]
            with _started(serve, environment, log) as web, _started(["work"], environment, log) as worker:
                # As the demonstration does: the parts come up while the population is made.
                subprocess.run(
                    [sys.executable, *population], env=environment, check=True, stdout=log, stderr=log
                )
                _wait_until_ready(product.url, (web, worker), folder / "log")
                yield product


def _environment(product: Product, database: TestDatabase, static: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "VENTANILLA_PACK": product.pack,
        "SECRET_KEY": "not-a-secret-this-signs-nothing-but-the-journeys",
        "BASE_URL": product.url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SMTP_URL": product.mailbox.url,
        "SCAN": "off",
        "FILES_DIR": str(product.files),
        "STATIC_DIR": str(static),
        "SIGNING_DIR": str(product.signing),
        "DEMO": "on",
        "DEMO_MAILS": str(product.mailbox.folder),
    }


@contextlib.contextmanager
def _started(words: list[str], environment: dict[str, str], log: object) -> Iterator[subprocess.Popen[bytes]]:
    """A part of the product; it ends with the block, and with us if we are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ventanilla", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,  # type: ignore[call-overload]
        stderr=log,
        process_group=0,
        preexec_fn=Lifeline(signal.SIGTERM),  # noqa: PLW1509  it only asks the kernel for a signal
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(url: str, parts: tuple[subprocess.Popen[bytes], ...], log: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while not _answers(f"{url}/readyz"):
        ended = [part.args for part in parts if part.poll() is not None]
        if ended or time.monotonic() > give_up:
            said = log.read_text("utf-8", "replace")[-3000:]
            raise AssertionError(f"{ended or url} did not come up:\n{said}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
