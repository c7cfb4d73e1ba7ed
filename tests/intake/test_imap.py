"""Fetching over IMAP from a small server that keeps to RFC 3501 and 6851 as far as the fetcher speaks."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.letters import TUESDAY, letter
from ventanilla.files.store import open_blob
from ventanilla.intake.imap import DONE, FAULTY, ImapFault, poll
from ventanilla.mail.models import MailInbound


class Box(socketserver.ThreadingTCPServer):
    """Folders of messages by UID; `can_move` says whether the server has MOVE."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, can_move: bool) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.can_move = can_move
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.deleted: set[int] = set()
        self.claimed_size: dict[int, int] = {}

    @property
    def url(self) -> str:
        return f"imap://mesa:clave%40@127.0.0.1:{self.server_address[1]}/INBOX"

    def put(self, raw: bytes) -> int:
        uid = 7 + sum(len(folder) for folder in self.folders.values())
        self.folders["INBOX"][uid] = raw
        return uid


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: Box

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            name = command.split(b" ")[0].upper()
            self.answer(tag, name, command.decode())
            if name == b"LOGOUT":
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def answer(self, tag: bytes, name: bytes, command: str) -> None:
        inbox = self.server.folders["INBOX"]
        if name == b"CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1" + (b" MOVE" if self.server.can_move else b" UIDPLUS"))
        elif name == b"LOGIN":
            status = b" OK" if '"clave@"' in command else b" NO [AUTHENTICATIONFAILED]"
            return self.say(tag + status + b" login")
        elif name == b"CREATE":
            folder = command.split()[1].strip('"')
            if folder in self.server.folders:
                return self.say(tag + b" NO exists")
            self.server.folders[folder] = {}
        elif name == b"SELECT":
            self.say(b"* %d EXISTS" % len(inbox))
        elif command.startswith("UID SEARCH"):
            found = [uid for uid in sorted(inbox) if uid not in self.server.deleted]
            self.say(b"* SEARCH " + " ".join(map(str, found)).encode())
        elif command.startswith("UID FETCH"):
            self.fetch(int(command.split()[2]), command)
        elif found := re.match(r"UID (MOVE|COPY) (\d+) \"?(\w+)", command):
            uid = int(found[2])
            self.server.folders[found[3]][uid] = inbox[uid]
            if found[1] == "MOVE":
                del inbox[uid]
        elif command.startswith("UID STORE"):
            self.server.deleted.add(int(command.split()[2]))
        elif command.startswith("UID EXPUNGE"):
            del inbox[int(command.split()[2])]
        elif name == b"LOGOUT":
            self.say(b"* BYE")
        return self.say(tag + b" OK done")

    def fetch(self, uid: int, command: str) -> None:
        raw = self.server.folders["INBOX"][uid]
        if "RFC822.SIZE" in command:
            size = self.server.claimed_size.get(uid, len(raw))
            self.say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (uid, size))
        else:
            assert "BODY.PEEK[]" in command
            self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw)) + raw + b")\r\n")


@pytest.fixture(params=[True, False], ids=["move", "copy"])
def box(request: pytest.FixtureRequest) -> Iterator[Box]:
    with Box(can_move=request.param) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


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
