"""Watching a box: what comes is stored at once, faults are waited out, and it ends when told to."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.databases import TestDatabase
from tests.intake.imapd import Box, serving
from tests.intake.letters import TUESDAY, letter
from ventanilla.intake.imap import DONE, only_fetcher
from ventanilla.intake.watching import Pace, Watcher, watched
from ventanilla.mail.models import MailBoxState, MailInbound

SECONDS = 30
PACE = Pace(idle=SECONDS, first_wait=0.05, longest_wait=0.4, busy=0.05)
Watch = Callable[..., list[Watcher]]


@pytest.fixture
def watch(own_database: TestDatabase) -> Iterator[Watch]:
    with ExitStack() as ends:

        def begin(pace: Pace = PACE, **boxes: str) -> list[Watcher]:
            return ends.enter_context(watched(boxes, clock=lambda: TUESDAY, pace=pace))

        yield begin


@pytest.fixture
def box() -> Iterator[Box]:
    with serving(Box(can_wait=True)) as server:
        yield server


def until(ask: Callable[[], object]) -> None:
    give_up = time.monotonic() + SECONDS
    while not ask():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def stored(count: int) -> None:
    """Wait until so many are stored."""
    until(lambda: MailInbound.objects.count() == count)


def test_what_comes_is_stored_when_the_server_tells(watch: Watch, box: Box) -> None:
    box.put(letter("antes"))
    watch(solicitudes=box.url)
    stored(1)
    for count in (2, 3):
        until(lambda: box.idling)
        began = time.monotonic()
        box.put(letter("después"))
        stored(count)
        assert time.monotonic() - began < SECONDS / 2
    until(lambda: len(box.folders[DONE]) == 3)
    assert box.count("LOGIN") == 1


def test_what_is_told_in_one_packet_with_the_permission_to_wait_is_heard(watch: Watch, box: Box) -> None:
    box.comes_with_idle = [letter()]
    watch(solicitudes=box.url)
    stored(1)
    assert box.count("LOGIN") == 1


def test_idle_is_begun_anew_in_time(watch: Watch, box: Box) -> None:
    assert Pace().idle < 29 * 60
    watch(Pace(idle=0.05), solicitudes=box.url)
    until(lambda: box.count("IDLE") > 3)
    assert box.count("LOGIN") == 1


def test_a_server_without_idle_is_left_to_polling(watch: Watch) -> None:
    with serving(Box(can_wait=False)) as box:
        [watcher] = watch(solicitudes=box.url)
        watcher.join(SECONDS)
        assert not watcher.is_alive()
        assert box.count("IDLE") == 0


def test_a_connection_that_breaks_is_made_again_each_time_later(
    watch: Watch, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    box.hangs_up = 4
    began = time.monotonic()
    watch(solicitudes=box.url)
    until(lambda: box.idling)
    assert box.count("(refused)") == 4
    assert time.monotonic() - began > 0.05 + 0.1 + 0.2 + 0.4
    assert len([record for record in caplog.records if "buzón solicitudes" in record.getMessage()]) == 4
    box.hang_up()
    until(lambda: box.count("LOGIN") == 2 and box.idling)
    box.put(letter())
    stored(1)


def test_one_broken_box_stops_no_other(watch: Watch, box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    wrong = box.url.replace("clave%40", "secreta")
    watch(registro=wrong, solicitudes=box.url, nadie=box.url)
    until(lambda: box.idling)
    box.put(letter())
    stored(1)
    said = caplog.text
    assert "buzón registro" in said
    assert "«nadie»" in said
    assert "secreta" not in said
    assert list(MailBoxState.objects.exclude(fault="").values_list("box", flat=True)) == ["registro"]


def test_while_somebody_else_fetches_it_comes_back_soon(watch: Watch, box: Box) -> None:
    with only_fetcher("solicitudes") as is_free:
        assert is_free
        box.put(letter())
        watch(solicitudes=box.url)
        until(lambda: box.count("IDLE") > 2)
        assert MailInbound.objects.count() == 0
    stored(1)


def test_it_ends_at_once_when_told_to(own_database: TestDatabase, box: Box) -> None:
    with watched({"solicitudes": box.url}, clock=lambda: TUESDAY) as [watcher]:
        until(lambda: box.idling)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not watcher.is_alive()
    assert watcher not in threading.enumerate()
    until(lambda: box.count("LOGOUT") == 1)
