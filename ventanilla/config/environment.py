"""What an installation says about itself, read from the environment and checked before anything starts.

Every secret may be given as a file instead: ``SECRET_KEY_FILE=/run/secrets/key`` stands for ``SECRET_KEY``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import SplitResult, unquote, urlsplit

Process = Literal["web", "worker", "migrate", "command"]
Scan = Literal["required", "off"]

_MINIMUM_SECRET = 32
_IMAP = "MAIL_IMAP_"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SMTP_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class EnvironmentFault(Exception):
    """The environment breaks a rule; ``lines`` name each variable, the rule and the remedy."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where outgoing mail is handed over."""

    url: str
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


@dataclass(frozen=True, slots=True)
class Environment:
    """The checked environment of one process."""

    process: Process
    pack: str
    database_url: str
    database_owner_url: str
    secret_key: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    smtp: Smtp
    scan: Scan
    clamd_address: str
    files_dir: Path
    static_dir: Path
    trusted_proxies: int
    debug: bool
    demo: bool
    demo_mails: Path
    mailboxes: tuple[tuple[str, str], ...] = ()
    solvency_url: str = ""
    solvency_token: str = ""
    signing_dir: Path | None = None
    trust_dir: Path | None = None

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


class _Reader:
    """Reads variables one by one and keeps every fault, so that one start shows them all."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.faults: list[str] = []

    def fault(self, name: str, rule: str, remedy: str) -> None:
        self.faults.append(f"{name}: {rule}. {remedy}")

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name)
        if self.text(name):
            self.fault(name, f"given twice, as {name} and as {name}_FILE", "Keep one of them.")
        try:
            return Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            self.fault(f"{name}_FILE", f"the file cannot be read ({reason})", "Name a readable text file.")
            return ""

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.fault(name, f"'{value}' is not one of {', '.join(choices)}", f"Set {name}={choices[0]}.")
            return choices[0]
        return value

    def switch(self, name: str) -> bool:
        return self.choice(name, ("off", "on"), "off") == "on"

    def whole_number(self, name: str, default: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) > highest:
            self.fault(name, f"'{value}' is not a whole number from 0 to {highest}", f"Set {name}={default}.")
            return default
        return int(value)

    def address(self, name: str, value: str, schemes: tuple[str, ...]) -> SplitResult | None:
        """The parts of an address, or None with a fault. The value itself is not repeated: it may hold a password."""
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            parts = SplitResult("", "", "", "", "")
        if parts.scheme in schemes and (parts.hostname or parts.scheme.startswith("postgres")):
            return parts
        self.fault(name, "it is not an address this program understands", f"Write {schemes[0]}://...")
        return None


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read and check every variable.

    Raises EnvironmentFault with one line for each fault.
    """
    reader = _Reader(variables)
    demo = reader.switch("DEMO")
    base_url = _base_url(reader)
    environment = Environment(
        process=cast(
            Process,
            reader.choice("VENTANILLA_PROCESS", ("command", "web", "worker", "migrate"), "command"),
        ),
        pack=reader.text("VENTANILLA_PACK", "sv"),
        database_url=_database_url(reader, "DATABASE_URL", required=True),
        database_owner_url=_database_url(reader, "DATABASE_OWNER_URL", required=False),
        secret_key=_secret_key(reader),
        base_url=base_url,
        allowed_hosts=_allowed_hosts(reader, base_url),
        smtp=_smtp(reader),
        scan=_scan(reader),
        clamd_address=reader.text("CLAMD_ADDRESS"),
        files_dir=_folder(reader, "FILES_DIR", "attached files"),
        static_dir=_folder(reader, "STATIC_DIR", "the collected style sheets and scripts"),
        trusted_proxies=reader.whole_number("TRUSTED_PROXIES", 0, 5),
        debug=reader.switch("DEBUG"),
        demo=demo,
        demo_mails=_folder(reader, "DEMO_MAILS", "the demonstration's mails") if demo else Path(),
        mailboxes=_mailboxes(reader),
        solvency_url=_solvency_url(reader),
        solvency_token=reader.secret("SOLVENCY_TOKEN"),
        signing_dir=_given_folder(reader, "SIGNING_DIR", secret=True),
        trust_dir=_given_folder(reader, "TRUST_DIR", secret=False),
    )
    _check_together(reader, environment)
    if reader.faults:
        raise EnvironmentFault(tuple(reader.faults))
    return environment


def _check_together(reader: _Reader, environment: Environment) -> None:
    """What one variable asks of another."""
    if environment.scan == "required" and not environment.clamd_address:
        reader.fault(
            "CLAMD_ADDRESS", "SCAN=required needs a scanner", "Name clamd's socket path or HOST:PORT."
        )
    if environment.process == "web" and environment.is_https and not environment.trusted_proxies:
        reader.fault(
            "TRUSTED_PROXIES",
            "an https address needs a web server in front that speaks TLS, and none is trusted",
            "Set TRUSTED_PROXIES=1 (and let it set X-Forwarded-For and X-Forwarded-Proto), or BASE_URL=http://...",
        )
    if environment.process == "migrate" and not environment.database_owner_url:
        reader.fault(
            "DATABASE_OWNER_URL",
            "migrations run as the role that owns the tables, which is not the role of DATABASE_URL",
            "Set DATABASE_OWNER_URL=postgresql://OWNER@HOST/DATABASE.",
        )


