"""A backlog of one kind of work leaves the worker's other places free."""

from __future__ import annotations

import threading

import pytest

from ventanilla.mail.places import Places

SECONDS = 30


def test_no_more_at_once_than_there_are_places() -> None:
    places, both_in, leave = Places(2), threading.Barrier(3), threading.Event()

    def go_in() -> None:
        if not leave.is_set():
            both_in.wait(SECONDS)
            leave.wait(SECONDS)

    threads = [threading.Thread(target=places.work, args=(go_in,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    both_in.wait(SECONDS)
    assert not places.work(lambda: pytest.fail("a third got in"))
    leave.set()
    for thread in threads:
        thread.join()
    assert places.work(lambda: None)


def test_who_finds_no_place_is_heard() -> None:
    """What it came for may have come up after the others last looked."""
    places, looked = Places(1), []

    def look() -> None:
        looked.append(1)
        if len(looked) == 1:
            assert not places.work(look)
            assert not places.work(look)

    assert places.work(look)
    assert len(looked) == 2


def test_work_that_fails_gives_its_place_back() -> None:
    places = Places(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="no server"):
            places.work(fail)
    assert places.work(lambda: None)


def fail() -> None:
    raise ValueError("no server")
