"""The worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections
from procrastinate import JobContext, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.worker import Worker

_SECONDS_TO_FINISH = 20


class _Connector(PsycopgConnector):
    """The worker looks for jobs over a pool of its own, which outlives a restart of the database.

    What a task defers goes over Django's connection all the same, and so belongs to the task's transaction.
    """

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def run_worker(*, queues: Sequence[str] | None, concurrency: int, wait: bool = True) -> None:
    """Run jobs until a signal ends it; without ``wait``, until none is left."""
    with app.replace_connector(_Connector(kwargs=connector_params())) as worker_app:
        worker_app.run_worker(
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
