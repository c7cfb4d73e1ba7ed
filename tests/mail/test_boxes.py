"""What is known of each mailbox: its last mail and poll, when silence is too long, and what came and became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY
from ventanilla.catalogue.model import Silence
from ventanilla.mail.boxes import (
    FAULTS_ARE_TOLD_AFTER,
    BoxState,
    box_states,
    note_arrival,
    note_fault,
    note_read,
    watch_boxes,
)
from ventanilla.mail.incoming import DayOfMail, receive_mail, reconciliation_by_day
from ventanilla.mail.models import InboundState, MailBoxState, MailInbound
from ventanilla.reference.current import current_pack, zone

HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
REQUESTS = "solicitudes"


def state(at: dt.datetime, code: str = REQUESTS) -> BoxState:
    return next(item for item in box_states(current_pack(), at=at) if item.box.code == code)


def allow(monkeypatch: pytest.MonkeyPatch, amount: int, unit: str) -> None:
    """Let the requests' box be silent that long."""
    boxes = current_pack().mail.boxes
    silence = Silence(amount=amount, unit=unit)  # type: ignore[arg-type]
    changed = (boxes[0].model_copy(update={"silent_after": silence}), *boxes[1:])
    mail = current_pack().mail.model_copy(update={"boxes": changed})
    monkeypatch.setitem(current_pack().__dict__, "mail", mail)


class TestArrivals:
    def test_a_mail_that_comes_in_is_noted(self, db: None) -> None:
        receive_mail(box=REQUESTS, raw=[b"Subject: Hola\r\n\r\nBuenas\r\n"], at=MONDAY)
        assert state(MONDAY).received_at == MONDAY

    def test_at_most_once_a_minute_is_written(self, db: None) -> None:
        note_arrival(REQUESTS, at=MONDAY)
        note_arrival(REQUESTS, at=MONDAY + 59 * SECOND)
        assert state(MONDAY).received_at == MONDAY
        note_arrival(REQUESTS, at=MONDAY + 60 * SECOND)
        assert state(MONDAY).received_at == MONDAY + 60 * SECOND

    def test_it_costs_one_statement(self, db: None) -> None:
        note_arrival(REQUESTS, at=MONDAY)
        with CaptureQueriesContext(connection) as queries:
            note_arrival(REQUESTS, at=MONDAY + SECOND)
        assert len(queries) == 1

    def test_an_older_one_takes_nothing_back(self, db: None) -> None:
        note_arrival(REQUESTS, at=MONDAY)
        note_arrival(REQUESTS, at=MONDAY - HOUR)
        assert state(MONDAY).received_at == MONDAY


