"""The product behind a mail server: listener and worker as processes of their own, a database, a pack with three boxes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.databases import ROOT, TestDatabase
from tests.mailserver.servers import PASSWORD, MailHost, free_port, is_listening, mail_host, until
from ventanilla.mail.models import InboundState, MailInbound, MailOutgoing, OutgoingState
from ventanilla.operations.lifeline import Lifeline

REQUESTS = "servicios.dga@mh.gob.sv"
REGISTRATION = "registro.usuarios@mh.gob.sv"
UNIT = "leyes.especiales@mh.gob.sv"
BOXES = {"solicitudes": REQUESTS, "registro": REGISTRATION, "leyes": UNIT}
PEOPLE = tuple(
    f"{name}@example.com"
    for name in ("ana", "berta", "carlos", "diego", "elena", "fuera", "grosero", "hilda")
)
WITH_ACCENTS = "ñandú@example.com"
HER_MAILBOX = "nandu@example.com"
"""Where she signs in to read what is written to her: Dovecot knows no user with accents."""
FORWARDED = "reenvia@example.com"
NOBODY = "ausente@example.com"

_BOX = "    - {code: registro, address: registro.usuarios@mh.gob.sv, purpose: registration}\n"
_UNIT_BOX = f"    - {{code: leyes, address: {UNIT}, purpose: unit, procedure: general-request, unit: leyes-especiales}}\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk and its mail server. `is_fetching`: it fetches from Dovecot, else Postfix delivers to its listener."""

    host: MailHost
    is_fetching: bool
    log: Path

    def is_quiet(self) -> bool:
        """Whether nothing is under way any more: in Postfix, in the boxes, in the product."""
        if self.host.waits_in_postfix():
            return False
        if self.is_fetching and any(self.host.mails(address) for address in BOXES.values()):
            return False
        coming = MailInbound.objects.filter(state=InboundState.RECEIVED)
        going = MailOutgoing.objects.filter(state__in=[OutgoingState.QUEUED, OutgoingState.SENDING])
        return not (coming.exists() or going.exists() or self.host.waits_in_postfix())

    @property
    def files(self) -> Path:
        """Where it keeps what it was sent."""
        return self.log.with_name("files")

    def said(self) -> str:
        """What everything wrote to its log."""
        return f"{self.host.log()}\n{self.log.read_text('utf-8', 'replace')}"


@contextmanager
def running_desk(database: TestDatabase, *, folder: Path, is_fetching: bool) -> Iterator[Desk]:
    """Postfix, Dovecot and the product; everything ends with the block.

    Where it fetches, the box of requests is one whose mail Postfix puts into the maildir; the others go by Dovecot's LMTP.
    """
    port = free_port()
    folders = {WITH_ACCENTS: HER_MAILBOX} | ({REQUESTS: REQUESTS} if is_fetching else {})
    to_desk = "lmtp:DOVECOT" if is_fetching else f"lmtp:inet:[127.0.0.1]:{port}"
    with mail_host(
        people=(*PEOPLE, HER_MAILBOX, *(BOXES.values() if is_fetching else ())),
        transport={
            **dict.fromkeys(BOXES.values(), to_desk),
            **dict.fromkeys(folders, "virtual:"),
            "example.com": "lmtp:DOVECOT",
        },
        aliases={FORWARDED: REQUESTS},
        folders=folders,
    ) as host:
        environment = _environment(host, database, folder, is_fetching=is_fetching)
        log = folder / "product.log"
        with log.open("wb") as said, ExitStack() as parts:
            parts.enter_context(_started(["work"], environment, said))
            if not is_fetching:
                parts.enter_context(_started(["receive", "--port", str(port)], environment, said))
                until(lambda: is_listening(port), "the listener to answer")
            yield Desk(host, is_fetching, log)


def _environment(
    host: MailHost, database: TestDatabase, folder: Path, *, is_fetching: bool
) -> dict[str, str]:
    """The registration box is read over TLS, so that both kinds of connection wait for news."""
    boxes = {
        "MAIL_IMAP_SOLICITUDES": f"imap://{_sign_in(REQUESTS)}@127.0.0.1:{host.imap}/INBOX",
        "MAIL_IMAP_REGISTRO": f"imaps://{_sign_in(REGISTRATION)}@127.0.0.1:{host.imaps}/INBOX",
        "MAIL_IMAP_LEYES": f"imap://{_sign_in(UNIT)}@127.0.0.1:{host.imap}/INBOX",
    }
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "VENTANILLA_PACK": str(_pack_with_unit_box(folder)),
        "SMTP_URL": f"smtp://127.0.0.1:{host.smtp}",
        "FILES_DIR": str(folder / "files"),
        "SSL_CERT_FILE": str(host.certificate),
        **(boxes if is_fetching else {}),
    }


def _sign_in(address: str) -> str:
    return f"{quote(address, safe='')}:{quote(PASSWORD, safe='')}"


def _pack_with_unit_box(folder: Path) -> Path:
    """The pack `sv` with a third mailbox, one of a unit."""
    pack = folder / "sv"
    shutil.copytree(ROOT / "packs" / "sv", pack)
    text = (pack / "pack.yaml").read_text("utf-8")
    assert _BOX in text
    (pack / "pack.yaml").write_text(text.replace(_BOX, _BOX + _UNIT_BOX), "utf-8")
    return pack


@contextmanager
def _started(words: list[str], environment: dict[str, str], log: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ventanilla", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,  # type: ignore[call-overload]
        stderr=log,
        preexec_fn=Lifeline(signal.SIGTERM),  # noqa: PLW1509  it only asks the kernel for a signal
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        assert process.returncode == 0, f"{words[0]} did not end well when asked to"
