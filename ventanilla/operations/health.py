"""What tells whether an installation can work, asked by load balancers (`/readyz`) and people (`doctor`)."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ventanilla.mail.boxes import box_states
from ventanilla.reference.current import current_pack

_LEAST_FREE_BYTES = 1024**3
_WORKER_SILENCE_SECONDS = 60
_OLDEST_WAITING_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. Without an essential one the pages cannot work at all."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""
    is_essential: bool = False


def readiness() -> list[Check]:
    """The checks that are cheap enough to be asked every few seconds."""
    try:
        checks = [_migrations(), _worker(), _waiting_jobs(), _disk(settings.FILES_DIR)]
        return [*checks, *(_mailboxes() if checks[0].is_ok else ())]
    except Error as error:
        remedy = "Start PostgreSQL, or correct DATABASE_URL."
        return [Check("database", False, str(error).splitlines()[0], remedy, is_essential=True)]


def pending_migrations() -> list[str]:
    """Names of migrations that the program has and the database has not."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _own_migrations() if (app, name) not in applied]


@cache
def _own_migrations() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(MigrationLoader(None).graph.nodes))


def _migrations() -> Check:
    pending = pending_migrations()
    detail = f"{len(pending)} pending, first {pending[0]}" if pending else "up to date"
    return Check("migrations", not pending, detail, "Run `ventanilla migrate`.", is_essential=True)


def _worker() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers"
        )
        (silence,) = cursor.fetchone()
    is_alive = silence is not None and silence <= _WORKER_SILENCE_SECONDS
    detail = "no worker" if silence is None else f"last seen {silence} s ago"
    return Check("worker", is_alive, detail, "Start `ventanilla work`.")


def _waiting_jobs() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at)))::int "
            "FROM procrastinate_jobs job JOIN procrastinate_events event "
            "ON event.job_id = job.id AND event.type = 'deferred' "
            "WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())"
        )
        (age,) = cursor.fetchone()
    waiting = age or 0
    detail = f"the oldest waits {waiting} s" if waiting else "none waits"
    return Check(
        "jobs", waiting <= _OLDEST_WAITING_SECONDS, detail, "See the worker's log; start another worker."
    )


def _disk(folder: Path) -> Check:
    """Room for attached files."""
    try:
        free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    except OSError as error:
        return Check("disk", False, f"{folder}: {error.strerror}", "Make the folder, or correct FILES_DIR.")
    detail = f"{free / 1024**3:.1f} GB free in {folder}"
    return Check("disk", free >= _LEAST_FREE_BYTES, detail, "Free some room, or move FILES_DIR.")


def _mailboxes() -> Iterator[Check]:
    """Each box of the pack: whether mail comes in and can be read. People's requests are lost without a word else."""
    for state in box_states(current_pack(), at=timezone.now()):
        detail = f"last mail {_ago(state.received_at)}"
        if state.fault:
            detail += f"; could not be read: {state.fault}"
        if state.silent_since:
            detail += ": silent for longer than the pack expects"
        remedy = "See that the mail server delivers to it and that its credentials hold (MAIL_IMAP_<CODE>)."
        yield Check(f"mailbox-{state.box.code}", state.is_well, detail, remedy)


def _ago(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
