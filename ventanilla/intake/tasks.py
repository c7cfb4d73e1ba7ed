"""The worker's part of incoming mail."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.intake.boxes import UnknownBox, box_named
from ventanilla.intake.draining import file_waiting
from ventanilla.intake.imap import ImapFault, poll
from ventanilla.mail.places import Places

logger = logging.getLogger(__name__)
_FILING = Places(2)


@app.task(name="intake.file", queue="intake")
def file() -> None:
    """File what came in. Queued with each mail, unless a run waits already."""
    _FILING.work(lambda: file_waiting(clock=timezone.now))


@app.periodic(cron="* * * * * */5", periodic_id="intake")
@app.task(name="intake.retry", queue="intake", queueing_lock="intake.retry")
def retry(timestamp: int = 0) -> None:
    """A second loop, every five seconds: what a crash left, what waited for another try, what the first run missed."""
    _FILING.work(lambda: file_waiting(clock=timezone.now))


@app.periodic(cron="* * * * * */30", periodic_id="fetch")
@app.task(name="intake.fetch", queue="intake", queueing_lock="intake.fetch", lock="intake.fetch")
def fetch(timestamp: int = 0) -> None:
    """Fetch from every IMAP box, every thirty seconds; one that does not answer keeps no other waiting for ever."""
    for code, url in settings.MAILBOXES.items():
        try:
            poll(box=box_named(code).code, url=url, clock=timezone.now)
        except (ImapFault, UnknownBox) as fault:
            logger.warning("%s", fault)
