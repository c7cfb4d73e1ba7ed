"""A small IMAP server that keeps to RFC 3501, 6851 and 2177 as far as the fetcher speaks, and fails when told to."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PASSWORD = "clave@"


class Box(socketserver.ThreadingTCPServer):
    """Folders of messages by UID. What a server tells before sign-in is less than what it can, as Dovecot has it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, can_move: bool = True, can_wait: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.can_move = can_move
        self.can_wait = can_wait
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.deleted: set[int] = set()
        self.claimed_size: dict[int, int] = {}
        self.stuck: set[int] = set()
        self.comes_with_idle: list[bytes] = []
        self.hangs_up = 0
        self.commands: list[str] = []
        self.idling: set[Session] = set()
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"imap://mesa:clave%40@127.0.0.1:{self.server_address[1]}/INBOX"

    def put(self, raw: bytes) -> int:
        """A mail arrives; who is waiting is told."""
        with self.changed:
            uid = 7 + sum(len(folder) for folder in self.folders.values())
            self.folders["INBOX"][uid] = raw
            for session in self.idling:
                session.say(b"* %d EXISTS" % len(self.folders["INBOX"]))
        return uid

    def hang_up(self) -> None:
        """Every waiting connection is cut."""
        with self.changed:
            for session in self.idling:
                with suppress(OSError):
                    session.connection.shutdown(2)

    def count(self, command: str) -> int:
        """How often a command was given."""
        return self.commands.count(command)


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: Box

    def handle(self) -> None:
        if self.server.hangs_up:
            self.server.hangs_up -= 1
            self.server.commands.append("(refused)")
            return
        self.knows_all = False
        self.say(b"* OK ready")
        with suppress(OSError):
            while line := self.rfile.readline():
                tag, _, command = line.rstrip(b"\r\n").partition(b" ")
                name = command.split(b" ")[0].upper()
                self.server.commands.append(name.decode())
                self.answer(tag, name, command.decode())
                if name == b"LOGOUT":
                    return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def answer(self, tag: bytes, name: bytes, command: str) -> None:
        inbox = self.server.folders["INBOX"]
        if name == b"CAPABILITY":
            self.tell_capabilities()
        elif name == b"LOGIN":
            self.knows_all = f'"{PASSWORD}"' in command
            status = b" OK" if self.knows_all else b" NO [AUTHENTICATIONFAILED]"
            return self.say(tag + status + b" login")
        elif name == b"IDLE":
            self.idle(inbox)
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
            if uid in self.server.stuck:
                return self.say(tag + b" NO [NOPERM] not yours")
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

    def tell_capabilities(self) -> None:
        more = b" MOVE" if self.server.can_move else b" UIDPLUS"
        idle = b" IDLE" if self.server.can_wait else b""
        self.say(b"* CAPABILITY IMAP4rev1" + idle + (more if self.knows_all else b""))

    def fetch(self, uid: int, command: str) -> None:
        raw = self.server.folders["INBOX"][uid]
        if "RFC822.SIZE" in command:
            size = self.server.claimed_size.get(uid, len(raw))
            self.say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (uid, size))
        else:
            assert "BODY.PEEK[]" in command
            self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw)) + raw + b")\r\n")

    def idle(self, inbox: dict[int, bytes]) -> None:
        """What came meanwhile is told in the same packet as the permission to wait."""
        with self.server.changed:
            told = b"+ idling\r\n"
            for raw in self.server.comes_with_idle:
                inbox[1000 + len(inbox)] = raw
                told += b"* %d EXISTS\r\n" % len(inbox)
            self.server.comes_with_idle = []
            self.wfile.write(told)
            self.server.idling.add(self)
        try:
            assert self.rfile.readline() in (b"DONE\r\n", b"")
        finally:
            with self.server.changed:
                self.server.idling.discard(self)


@contextmanager
def serving(box: Box) -> Iterator[Box]:
    """The server in a thread of its own."""
    with box:
        thread = threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield box
        box.shutdown()
        thread.join(5)
