"""Puts many believable cases into a database by COPY, with a journal whose chain holds."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.db import connection

from tests.databases import TestDatabase
from ventanilla.cases.clock import due_moment
from ventanilla.cases.definitions import store_definition
from ventanilla.cases.models import Phase
from ventanilla.catalogue.model import Procedure, Workflow
from ventanilla.journal.chain import detail_digest, entry_hash
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack

SUBJECTS = (
    "Consulta sobre la fianza de una tienda libre",
    "Vehículo usado detenido en aduana",
    "Reposición de carné de auxiliar",
    "Error al transmitir la declaración de mercancías",
    "Constancia de documentos recibidos",
    "Devolución de garantía por tránsito",
    "Cambio de correo para notificaciones",
    "Contenedor sin número de manifiesto",
)
FIRST = ("Ana", "Luis", "Marta", "José", "Inés", "Raúl", "Sofía", "Óscar", "Lucía", "Hugo")
LAST = ("Solís", "Mena", "Rivas", "Peña", "Durán", "Flores", "Ayala", "Campos", "Núñez", "Paz")
COLUMNS = {
    "journal_stream": ("id", "subject", "seq", "head"),
    "journal_entry": (
        "stream_id", "seq", "recorded_at", "effective_at", "kind", "clock", "actor", "on_behalf_of", "via",
        "public", "facts", "detail_digest", "hash",
    ),
    "journal_detail": ("stream_id", "seq", "salt", "body"),
    '"case"': (
        "id", "number", "stream_id", "definition_id", "procedure", "unit", "post", "officer_id", "phase", "step",
        "outcome", "channel", "is_internal", "needs_attention", "subject", "applicant_name", "answers",
        "opened_at", "closed_at", "due_at",
    ),
    "case_party": ("case_id", "person_id", "name", "email", "phone", "role", "not_me_token", "since"),
    "message": (
        "case_id", "entry", "at", "kind", "direction", "channel", "author_id", "author_name", "body", "audience",
    ),
    "search_todo": ("case_id",),
}  # fmt: skip

# What each case leaves behind in the tables that threading asks; the words for the search are not of interest here.
_TRACES = (
    """INSERT INTO mail_outgoing (message_id, reply_token, envelope_from, recipient, subject, kind, ref, rendered, state,
         attempt, next_try_at, created_at, last_error)
       SELECT '<bench-' || id || '@mh.gob.sv>', md5(id::text), 'x@mh.gob.sv', 'x@example.com', subject, 'receipt', number,
         '', 'sent', 1, opened_at, opened_at, '' FROM "case" c
       WHERE NOT EXISTS (SELECT 1 FROM mail_outgoing o WHERE o.ref = c.number)""",
    """INSERT INTO case_mail_id (message_id, case_id) SELECT '<bench-' || id || '@mh.gob.sv>', id FROM "case"
       ON CONFLICT DO NOTHING""",
    """INSERT INTO case_alias (case_id, scheme, value) SELECT id, 'bench', 'OLD-' || id FROM "case"
       ON CONFLICT DO NOTHING""",
    "DELETE FROM search_todo",
)  # fmt: skip

SEQUENCES = ("case_number_seq", "journal_stream_id_seq", "case_id_seq")


class Keys(NamedTuple):
    """The numbers a new case takes from the database's sequences."""

    number: int
    stream: int
    case: int


@dataclass(slots=True)
class Load:
    """Rows by table, in the order they must be copied."""

    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})


def load_cases(
    count: int,
    *,
    procedure: str,
    applicants: list[Person],
    officers: list[Person],
    now: dt.datetime,
    seed: int = 7,
) -> None:
    """Copy `count` cases of one procedure, spread over a year before `now`; two in three are closed."""
    dice = random.Random(seed)  # noqa: S311  believable, not secret
    chosen = current_pack().procedures[procedure]
    if chosen.workflow is None:
        raise LookupError(f"{procedure}: it has no workflow")
    definition = store_definition(chosen, at=now)
    for start in range(0, count, 5000):
        size = min(5000, count - start)
        load = Load()
        for keys in zip(*(_reserve(sequence, size) for sequence in SEQUENCES), strict=True):
            _case(load, Keys(*keys), chosen, chosen.workflow, definition, applicants, officers, now, dice)
        _copy(load)


