"""The worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections
from procrastinate import App, JobContext, PsycopgConnector, signals
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

_SECONDS_TO_FINISH = 20


class _Connector(PsycopgConnector):
    """The worker looks for jobs over a pool of its own, which outlives a restart of the database.

    What a task defers goes over Django's connection all the same, and so belongs to the task's transaction.
    """

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


class WorkerLost(Exception):
    """The worker ended though nobody asked it to; the text says why and what to do."""


def run_worker(*, queues: Sequence[str] | None, concurrency: int, wait: bool = True) -> None:
    """Run jobs until a signal ends it; without ``wait``, until none is left.

    Raises WorkerLost where the worker gave up by itself, so that who watches the process starts it again.
    """
    lost = "The worker lost the database and ended; it has to be started again."
    with app.replace_connector(_Connector(kwargs=connector_params())) as worker_app:
        work = _work_until_asked(
            worker_app,
            queues=queues,
            concurrency=concurrency,
            wait=wait,
            delete_jobs="successful",
            shutdown_graceful_timeout=_SECONDS_TO_FINISH,
            task_middleware=[_with_fresh_connection],
        )
        try:
            was_asked = asyncio.run(work)
        except ConnectorException as error:
            raise WorkerLost(lost) from error
    if wait and not was_asked:
        raise WorkerLost(lost)


async def _work_until_asked(worker_app: App, **options: Any) -> bool:
    """Run the worker; returns whether SIGINT or SIGTERM ended it. It ends by itself, quietly, where a part of it fails."""
    was_asked = False
    async with worker_app.open_async():
        work = asyncio.create_task(worker_app.run_worker_async(install_signal_handlers=False, **options))

        def end() -> None:
            nonlocal was_asked
            was_asked = True
            work.cancel()

        with signals.on_stop(end):
            try:
                await work
            except asyncio.CancelledError:
                if not was_asked:
                    raise
    return was_asked


def _with_fresh_connection(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Jobs run in threads that last; a connection that a failover broke must not last with them."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()
