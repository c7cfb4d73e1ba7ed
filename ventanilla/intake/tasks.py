"""The worker's part of incoming mail."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.intake.boxes import UnknownBox, box_named
from ventanilla.intake.draining import file_waiting
from ventanilla.intake.imap import ImapFault, poll
from ventanilla.intake.watching import tell_of_trouble
from ventanilla.mail.boxes import note_poll

logger = logging.getLogger(__name__)


@app.task(name="intake.file", queue="intake")
def file() -> None:
    """File what came in. Queued with each mail, unless a run waits already."""
    file_waiting(clock=timezone.now)


@app.periodic(cron="* * * * * */5", periodic_id="intake")
@app.task(name="intake.retry", queue="intake", queueing_lock="intake.retry")
def retry(timestamp: int = 0) -> None:
    """A second loop, every five seconds: what a crash left, what waited for another try, what the first run missed."""
    file_waiting(clock=timezone.now)


@app.periodic(cron="* * * * * */30", periodic_id="fetch")
@app.task(name="intake.fetch", queue="intake", queueing_lock="intake.fetch", lock="intake.fetch")
def fetch(timestamp: int = 0) -> None:
    """Fetch from every IMAP box, every thirty seconds; one that does not answer keeps no other waiting for ever."""
    for code, url in settings.MAILBOXES.items():
        try:
            poll(box=box_named(code).code, url=url, clock=timezone.now)
        except UnknownBox as fault:
            logger.warning("%s", fault)
        except ImapFault as fault:
            logger.warning("%s", fault)
            note_poll(code, fault=str(fault).removeprefix(f"buzón {code}: "), at=timezone.now())
        else:
            note_poll(code, at=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="watch")
@app.task(name="intake.watch", queue="intake", queueing_lock="intake.watch")
def watch(timestamp: int = 0) -> None:
    """Tell the administrators of a mailbox that is silent or cannot be read, every minute, once for each time."""
    tell_of_trouble(at=timezone.now())
