"""The worker's part of incoming mail."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.intake.boxes import UnknownBox, box_named
from ventanilla.intake.draining import file_waiting
from ventanilla.intake.imap import ImapFault, poll
from ventanilla.intake.telling import tell_of_trouble
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
    """Fetch from every IMAP box, every thirty seconds; one that fails or does not answer stops no other.

    What a watcher (`watching`) sees it fetches at once; this finds what was missed, and serves servers without IDLE.
    """
    for code, url in settings.MAILBOXES.items():
        try:
            poll(box=box_named(code).code, url=url, clock=timezone.now)
        except (ImapFault, UnknownBox) as fault:
            logger.warning("%s", fault)
        except Exception:  # whatever it is, the other boxes are read
            logger.exception("box %s could not be read", code)


@app.periodic(cron="* * * * *", periodic_id="watch")
@app.task(name="intake.watch", queue="intake", queueing_lock="intake.watch")
def watch(timestamp: int = 0) -> None:
    """Tell the administrators of a mailbox that is silent or cannot be read, every minute, once for each time."""
    tell_of_trouble(at=timezone.now())
