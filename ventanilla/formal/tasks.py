"""What time does to the terms of formal proceedings. Every task may run twice and finds nothing the second time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.formal.alarms import is_hour, tell_of_endings
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.silence import record_silences


@app.periodic(cron="* * * * *", periodic_id="terms")
@app.task(name="formal.end_terms", queue="cases", queueing_lock="formal.end_terms")
def end_terms(timestamp: int = 0) -> None:
    """Every minute, end what has lapsed and write down what silence means where a legal term is over."""
    now = timezone.now()
    while lapse_due(at=now):
        pass
    while record_silences(at=now):
        pass


@app.periodic(cron="10 * * * *", periodic_id="alarms")
@app.task(name="formal.tell_of_endings", queue="cases", queueing_lock="formal.tell_of_endings")
def tell(timestamp: int = 0) -> None:
    """Once on every business day, tell who works the cases which terms end soon."""
    now = timezone.now()
    if is_hour(now):
        tell_of_endings(at=now)
