"""What an administrator should know before people do: every part asked, each fault with its remedy."""

from __future__ import annotations

import contextlib
import io
import os
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.utils import timezone

from ventanilla.catalogue import check_pack
from ventanilla.files.models import Scan
from ventanilla.files.scanning import ask_clamd
from ventanilla.mail.sending import connect
from ventanilla.operations.certificates import certificates_are_kept, roots_are_in_force
from ventanilla.operations.grants import LIMITED
from ventanilla.operations.health import Check, readiness
from ventanilla.operations.postgres.server import MINIMUM_VERSION

_TIMEOUT_SECONDS = 10


def examine() -> Iterator[Check]:
    """Every check, in an order in which the first fault explains those after it."""
    yield pack_is_whole(settings.VENTANILLA_PACK)
    yield from roles_are_apart(settings.ENVIRONMENT.database_url, settings.ENVIRONMENT.database_owner_url)
    yield from readiness()
    yield folder_is_writable(settings.FILES_DIR, "FILES_DIR")
    yield folder_is_writable(settings.ENVIRONMENT.static_dir, "STATIC_DIR")
    yield scanner_answers(settings.SCAN, settings.CLAMD_ADDRESS)
    yield mail_server_answers(settings.SMTP_URL)
    yield certificates_are_kept(settings.SIGNING_DIR)
    yield roots_are_in_force(settings.TRUST_DIR, at=timezone.now())
    yield is_for_the_public(is_demo=settings.DEMO, is_debug=settings.DEBUG)


def pack_is_whole(pack: str) -> Check:
    """The pack has no fault (warnings are `pack check`'s matter)."""
    faults = [str(fault) for fault in check_pack(pack) if not fault.is_warning]
    detail = f"{len(faults)} faults, first: {faults[0]}" if faults else f"{pack} has no fault"
    return Check("pack", not faults, detail, f"Run `ventanilla pack check {pack}`.", is_essential=True)


def roles_are_apart(app_url: str, owner_url: str) -> Iterator[Check]:
    """The role that pages work under must not own the tables, nor be able to rewrite the journal."""
    try:
        with psycopg.connect(app_url, connect_timeout=_TIMEOUT_SECONDS) as connection:
            version, role, is_superuser = _row(
                connection,
                "SELECT current_setting('server_version_num')::int / 10000, current_user, "
                "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
            )
            excess = [
                f"{right} on {table}"
                for table, rights in LIMITED.items()
                for right in ("UPDATE", "DELETE", "TRUNCATE")
                if right not in rights and _may(connection, table, right)
            ]
        owner = _role(owner_url) if owner_url else ""
    except psycopg.Error as error:
        remedy = "Start PostgreSQL, or correct DATABASE_URL and DATABASE_OWNER_URL."
        yield Check("database", False, str(error).splitlines()[0], remedy, is_essential=True)
        return
    yield Check(
        "server", version >= MINIMUM_VERSION, f"PostgreSQL {version}", f"Use {MINIMUM_VERSION} or newer."
    )
    is_apart = role != owner and not is_superuser
    detail = f"works as {role}, migrates as {owner or '(DATABASE_OWNER_URL is not set here)'}"
    yield Check(
        "roles", is_apart, detail, "Give the program a role of its own that owns no table.", is_essential=True
    )
    detail = f"{role} may {', '.join(excess)}" if excess else f"{role} can only append to the journal"
    yield Check("rights", not excess, detail, "Run `ventanilla migrate`, which sets the rights.")


def folder_is_writable(folder: Path, name: str) -> Check:
    """Whether this account can write there."""
    is_writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    detail = f"{folder} is {'writable' if is_writable else 'missing or not writable'}"
    return Check(name.lower(), is_writable, detail, f"Make the folder for this account, or correct {name}.")


def scanner_answers(scan: str, address: str) -> Check:
    """Required scanning has a scanner; where it is off, that is said but is no fault."""
    if scan == "off":
        return Check("scan", True, "off: staff see a banner, and files open unscanned")
    verdict = ask_clamd(io.BytesIO(b"ventanilla doctor"))
    is_clean = verdict.state == Scan.CLEAN
    detail = verdict.scanned_with if is_clean else f"clamd at {address} gives no verdict"
    return Check("scan", is_clean, detail, "Start clamd, or correct CLAMD_ADDRESS.")


def mail_server_answers(url: str) -> Check:
    """The server takes our sign-in. The URL itself is not printed: it may hold a password."""
    try:
        server = connect(url)
    except (OSError, smtplib.SMTPException) as error:
        return Check("mail", False, f"{error.__class__.__name__}: {error}", "Start it, or correct SMTP_URL.")
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()
    return Check("mail", True, "the server answers")


def is_for_the_public(*, is_demo: bool, is_debug: bool) -> Check:
    """Neither switch belongs where real people come."""
    switches = [name for name, is_on in (("DEMO", is_demo), ("DEBUG", is_debug)) if is_on]
    detail = (
        f"{' and '.join(switches)} on: everybody sees what only we should"
        if switches
        else "no such switch is on"
    )
    return Check("switches", not switches, detail, f"Unset {' and '.join(switches)}." if switches else "")


def _row(connection: psycopg.Connection, query: LiteralString) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    return row if row is not None else ()


def _may(connection: psycopg.Connection, table: str, right: str) -> bool:
    query = "SELECT to_regclass(%s) IS NOT NULL AND has_table_privilege(to_regclass(%s), %s)"
    row = connection.execute(query, [table, table, right]).fetchone()
    return bool(row and row[0])


def _role(url: str) -> str:
    with psycopg.connect(url, connect_timeout=_TIMEOUT_SECONDS) as connection:
        return str(_row(connection, "SELECT current_user")[0])
