"""The worker: what a task defers belongs to the task's transaction, and what a dead worker held is done again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.databases import TestDatabase
from ventanilla.operations.jobs import run_worker

DONE: list[str] = []


@pytest.fixture(autouse=True)
def tasks() -> Iterator[None]:
    """Tasks for these tests alone."""
    DONE.clear()
    app.task(name="tests.note")(note)
    app.task(name="tests.defer_and_fail")(defer_and_fail)
    app.task(name="tests.defer")(defer)
    yield
    for name in ("tests.note", "tests.defer_and_fail", "tests.defer"):
        app.tasks.pop(name)


def note(text: str) -> None:
    DONE.append(text)


def defer_and_fail() -> None:
    with transaction.atomic():
        app.configure_task("tests.note").defer(text="never")
        raise ValueError("the act is refused after it told the worker")


def defer() -> None:
    with transaction.atomic():
        app.configure_task("tests.note").defer(text="after")


def test_a_job_of_a_transaction_that_fails_never_runs(own_database: TestDatabase) -> None:
    with pytest.raises(ValueError, match="refused"):
        defer_and_fail()
    run_worker(queues=None, concurrency=2, wait=False)
    assert DONE == []


def test_a_task_s_own_jobs_belong_to_its_transaction(own_database: TestDatabase) -> None:
    app.configure_task("tests.defer_and_fail").defer()
    app.configure_task("tests.defer").defer()
    run_worker(queues=None, concurrency=2, wait=False)
    run_worker(queues=None, concurrency=2, wait=False)
    assert DONE == ["after"]
    left = ProcrastinateJob.objects.values_list("task_name", "status")
    assert [row for row in left if row[0].startswith("tests.")] == [("tests.defer_and_fail", "failed")]


def test_what_a_dead_worker_held_is_done_again(own_database: TestDatabase) -> None:
    app.configure_task("tests.note").defer(text="again")
    hold_by_dead_worker()
    run_worker(queues=["default"], concurrency=1, wait=False)
    assert DONE == []
    app.configure_task("operations.retry_stalled", queue="operations").defer(timestamp=0)
    run_worker(queues=["operations"], concurrency=1, wait=False)
    run_worker(queues=["default"], concurrency=1, wait=False)
    assert DONE == ["again"]


def test_a_dead_worker_s_run_whose_next_one_waits_is_dropped(own_database: TestDatabase) -> None:
    """Both cannot wait: without this, the first such run keeps every other from being done again."""
    for text in ("held", "next"):
        app.configure_task("tests.note", queueing_lock="tests.note").defer(text=text)
        if text == "held":
            hold_by_dead_worker()
    app.configure_task("operations.retry_stalled", queue="operations").defer(timestamp=0)
    run_worker(queues=["operations"], concurrency=1, wait=False)
    run_worker(queues=["default"], concurrency=1, wait=False)
    assert DONE == ["next"]
    assert not ProcrastinateJob.objects.filter(task_name="tests.note").exists()


def hold_by_dead_worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = 'tests.note'",
            [worker],
        )


def test_one_run_of_a_periodic_task_waits_at_most(own_database: TestDatabase) -> None:
    app.configure_task("operations.retry_stalled", queue="operations", queueing_lock="x").defer(timestamp=0)
    with pytest.raises(exceptions.AlreadyEnqueued):
        app.configure_task("operations.retry_stalled", queue="operations", queueing_lock="x").defer(
            timestamp=0
        )


def test_old_failures_are_dropped(own_database: TestDatabase) -> None:
    app.configure_task("tests.defer_and_fail").defer()
    run_worker(queues=["default"], concurrency=1, wait=False)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [long_ago])
    app.configure_task("operations.remove_old", queue="operations").defer(timestamp=0)
    run_worker(queues=["operations"], concurrency=1, wait=False)
    assert not ProcrastinateJob.objects.filter(task_name="tests.defer_and_fail").exists()


def test_ended_sessions_are_dropped(own_database: TestDatabase) -> None:
    now = dt.datetime.now(dt.UTC)
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(days=days))
    app.configure_task("operations.forget_sessions", queue="operations").defer(timestamp=0)
    run_worker(queues=["operations"], concurrency=1, wait=False)
    assert [session.session_key for session in Session.objects.all()] == ["open"]
