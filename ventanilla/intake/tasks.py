"""The worker's part of incoming mail."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.intake.draining import file_waiting


@app.task(name="intake.file", queue="intake")
def file() -> None:
    """File what came in. Queued with each mail, unless a run waits already."""
    file_waiting(clock=timezone.now)


@app.periodic(cron="* * * * * */5", periodic_id="intake")
@app.task(name="intake.retry", queue="intake", queueing_lock="intake.retry")
def retry(timestamp: int = 0) -> None:
    """A second loop, every five seconds: what a crash left, what waited for another try, what the first run missed."""
    file_waiting(clock=timezone.now)