def _database_url(reader: _Reader, name: str, *, required: bool) -> str:
    value = reader.secret(name)
    if value:
        reader.address(name, value, ("postgresql", "postgres"))
    elif required:
        reader.fault(
            name,
            "no database is named",
            f"Set {name}=postgresql://ROLE@HOST/DATABASE (PostgreSQL 15 or newer), or try `ventanilla demo`.",
        )
    return value


def _secret_key(reader: _Reader) -> str:
    value = reader.secret("SECRET_KEY")
    if len(value) < _MINIMUM_SECRET:
        reader.fault(
            "SECRET_KEY",
            f"it must have at least {_MINIMUM_SECRET} characters and has {len(value)}",
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))".',
        )
    return value


def _base_url(reader: _Reader) -> str:
    value = reader.text("BASE_URL")
    if not value:
        reader.fault(
            "BASE_URL", "the public address is missing", "Set BASE_URL=https://tramites.example.org."
        )
        return ""
    parts = reader.address("BASE_URL", value, ("https", "http"))
    if parts and (parts.path.strip("/") or parts.query):
        reader.fault("BASE_URL", "it has a path", "Write scheme, host and port only: the site owns its host.")
    return value.rstrip("/")


def _allowed_hosts(reader: _Reader, base_url: str) -> tuple[str, ...]:
    listed = tuple(host.strip() for host in reader.text("ALLOWED_HOSTS").split(",") if host.strip())
    if "*" in listed:
        reader.fault("ALLOWED_HOSTS", "'*' lets anybody choose the host of our links", "List the host names.")
    try:
        own = urlsplit(base_url).hostname
    except ValueError:
        own = None
    return listed or ((own,) if own else ())


def _smtp(reader: _Reader) -> Smtp:
    value = reader.secret("SMTP_URL")
    parts = None
    if not value:
        reader.fault(
            "SMTP_URL", "no mail server is named", "Set SMTP_URL=smtp+starttls://USER:PASSWORD@HOST:587."
        )
    else:
        parts = reader.address("SMTP_URL", value, tuple(_SMTP_SCHEMES))
    if parts is None:
        return Smtp("", "", 0, "", "", starttls=False, tls=False)
    return Smtp(
        url=value,
        host=parts.hostname or "",
        port=parts.port or _SMTP_SCHEMES[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def _mailboxes(reader: _Reader) -> tuple[tuple[str, str], ...]:
    """IMAP boxes to fetch from: `MAIL_IMAP_<CODE>=imaps://...`, or lines `CODE imaps://...` in MAILBOXES_FILE.

    A code is that of the pack's box; in a variable's name its hyphens are underscores.
    """
    names = {name.removesuffix("_FILE") for name in reader.variables if name.startswith(_IMAP)}
    given = [
        (name.removeprefix(_IMAP).lower().replace("_", "-"), name, reader.secret(name))
        for name in sorted(names)
    ]
    for line in reader.secret("MAILBOXES").splitlines():
        code, _, url = line.strip().partition(" ")
        if code and not code.startswith("#"):
            given.append((code, "MAILBOXES", url.strip()))
    for _, name, url in given:
        reader.address(name, url, ("imaps", "imap"))
    return tuple((code, url) for code, _, url in given)


def _solvency_url(reader: _Reader) -> str:
    """Where the tax system is asked; "" where none is: then officers write down what was proved on paper."""
    value, name = reader.text("SOLVENCY_URL"), "SOLVENCY_URL"
    parts = reader.address(name, value, ("https", "http")) if value else None
    if parts is None:
        return value
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        reader.fault(name, "the token and people's documents would travel unprotected", "Write https://...")
    if parts.query or parts.fragment or parts.username:
        reader.fault(
            name, "it carries more than scheme, host and path", "Write the address only: the rest is added."
        )
    token = reader.secret("SOLVENCY_TOKEN")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        reader.fault(
            "SOLVENCY_TOKEN",
            "the tax system is asked with a token of one word in ASCII, and there is none",
            "Set SOLVENCY_TOKEN or SOLVENCY_TOKEN_FILE, or leave SOLVENCY_URL out.",
        )
    return value


def _scan(reader: _Reader) -> Scan:
    if not reader.text("SCAN"):
        reader.fault(
            "SCAN",
            "it is not said whether files are scanned for viruses",
            "Set SCAN=required (and CLAMD_ADDRESS), or SCAN=off, which staff will see on every page.",
        )
        return "off"
    return cast(Scan, reader.choice("SCAN", ("off", "required"), "off"))


def _folder(reader: _Reader, name: str, content: str) -> Path:
    value = reader.text(name)
    if not value:
        reader.fault(name, f"no folder for {content} is named", f"Set {name} to an absolute path.")
        return Path()
    folder = Path(value)
    if not folder.is_absolute():
        reader.fault(name, f"'{value}' is not an absolute path", f"Set {name} to an absolute path.")
    return folder


def _given_folder(reader: _Reader, name: str, *, secret: bool) -> Path | None:
    """A folder that need not be named; one that is has to be there, and a secret one closed to other accounts."""
    value = reader.text(name)
    if not value:
        return None
    folder = Path(value)
    if not folder.is_absolute():
        reader.fault(name, f"'{value}' is not an absolute path", f"Set {name} to an absolute path.")
    elif not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        reader.fault(
            name,
            f"'{value}' is no folder that this account can read",
            f"Make it for this account, or leave {name} out.",
        )
    elif secret and folder.stat().st_mode & 0o007:
        reader.fault(name, f"every account of this machine may enter '{value}'", f"Run `chmod 700 {value}`.")
    return folder
