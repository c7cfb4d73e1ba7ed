"""A Postfix and a Dovecot of one's own: their configuration, queue and mail in one folder, ports on loopback only.

The machine's own instances, if it has any, are neither asked nor touched. Both need root, as they do everywhere.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import needs
from ventanilla.operations.lifeline import Lifeline

SECONDS = 60
PASSWORD = "clave@1"
LARGEST = 100 * 1024 * 1024
REFUSED = "rechazada@example.com"
"""Postfix refuses it at once, while whoever sends to it is still there."""
T = TypeVar("T")

_POSTFIX_PROGRAMS = Path("/usr/lib/postfix/sbin")
_WAITING = ("maildrop", "incoming", "active", "deferred")

_MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
myhostname = correo.mh.gob.sv
mydestination =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{{refused}=REJECT}}
relay_domains = mh.gob.sv, example.com
transport_maps = texthash:{home}/transport
virtual_alias_maps = texthash:{home}/aliases
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = texthash:{home}/folders
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
recipient_delimiter = +
message_size_limit = {largest}
virtual_mailbox_limit = 0
mailbox_size_limit = 0
smtputf8_enable = yes
smtpd_client_connection_rate_limit = 0
lmtp_destination_recipient_limit = 1
minimal_backoff_time = 2s
queue_run_delay = 2s
"""

_MASTER_CF = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

_DOVECOT = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = {tls}
ssl_cert = <{home}/tls.pem
ssl_key = <{home}/tls.key
disable_plaintext_auth = no
auth_username_chars =
mail_location = maildir:{home}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
mail_max_userip_connections = 50
recipient_delimiter = +
postmaster_address = postmaster@mh.gob.sv
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = passwd-file
  args = {home}/users
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ask: Callable[[], T], what: str, *, seconds: float = SECONDS) -> T:
    """Ask until the answer is true, and return it; a noisy machine gets its time, a fault its name."""
    give_up = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < give_up, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)
    return answer


@dataclass
class MailHost:
    """Both servers. `folders`: addresses whose mail Postfix itself puts into the maildir of one of the `people`.

    Dovecot 2.3 takes no SMTPUTF8 over LMTP, but serves over IMAP whatever lies in a maildir.
    """

    home: Path
    people: tuple[str, ...]
    transport: dict[str, str]
    aliases: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    smtp: int = field(default_factory=free_port)
    imap: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)
    lmtp: int = field(default_factory=free_port)

    @property
    def certificate(self) -> Path:
        """What a client has to trust to speak TLS with Dovecot."""
        return self.home / "tls.pem"

    def send(self, raw: bytes, *, sender: str, to: str, utf8: bool = False) -> None:
        """Hand a mail to Postfix, as the server of whoever wrote it does."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=SECONDS) as client:
            client.sendmail(sender, [to], raw, ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else ["BODY=8BITMIME"])

    def mails(self, person: str, folder: str = "INBOX") -> list[EmailMessage]:
        """What lies in a person's mailbox, oldest first, read over IMAP."""
        with imaplib.IMAP4("127.0.0.1", self.imap, timeout=SECONDS) as server:
            server.login(person, PASSWORD)
            if server.select(folder, readonly=True)[0] != "OK":
                return []
            numbers = server.search(None, "ALL")[1][0].split()
            raws = [server.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]  # type: ignore[index]
        return [_message(raw) for raw in raws]

    def waits_in_postfix(self) -> int:
        """How many mails Postfix has not got rid of yet."""
        spool = self.home / "spool"
        return sum(1 for name in _WAITING for path in (spool / name).rglob("*") if path.is_file())

    def log(self) -> str:
        """What both wrote, for whoever has to find out why."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.home.glob("*.log")))


@contextmanager
def mail_host(
    *, people: tuple[str, ...], transport: dict[str, str], aliases: dict[str, str], folders: dict[str, str]
) -> Iterator[MailHost]:
    """Both servers, running; stopped by their own process at the end.

    `transport` says where an address or a domain goes; `DOVECOT` in it stands for Dovecot's listener.
    """
    postfix, dovecot, openssl = needs("postfix"), needs("dovecot"), needs("openssl")
    needs_root()
    home = Path(tempfile.mkdtemp(prefix="mh"))
    host = MailHost(home, people, transport, aliases, folders)
    try:
        _write(host, openssl)
        with _running([dovecot, "-F", "-c", str(home / "dovecot.conf")], host.imap, host):
            subprocess.run([postfix, "-c", str(home / "postfix"), "check"], check=True, capture_output=True)
            master = [str(_POSTFIX_PROGRAMS / "master"), "-d", "-c", str(home / "postfix")]
            with _running(master, host.smtp, host):
                yield host
    finally:
        shutil.rmtree(home, ignore_errors=True)


def needs_root() -> None:
    """Both servers start as root only: anybody else skips, and continuous integration fails."""
    if os.geteuid() == 0:
        return
    message = "this test needs root: Postfix and Dovecot start as nobody else"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _write(host: MailHost, openssl: str) -> None:
    home = host.home
    home.chmod(0o755)
    for name in ("postfix", "spool", "data", "run", "state", "mail"):
        (home / name).mkdir()
    shutil.chown(home / "data", "postfix")
    shutil.chown(home / "mail", "mail", "mail")
    _make_certificate(home, openssl)
    values = {
        "home": home,
        "port": host.smtp,
        "imap": host.imap,
        "imaps": host.imaps,
        "lmtp": host.lmtp,
        "tls": "yes",
        "uid": (home / "mail").stat().st_uid,
        "gid": (home / "mail").stat().st_gid,
        "largest": LARGEST,
        "refused": REFUSED,
    }
    transport = {key: to.replace("DOVECOT", f"[127.0.0.1]:{host.lmtp}") for key, to in host.transport.items()}
    files = {
        "postfix/main.cf": _MAIN_CF.format(**values),
        "postfix/master.cf": _MASTER_CF.format(**values),
        "dovecot.conf": _DOVECOT.format(**values),
        "transport": _table(transport),
        "aliases": _table(host.aliases),
        "folders": _table({address: f"{person}/" for address, person in host.folders.items()}),
        "users": "".join(f"{person}:{PASSWORD}::::::\n" for person in host.people),
    }
    for name, text in files.items():
        (home / name).write_text(text)
        (home / name).chmod(0o644)


def _table(rows: dict[str, str]) -> str:
    return "".join(f"{key} {value}\n" for key, value in rows.items())


def _make_certificate(home: Path, openssl: str) -> None:
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(home / "tls.key"), "-out", str(home / "tls.pem")]
    subprocess.run([openssl, *words.split(), *names, *files], check=True, capture_output=True)


@contextmanager
def _running(command: list[str], port: int, host: MailHost) -> Iterator[None]:
    with (host.home / "start.log").open("ab") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=Lifeline(signal.SIGTERM),  # noqa: PLW1509  it only asks the kernel for a signal
        )
    try:
        until(lambda: process.poll() is not None or is_listening(port), f"{command[0]} to listen")
        assert process.poll() is None, f"{command[0]} ended:\n{host.log()}"
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        if process.poll() is None:
            process.kill()
            process.wait()


def is_listening(port: int) -> bool:
    """Whether somebody answers on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _message(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message
