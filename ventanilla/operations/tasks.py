"""Jobs that look after the other jobs."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

_KEEP_FAILED_HOURS = 30 * 24


@app.periodic(cron="* * * * *", periodic_id="stalled")
@app.task(
    name="operations.retry_stalled",
    queue="operations",
    queueing_lock="operations.retry_stalled",
    pass_context=True,
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute, queue again what a worker had in hand when it died. Tasks are idempotent, so that is safe."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:  # the next run of a periodic task waits already and does its work
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


@app.periodic(cron="17 3 * * *", periodic_id="old")
@app.task(
    name="operations.remove_old", queue="operations", queueing_lock="operations.remove_old", pass_context=True
)
async def remove_old(context: JobContext, timestamp: int) -> None:
    """Every night, drop the rows of jobs that failed a month ago: somebody has seen them by then."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=_KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="37 3 * * *", periodic_id="sessions")
@app.task(name="operations.forget_sessions", queue="operations", queueing_lock="operations.forget_sessions")
def forget_sessions(timestamp: int = 0) -> None:
    """Every night, drop the sessions that have ended."""
    SessionStore.clear_expired()
