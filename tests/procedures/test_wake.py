"""Time takes its steps through the same door as people."""

from __future__ import annotations

import datetime as dt
import threading

from django.db import connection, transaction
from django.utils import timezone

from tests.cast import MONDAY, Cast, make_case, make_cast
from tests.databases import TestDatabase
from ventanilla.cases.acts import Said
from ventanilla.cases.models import Case, Definition
from ventanilla.journal.acts import lock_streams
from ventanilla.mail.models import MailOutgoing
from ventanilla.procedures.acts import RETRY_AFTER, perform, wake_due


def decided(cast: Cast, case: Case) -> Case:
    said = Said(text="Procede", outcome="attended")
    perform(case=case, step="answer", by=cast.actor(cast.officer), at=MONDAY, via="desk", said=said)
    return case


def test_silence_closes_after_the_packs_term_and_says_so(cast: Cast, case: Case) -> None:
    decided(cast, case)
    wakes = case.wake_at
    assert wakes is not None
    # Answered on Monday 9 March; five business days end on Monday 16.
    assert wakes.date() == dt.date(2026, 3, 16)
    assert wake_due(at=wakes - dt.timedelta(seconds=1)) == 0
    assert wake_due(at=wakes) == 1
    case.refresh_from_db()
    assert (case.phase, case.wake_at) == ("closed", None)
    assert MailOutgoing.objects.filter(ref=case.number, kind="closed_by_silence").count() == 1
    assert wake_due(at=wakes) == 0


def test_one_that_cannot_wake_stops_nobody_else(cast: Cast, case: Case) -> None:
    stuck, fine = decided(cast, case), decided(cast, make_case(cast.applicant, at=MONDAY))
    Case.objects.filter(pk=stuck.pk).update(step="received", phase="received")
    at = MONDAY + dt.timedelta(days=30)
    assert wake_due(at=at) == 2
    stuck.refresh_from_db()
    fine.refresh_from_db()
    assert (stuck.needs_attention, stuck.wake_at) == ("wake_refused", None)
    assert fine.phase == "closed"


def test_a_case_whose_definition_is_broken_stops_nobody_else(cast: Cast, case: Case) -> None:
    stuck, fine = decided(cast, case), decided(cast, make_case(cast.applicant, at=MONDAY))
    broken = Definition.objects.create(
        sha256="f" * 64, pack="sv", code=stuck.procedure, schema=1, body="{}", stored_at=timezone.now()
    )
    before = MONDAY + dt.timedelta(days=1)
    Case.objects.filter(pk=stuck.pk).update(definition=broken, wake_at=before)
    at = MONDAY + dt.timedelta(days=30)
    assert wake_due(at=at) == 1
    stuck.refresh_from_db()
    fine.refresh_from_db()
    assert (stuck.needs_attention, stuck.wake_at) == ("wake_refused", at + RETRY_AFTER)
    assert fine.phase == "closed"


def test_waking_waits_for_an_act_and_never_locks_against_it(own_database: TestDatabase) -> None:
    """An act locks the stream and then writes the case; a waker that locked the case first would end in a deadlock."""
    cast = make_cast()
    case = decided(cast, make_case(cast.applicant, at=MONDAY))
    done: list[int] = []

    def wake() -> None:
        try:
            done.append(wake_due(at=MONDAY + dt.timedelta(days=30)))
        finally:
            connection.close()

    waker = threading.Thread(target=wake)
    with transaction.atomic():
        lock_streams([case.stream_id])
        waker.start()
        waker.join(timeout=1)
        assert waker.is_alive()
        Case.objects.filter(pk=case.pk).update(subject="Corregido")
    waker.join()
    case.refresh_from_db()
    assert (done, case.phase, case.subject) == ([1], "closed", "Corregido")
