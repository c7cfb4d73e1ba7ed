"""What the worker does for cases. Every task may run twice and finds nothing the second time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from ventanilla.cases.acts import note_failure
from ventanilla.cases.acts.parties import mark_ended_powers
from ventanilla.cases.drafts import prune_drafts
from ventanilla.cases.notices import RESULT_TASK
from ventanilla.cases.search import index_pending
from ventanilla.cases.uploads import erase_unused
from ventanilla.journal.anchors import anchor_heads
from ventanilla.people.rates import forget_hits


@app.periodic(cron="* * * * * */5", periodic_id="index")
@app.task(name="cases.index", queue="cases", queueing_lock="cases.index")
def index(timestamp: int = 0) -> None:
    """Keep the search within five seconds of the acts."""
    while index_pending():
        pass


@app.task(name=RESULT_TASK, queue="mail")
def notice_result(notice: int) -> None:
    """A notice of a case was given up: the case says so. Nothing happens where it was sent again meanwhile."""
    note_failure(notice_id=notice, at=timezone.now())


@app.periodic(cron="17 4 * * *", periodic_id="prune")
@app.task(name="cases.prune", queue="cases", queueing_lock="cases.prune")
def prune(timestamp: int = 0) -> None:
    """Forget drafts nobody came back to, files nobody needs any more, and who was counted, nightly."""
    now = timezone.now()
    prune_drafts(at=now)
    erase_unused(at=now)
    forget_hits(at=now)


@app.periodic(cron="7 5 * * *", periodic_id="powers")
@app.task(name="cases.ended_powers", queue="cases", queueing_lock="cases.ended_powers")
def ended_powers(timestamp: int = 0) -> None:
    """Mark open cases whose representative lost her power by its end, nightly."""
    mark_ended_powers(at=timezone.now())


@app.periodic(cron="0 * * * *", periodic_id="anchor")
@app.task(name="cases.anchor", queue="cases", queueing_lock="cases.anchor")
def anchor(timestamp: int = 0) -> None:
    """Anchor the heads of all streams, hourly."""
    anchor_heads(at=timezone.now())