class TestSilence:
    def test_by_the_clock(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        allow(monkeypatch, 2, "hours")
        note_arrival(REQUESTS, at=MONDAY)
        assert state(MONDAY + 2 * HOUR - SECOND).is_well
        silent = state(MONDAY + 2 * HOUR)
        assert (silent.silent_since, silent.is_well, silent.is_untold) == (MONDAY, False, True)

    def test_by_hours_of_attention_a_night_and_a_weekend_do_not_count(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allow(monkeypatch, 8, "business_hours")
        friday = MONDAY + dt.timedelta(days=4, hours=4)  # 14:00, an hour and a half before closing
        note_arrival(REQUESTS, at=friday)
        assert state(MONDAY + dt.timedelta(days=7, hours=3)).is_well  # Monday 13:00: seven hours
        assert not state(MONDAY + dt.timedelta(days=7, hours=4)).is_well

    def test_beyond_the_calendar_the_clock_counts(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        allow(monkeypatch, 8, "business_hours")
        far = MONDAY.replace(year=2090)
        note_arrival(REQUESTS, at=far)
        assert state(far + 7 * HOUR).is_well
        assert not state(far + 8 * HOUR).is_well

    def test_a_box_nobody_expects_mail_in_is_never_silent(self, db: None) -> None:
        note_arrival("registro", at=MONDAY)
        assert state(MONDAY + 2000 * HOUR, "registro").is_well

    def test_one_that_never_received_counts_from_when_it_is_watched(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allow(monkeypatch, 2, "hours")
        assert state(MONDAY).is_well
        watch_boxes(current_pack(), at=MONDAY)
        watch_boxes(current_pack(), at=MONDAY + HOUR)
        assert state(MONDAY + 2 * HOUR).silent_since == MONDAY


class TestReading:
    @pytest.fixture(autouse=True)
    def _read_over_imap(self, settings: Any) -> None:
        settings.MAILBOXES = {REQUESTS: "imap://x"}

    def test_a_fault_is_kept_with_when_it_began_until_a_good_one(self, db: None) -> None:
        note_read(REQUESTS, at=MONDAY)
        note_fault(REQUESTS, "no responde\0", at=MONDAY + SECOND)
        note_fault(REQUESTS, "clave", at=MONDAY + HOUR)
        failing = state(MONDAY + HOUR)
        assert (failing.fault, failing.failing_since, failing.read_at) == ("clave", MONDAY + SECOND, MONDAY)
        assert not failing.is_well
        note_read(REQUESTS, at=MONDAY + 2 * HOUR)
        assert (state(MONDAY + 2 * HOUR).fault, state(MONDAY + 2 * HOUR).is_well) == ("", True)

    def test_people_are_told_of_it_after_a_quarter_of_an_hour(self, db: None) -> None:
        note_fault(REQUESTS, "clave", at=MONDAY)
        assert not state(MONDAY + FAULTS_ARE_TOLD_AFTER - SECOND).is_untold
        assert state(MONDAY + FAULTS_ARE_TOLD_AFTER).is_untold

    def test_that_of_a_box_no_longer_read_over_imap_is_forgotten(self, db: None, settings: Any) -> None:
        note_fault(REQUESTS, "clave", at=MONDAY)
        settings.MAILBOXES = {}
        assert (state(MONDAY + HOUR).fault, state(MONDAY + HOUR).is_well) == ("", True)

    def test_whoever_was_told_of_one_trouble_is_told_of_the_next(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allow(monkeypatch, 2, "hours")
        note_arrival(REQUESTS, at=MONDAY)
        assert state(MONDAY + 2 * HOUR).is_untold
        MailBoxState.objects.update(told_at=MONDAY + 2 * HOUR)
        assert not state(MONDAY + 3 * HOUR).is_untold
        note_fault(REQUESTS, "clave", at=MONDAY + 4 * HOUR)
        assert state(MONDAY + 5 * HOUR).is_untold


class TestReconciliation:
    def days(self, *, boxes: tuple[str, ...] = (REQUESTS,)) -> list[DayOfMail]:
        first = MONDAY.date()
        return reconciliation_by_day(boxes=boxes, first=first, last=first + dt.timedelta(days=1), zone=zone())

    def come(self, serial: int, at: dt.datetime, state: str, box: str = REQUESTS) -> None:
        inbound = receive_mail(box=box, raw=[b"Subject: %d\r\n\r\n" % serial], at=at)
        if state != InboundState.RECEIVED:
            MailInbound.objects.filter(pk=inbound.pk).update(state=state, settled_at=at, next_try_at=None)

    def test_each_day_adds_up_by_state_in_one_query(self, db: None) -> None:
        for serial, became in enumerate(InboundState.values):
            self.come(serial, MONDAY, became)
        self.come(90, MONDAY, "filed")
        self.come(91, MONDAY + dt.timedelta(days=1), "held")
        self.come(92, MONDAY, "filed", box="registro")
        with CaptureQueriesContext(connection) as queries:
            tuesday, monday = self.days()
        assert len(queries) == 1
        assert monday == DayOfMail(MONDAY.date(), 7, 2, 1, 1, 1, 1, 1)
        assert (monday.is_even, tuesday.is_even, tuesday.total) == (False, True, 1)

    def test_a_day_is_the_office_s_and_one_without_mail_is_there(self, db: None) -> None:
        late = MONDAY.replace(hour=23, minute=30)
        self.come(1, late, "filed")
        tuesday, monday = self.days()
        assert (monday.total, tuesday.total, tuesday.is_even) == (1, 0, True)
