"""Time takes its steps through the same door as people."""

from __future__ import annotations

import datetime as dt

from tests.cast import MONDAY, Cast, make_case
from ventanilla.cases.acts import Said
from ventanilla.cases.models import Case
from ventanilla.mail.models import MailOutgoing
from ventanilla.procedures.acts import perform, wake_due


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
