"""The worker's part of incoming mail."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.intake.bounces import record_refusal
from ventanilla.intake.boxes import UnknownBox, box_named
from ventanilla.intake.draining import file_waiting
from ventanilla.intake.imap import ImapFault, poll
from ventanilla.mail.models import MailOutgoing
from ventanilla.mail.sending import UNDELIVERED_TASK

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


@app.task(name=UNDELIVERED_TASK, queue="intake")
def undelivered(outgoing_id: int) -> None:
    """A notice was given up: an officer has to know. Queued with its last try."""
    notice = MailOutgoing.objects.filter(pk=outgoing_id).first()
    if notice is not None:
        record_refusal(notice, at=timezone.now())


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
