"""The worker's part of mail."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.mail.places import Places
from ventanilla.mail.sending import drain_outgoing

_SENDING = Places(1)


@app.task(name="mail.drain", queue="mail")
def drain() -> None:
    """Send what is due. Queued when a notice commits, unless a run waits already; see `waking`."""
    _SENDING.work(lambda: drain_outgoing(url=settings.SMTP_URL, clock=timezone.now))


@app.periodic(cron="* * * * *", periodic_id="mail")
@app.task(name="mail.retry", queue="mail", queueing_lock="mail.retry")
def retry(timestamp: int = 0) -> None:
    """Send what waited for its next try, and what a crash left in flight, every minute."""
    _SENDING.work(lambda: drain_outgoing(url=settings.SMTP_URL, clock=timezone.now))
