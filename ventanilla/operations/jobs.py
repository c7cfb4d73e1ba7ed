"""The worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

_SECONDS_TO_FINISH = 20


def run_worker(*, queues: Sequence[str] | None, concurrency: int, wait: bool = True) -> None:
    """Run jobs until a signal ends it; without ``wait``, until none is left.

    The worker looks for jobs over a connection of its own, so that ``app`` keeps Django's: a job that a task defers
    then belongs to the task's transaction. (``replace_connector`` would break that.)
    """
    with_own_connection = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    with_own_connection.run_worker(
        queues=queues,
        concurrency=concurrency,
        wait=wait,
        delete_jobs="successful",
        shutdown_graceful_timeout=_SECONDS_TO_FINISH,
        task_middleware=[_with_fresh_connection],
    )


def _with_fresh_connection(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Jobs run in threads that last; a connection that a failover broke must not last with them."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()
