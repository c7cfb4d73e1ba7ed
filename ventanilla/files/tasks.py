"""Scanning and the examination of signatures by the worker. Intake never waits for them."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.files.scanning import scan_pending
from ventanilla.files.signatures import examine_pending


@app.periodic(cron="* * * * * */5", periodic_id="scan")
@app.task(name="files.scan", queue="files", queueing_lock="files.scan")
def scan(timestamp: int = 0) -> None:
    """Scan what is pending, every five seconds."""
    if settings.SCAN == "required":
        scan_pending(at=timezone.now())


@app.periodic(cron="* * * * * */10", periodic_id="signatures")
@app.task(name="files.examine", queue="files", queueing_lock="files.examine")
def examine(timestamp: int = 0) -> None:
    """Read the signatures of PDFs that may be opened, every ten seconds."""
    examine_pending(at=timezone.now())
