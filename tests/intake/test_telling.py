"""The administrators hear of a mailbox that is silent or cannot be read: once, and again when it happens again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import MONDAY, Cast
from tests.intake.letters import read
from tests.mail.test_boxes import allow
from ventanilla.intake.tasks import fetch, watch
from ventanilla.intake.telling import tell_of_trouble
from ventanilla.mail.boxes import box_states, note_arrival, note_fault, note_read
from ventanilla.mail.models import MailBoxState, MailOutgoing
from ventanilla.operations.health import readiness
from ventanilla.people.models import Membership
from ventanilla.reference.current import current_pack

HOUR = dt.timedelta(hours=1)
REQUESTS = "solicitudes"


def told() -> list[MailOutgoing]:
    return list(MailOutgoing.objects.filter(kind="mailbox_silent").order_by("id"))


@pytest.fixture(autouse=True)
def _two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, 2, "hours")


def test_the_administrators_are_told_once_what_is_silent_and_since_when(cast: Cast) -> None:
    note_arrival(REQUESTS, at=MONDAY)
    assert tell_of_trouble(at=MONDAY + HOUR) == []
    assert tell_of_trouble(at=MONDAY + 2 * HOUR) == [REQUESTS]
    assert tell_of_trouble(at=MONDAY + 3 * HOUR) == []
    [notice] = told()
    assert (notice.recipient, notice.ref) == (cast.administrator.email, "")
    assert notice.subject == "Buzón solicitudes: revise si recibe correo"
    text = " ".join(read(notice).get_content().split())
    for words in (
        "Pablo Ayala:",
        "servicios.dga@mh.gob.sv",
        "no recibe correo desde el 09/03/2026 a las 10:00",
        "cada 2 horas",
        "/mesa/correo/estado/",
    ):
        assert words in text


def test_a_new_silence_is_told_again(cast: Cast) -> None:
    note_arrival(REQUESTS, at=MONDAY)
    tell_of_trouble(at=MONDAY + 2 * HOUR)
    note_arrival(REQUESTS, at=MONDAY + 4 * HOUR)
    assert tell_of_trouble(at=MONDAY + 5 * HOUR) == []
    assert tell_of_trouble(at=MONDAY + 6 * HOUR) == [REQUESTS]
    assert len(told()) == 2


def test_polls_that_fail_for_a_quarter_of_an_hour_are_told_with_their_reason(
    cast: Cast, settings: Any
) -> None:
    settings.MAILBOXES = {REQUESTS: "imap://x"}
    note_arrival(REQUESTS, at=MONDAY)
    note_read(REQUESTS, at=MONDAY)
    note_fault(REQUESTS, "LOGIN failed", at=MONDAY)
    assert tell_of_trouble(at=MONDAY + dt.timedelta(minutes=14)) == []
    assert tell_of_trouble(at=MONDAY + dt.timedelta(minutes=15)) == [REQUESTS]
    assert tell_of_trouble(at=MONDAY + dt.timedelta(minutes=16)) == []
    assert "no se puede leer desde el 09/03/2026 a las 10:00: LOGIN failed" in " ".join(
        read(told()[0]).get_content().split()
    )


def test_without_an_administrator_it_waits_for_the_first(cast: Cast) -> None:
    Membership.objects.filter(person=cast.administrator).update(until=dt.date(2026, 1, 1))
    note_arrival(REQUESTS, at=MONDAY)
    assert tell_of_trouble(at=MONDAY + 2 * HOUR) == []
    Membership.objects.filter(person=cast.administrator).update(until=None)
    assert tell_of_trouble(at=MONDAY + 2 * HOUR) == [REQUESTS]


def test_the_worker_s_task_watches_boxes_nothing_is_known_of(cast: Cast) -> None:
    watch()
    assert set(MailBoxState.objects.values_list("box", flat=True)) == {REQUESTS, "registro"}
    assert told() == []
    MailBoxState.objects.update(watched_at=timezone.now() - 3 * HOUR)
    watch()
    assert "no ha recibido ningún correo" in " ".join(read(told()[0]).get_content().split())


def test_the_worker_s_polls_are_told_of(cast: Cast, settings: Any) -> None:
    settings.MAILBOXES = {REQUESTS: "imap://mesa:clave@127.0.0.1:9/INBOX"}
    fetch()
    [state, _] = box_states(current_pack(), at=timezone.now())
    assert "refused" in state.fault
    assert not state.is_untold
    MailBoxState.objects.update(failing_since=timezone.now() - dt.timedelta(minutes=16))
    watch()
    text = read(told()[0]).get_content()
    assert "refused" in text
    assert "clave" not in text


def test_readiness_names_the_box_that_is_silent(db: None) -> None:
    MailBoxState.objects.create(box=REQUESTS, watched_at=timezone.now() - 3 * HOUR)
    checks = {check.name: check for check in readiness()}
    assert checks["mailbox-registro"].is_ok
    silent = checks["mailbox-solicitudes"]
    assert (silent.is_ok, silent.is_essential) == (False, False)
    assert "silent for longer than the pack expects" in silent.detail
    assert "MAIL_IMAP" in silent.remedy
