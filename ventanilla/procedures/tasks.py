"""Waking cases whose time has come."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.procedures.acts import wake_due
from ventanilla.procedures.recounting import date_the_undated, recount_batch


@app.periodic(cron="* * * * *", periodic_id="wake")
@app.task(name="procedures.wake", queue="cases", queueing_lock="procedures.wake")
def wake(timestamp: int = 0) -> None:
    """Every minute."""
    wake_due(at=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="recount")
@app.task(name="procedures.recount", queue="cases", queueing_lock="procedures.recount")
def recount(timestamp: int = 0) -> None:
    """Count due dates anew where the calendar changed: at once, and again every minute until every case is done."""
    while recount_batch(at=timezone.now()):
        pass


@app.periodic(cron="47 4 * * *", periodic_id="undated")
@app.task(name="procedures.date_undated", queue="cases", queueing_lock="procedures.date_undated")
def date_undated(timestamp: int = 0) -> None:
    """Every night, date the cases that a newly published year of the calendar reaches."""
    date_the_undated(at=timezone.now())
