"""Fetching over IMAP from a small server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.databases import TestDatabase
from tests.intake.imapd import Box, serving
from tests.intake.letters import TUESDAY, letter
from ventanilla.files.store import open_blob
from ventanilla.intake.imap import DONE, FAULTY, ImapFault, poll
from ventanilla.mail.models import MailBoxState, MailInbound


@pytest.fixture(params=[True, False], ids=["move", "copy"])
def box(request: pytest.FixtureRequest) -> Iterator[Box]:
    with serving(Box(can_move=request.param)) as server:
        yield server


def fetch(box: Box) -> int:
    return poll(box="solicitudes", url=box.url, clock=lambda: TUESDAY)


def test_what_is_fetched_is_stored_byte_by_byte_and_moved_away(db: None, box: Box) -> None:
    raws = [letter("Uno"), letter("Dos ñandú").replace(b"\r\n\r\n", b"\r\nX: \xff\r\n\r\n", 1)]
    for raw in raws:
        box.put(raw)
    assert fetch(box) == 2
    stored = []
    for inbound in MailInbound.objects.select_related("blob").order_by("id"):
        with open_blob(inbound.blob) as content:
            stored.append(content.read())
    assert stored == raws
    assert (box.folders["INBOX"], len(box.folders[DONE])) == ({}, 2)
    assert fetch(box) == 0


def test_one_stored_before_a_crash_is_moved_and_not_stored_twice(db: None, box: Box) -> None:
    raw = letter()
    box.put(raw)
    fetch(box)
    box.put(raw)
    assert fetch(box) == 1
    assert MailInbound.objects.count() == 1
    assert box.folders["INBOX"] == {}


def test_one_too_large_is_set_aside_unread(db: None, box: Box) -> None:
    uid = box.put(letter())
    box.claimed_size[uid] = 200 * 1024 * 1024
    assert fetch(box) == 0
    assert list(box.folders[FAULTY]) == [uid]


def test_what_cannot_be_stored_stays_on_the_server(
    db: None, box: Box, settings: object, tmp_path: Path
) -> None:
    box.put(letter())
    (tmp_path / "full").write_text("no folder")
    settings.FILES_DIR = tmp_path / "full"  # type: ignore[attr-defined]
    with pytest.raises(ImapFault):
        fetch(box)
    assert len(box.folders["INBOX"]) == 1


def test_a_wrong_password_is_said_without_it(db: None, box: Box) -> None:
    wrong = box.url.replace("clave%40", "secreta")
    with pytest.raises(ImapFault, match="solicitudes") as fault:
        poll(box="solicitudes", url=wrong, clock=lambda: TUESDAY)
    assert "secreta" not in str(fault.value)


def test_one_that_cannot_be_moved_stops_none_after_it(db: None, box: Box) -> None:
    stuck = box.put(letter("Uno"))
    box.stuck.add(stuck)
    box.put(letter("Dos"))
    for _ in range(2):
        with pytest.raises(ImapFault, match="NOPERM"):
            fetch(box)
    assert MailInbound.objects.count() == 2
    assert list(box.folders["INBOX"]) == [stuck]


def test_while_one_fetches_no_other_does(own_database: TestDatabase, box: Box) -> None:
    box.put(letter())
    others = connections.create_connection("default")
    with others.cursor() as cursor:
        for verb, fetched in (("lock", 0), ("unlock", 1)):
            cursor.execute(f"SELECT pg_advisory_{verb}(hashtextextended('intake.fetch:solicitudes', 0))")
            assert fetch(box) == fetched
            assert bool(box.commands) == bool(fetched)
    others.close()


def test_a_box_that_cannot_be_read_is_noted_since_when_until_it_can(db: None, box: Box) -> None:
    wrong, later = box.url.replace("clave%40", "secreta"), TUESDAY + dt.timedelta(hours=1)
    for at in (TUESDAY, later):
        with pytest.raises(ImapFault):
            poll(box="solicitudes", url=wrong, clock=lambda now=at: now)
    state = MailBoxState.objects.get(box="solicitudes")
    assert (state.failing_since, state.read_at) == (TUESDAY, None)
    assert "AUTHENTICATIONFAILED" in state.fault
    poll(box="solicitudes", url=box.url, clock=lambda: later)
    state.refresh_from_db()
    assert (state.fault, state.failing_since, state.read_at) == ("", None, later)