def load_people(count: int) -> list[Person]:
    """So many persons with a confirmed address."""
    serial = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(email=f"persona{serial + number}@example.com", name="Persona", password="!")  # noqa: S106
        for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people
    )
    return people


def settle(database: TestDatabase) -> None:
    """What autovacuum does for rows that came day by day: without figures on them the planner guesses."""
    with database.server.superuser(database.name) as superuser:
        superuser.execute("VACUUM (ANALYZE)")


def load_traces() -> None:
    """Give every case that has none a notice, the Message-ID of one, and an alias; nothing waits to be indexed."""
    with connection.cursor() as cursor:
        for statement in _TRACES:
            cursor.execute(statement)


def _reserve(sequence: str, size: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, size])
        return [row[0] for row in cursor.fetchall()]


def _case(
    load: Load,
    keys: Keys,
    procedure: Procedure,
    workflow: Workflow,
    definition: str,
    applicants: list[Person],
    officers: list[Person],
    now: dt.datetime,
    dice: random.Random,
) -> None:
    opened = now - dt.timedelta(minutes=dice.randrange(0, 365 * 24 * 60))
    phase = dice.choices(list(Phase), weights=(5, 10, 5, 13, 67))[0]
    step = next(item.code for item in workflow.steps if item.phase == phase)
    person = dice.choice(applicants)
    officer = None if phase == Phase.RECEIVED else dice.choice(officers)
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    subject = dice.choice(SUBJECTS)
    identity = keys.case
    label = f"BENCH-{opened.year}-{keys.number:07d}"
    closed = opened + dt.timedelta(days=3) if phase == Phase.CLOSED else None
    due = due_moment(procedure.term, [("start", opened)])
    answers = json.dumps(
        {"full_name": name, "email": person.email, "subject": subject, "description": subject}
    )
    entries = _journal(load, keys.stream, label, person, officer, opened)
    load.rows['"case"'].append((
        identity, label, keys.stream, definition, procedure.code, procedure.unit, "", officer and officer.pk, phase, step,
        "attended" if phase in (Phase.DECIDED, Phase.CLOSED) else "", "online", False, "", subject, name,
        answers, opened, closed, due,
    ))  # fmt: skip
    load.rows["case_party"].append(
        (identity, person.pk, name, person.email, "", "applicant", uuid.uuid4().hex, opened)
    )
    for entry in entries[1:]:
        load.rows["message"].append((
            identity, entry.seq, entry.recorded_at, "message", "out", "desk", officer and officer.pk,
            str(officer or ""), f"{subject}: seguimos revisando su caso. " * 3, "applicant",
        ))  # fmt: skip
    load.rows["search_todo"].append((identity,))


def _journal(
    load: Load, stream: int, label: str, person: Person, officer: Person | None, opened: dt.datetime
) -> list[JournalEntry]:
    subject, previous, entries = f"case:{label}", "", []
    kinds = ["case.opened"] + ["message.sent"] * (3 if officer else 0)
    for seq, kind in enumerate(kinds, start=1):
        at = opened + dt.timedelta(hours=seq - 1)
        salt, body = uuid.uuid4().hex, {"text": f"{label} {seq}"}
        entry = JournalEntry(
            seq=seq,
            recorded_at=at,
            effective_at=at,
            kind=kind,
            clock="start" if seq == 1 else "",
            actor=f"person:{(officer or person).pk}",
            via="portal" if seq == 1 else "desk",
            public=True,
            facts={"number": label} if seq == 1 else {"files": []},
            detail_digest=detail_digest(salt, body),
        )
        entry.hash = previous = entry_hash(entry, subject=subject, previous=previous)
        entries.append(entry)
        load.rows["journal_entry"].append((
            stream, seq, at, at, kind, entry.clock, entry.actor, "", entry.via, True, json.dumps(entry.facts),
            entry.detail_digest, entry.hash,
        ))  # fmt: skip
        load.rows["journal_detail"].append((stream, seq, salt, json.dumps(body)))
    load.rows["journal_stream"].append((stream, subject, len(kinds), previous))
    return entries


def _copy(load: Load) -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for table, rows in load.rows.items():
            with cursor.copy(f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN") as copy:
                for row in _plain(rows):
                    copy.write_row(row)


def _plain(rows: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Enumerations as their text: COPY knows no Python classes."""
    for row in rows:
        yield tuple(str(value) if isinstance(value, Phase) else value for value in row)
