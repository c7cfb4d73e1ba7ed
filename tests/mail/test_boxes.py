"""What is known of each mailbox: its last mail and poll, when silence is too long, and what came and became of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY
from ventanilla.catalogue.model import Silence
from ventanilla.mail.boxes import (
    POLLS_MAY_FAIL_FOR,
    BoxState,
    box_states,
    note_arrival,
    note_poll,
    watch_boxes,
)
from ventanilla.mail.incoming import DayOfMail, receive_mail, reconciliation_by_day
from ventanilla.mail.models import InboundState, MailBox, MailInbound
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
        assert (silent.silent_since, silent.is_well, silent.is_told) == (MONDAY, False, False)

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


class TestPolls:
    def test_a_good_one_is_noted_once_a_minute(self, db: None) -> None:
        note_poll(REQUESTS, at=MONDAY)
        note_poll(REQUESTS, at=MONDAY + 30 * SECOND)
        assert state(MONDAY).polled_at == MONDAY
        note_poll(REQUESTS, at=MONDAY + 60 * SECOND)
        assert state(MONDAY).polled_at == MONDAY + 60 * SECOND

    def test_that_fail_are_trouble_after_a_quarter_of_an_hour_and_end_with_a_good_one(self, db: None) -> None:
        note_poll(REQUESTS, at=MONDAY)
        note_poll(REQUESTS, fault="no responde\0", at=MONDAY + 30 * SECOND)
        assert (state(MONDAY).fault, state(MONDAY).polled_at) == ("no responde", MONDAY)
        assert state(MONDAY + POLLS_MAY_FAIL_FOR - SECOND).is_well
        assert state(MONDAY + POLLS_MAY_FAIL_FOR).failing_since == MONDAY
        note_poll(REQUESTS, at=MONDAY + HOUR)
        assert (state(MONDAY + HOUR).fault, state(MONDAY + HOUR).is_well) == ("", True)

    def test_that_never_went_well_count_from_the_first(self, db: None) -> None:
        note_poll(REQUESTS, fault="clave", at=MONDAY)
        assert state(MONDAY + POLLS_MAY_FAIL_FOR).failing_since == MONDAY

    def test_whoever_was_told_of_one_trouble_is_told_of_the_next(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allow(monkeypatch, 2, "hours")
        note_arrival(REQUESTS, at=MONDAY)
        MailBox.objects.update(told_at=MONDAY + 2 * HOUR)
        assert state(MONDAY + 3 * HOUR).is_told
        note_poll(REQUESTS, at=MONDAY + 4 * HOUR)
        note_poll(REQUESTS, fault="clave", at=MONDAY + 5 * HOUR)
        assert not state(MONDAY + 5 * HOUR).is_told


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
