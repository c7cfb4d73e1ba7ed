"""Waking cases whose time has come."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.procedures.acts import wake_due


@app.periodic(cron="* * * * *", periodic_id="wake")
@app.task(name="procedures.wake", queue="cases", queueing_lock="procedures.wake")
def wake(timestamp: int = 0) -> None:
    """Every minute."""
    wake_due(at=timezone.now())
