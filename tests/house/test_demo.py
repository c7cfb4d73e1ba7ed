"""The demonstration as a person starts and ends it: nothing is left running, and nothing is broken."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ventanilla.operations.state import state_home

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are counted in /proc"),
    pytest.mark.xdist_group("demonstration"),
]

SECONDS_TO_START = 120
SECONDS_TO_END = 30


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """A state folder for these tests alone, kept between starts as a person's would be."""
    folder = state_home().with_name(f"{state_home().name}-demo-{os.getpid()}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_demo(state: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demonstration that answers, and its address."""
    port = free_port()
    demo = subprocess.Popen(
        [sys.executable, "-m", "ventanilla", "demo", "--port", str(port)],
        env={**os.environ, "VENTANILLA_STATE": str(state), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert demo.stdout is not None
        printed = []
        for line in demo.stdout:
            printed.append(line)
            if line.startswith("Sample accounts"):
                break
        else:
            pytest.fail("the demonstration ended:\n" + "".join(printed))
        yield demo, f"http://127.0.0.1:{port}"
    finally:
        demo.kill()
        demo.wait()
        if demo.stdout is not None:
            demo.stdout.close()
        wait_until_gone(state)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name
)
def test_a_signal_leaves_no_process_and_no_broken_cluster(state: Path, number: signal.Signals) -> None:
    with running_demo(state) as (demo, url):
        with urllib.request.urlopen(f"{url}/readyz") as answer:  # noqa: S310  our own address
            assert answer.status == 200
        started = processes_of(state)
        assert len(started) >= 7, started  # demo, keeper, postgres, mail, worker, web and its two workers
        demo.send_signal(number)
        assert demo.wait(SECONDS_TO_END) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
        wait_until_gone(state)
    log = (state / "demo" / "postgresql.log").read_text("utf-8")
    assert "not properly shut down" not in log


@pytest.mark.parametrize("part", ["ventanilla.operations.postgres.keeper", "serve"])
def test_a_killed_part_takes_everything_down_with_it(state: Path, part: str) -> None:
    with running_demo(state) as (demo, _):
        victim = min(pid for pid, words in processes_of(state).items() if part in words.split())
        os.kill(victim, signal.SIGKILL)
        if part == "serve":
            assert demo.wait(SECONDS_TO_END) == 1
        else:
            demo.send_signal(signal.SIGTERM)
            assert demo.wait(SECONDS_TO_END) == 0
        wait_until_gone(state)


def test_a_second_demonstration_on_the_same_data_is_refused(state: Path) -> None:
    with running_demo(state):
        second = subprocess.run(
            [sys.executable, "-m", "ventanilla", "demo", "--port", str(free_port())],
            env={**os.environ, "VENTANILLA_STATE": str(state)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_a_taken_port_is_named_with_the_remedy(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "-m", "ventanilla", "demo", "--port", str(port)],
            env={**os.environ, "VENTANILLA_STATE": str(state)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert f"Port {port}" in refused.stderr
    assert "--port" in refused.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_gone(state: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_END
    while left := processes_of(state):
        assert time.monotonic() < give_up, f"still running: {left}"
        time.sleep(0.1)


def processes_of(state: Path) -> dict[int, str]:
    """Every process that was started with this state folder or works in it, whoever its parent is by now."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            marks = words + (entry / "environ").read_bytes() + os.fsencode((entry / "cwd").readlink())
            if os.fsencode(state) in marks:
                found[int(entry.name)] = words.decode("utf-8", "replace").strip()
    return found
