"""Scanning by the worker. Intake never waits for it."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.files.scanning import scan_pending


@app.periodic(cron="* * * * * */5", periodic_id="scan")
@app.task(name="files.scan", queue="files", queueing_lock="files.scan")
def scan(timestamp: int = 0) -> None:
    """Scan what is pending, every five seconds."""
    if settings.SCAN == "required":
        scan_pending(at=timezone.now())
