"""Having the worker look at what a transaction left for it, as soon as that has committed."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

_WAITS = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"


def wake(task: str, *, queue: str) -> None:
    """Queue one run of a task, named as its room names it, when the transaction commits, unless one waits already.

    Only then: a run that began before would not see what it is woken for. The row that waits is the promise, not the
    job: where a process ends between the two, the task's periodic sister finds it.
    """
    transaction.on_commit(partial(_queue_once, task, queue), robust=True)


def _queue_once(task: str, queue: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [task])
        if cursor.fetchone():
            return
    with suppress(AlreadyEnqueued):
        app.configure_task(task, queue=queue, queueing_lock=task).defer()
