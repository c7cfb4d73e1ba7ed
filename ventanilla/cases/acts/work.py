"""How every act begins: the case locked, the same act found again, a stale page refused."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import Invalid, Stale
from ventanilla.cases.evidence import CASE
from ventanilla.cases.models import Case
from ventanilla.catalogue.model import Procedure
from ventanilla.journal.acts import Clock, append, lock_streams
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.people.access import Actor

HARMLESS = frozenset(
    {
        "note.added",
        "case.linked",
        "case.indexed",
        "completion.sent",
        "message.sent",
        "notice.resent",
        "dossier.exported",
        "annex.recounted",
        "term.moved",
        "term.lapsed",
        "term.silence",
        "act.sent",
    }
)
"""Entries that do not make another person's page stale."""
PORTAL = "portal"
"""The door whose pages show public entries alone: what they do not show cannot make them stale."""
# Not DO NOTHING: the row has to be locked, or the worker takes it away with what it read before this act commits.
_MARK_DIRTY = """
INSERT INTO search_todo (case_id) VALUES (%s) ON CONFLICT (case_id) DO UPDATE SET case_id = EXCLUDED.case_id
"""


@dataclass(slots=True)
class Work:
    """A locked case in the hands of an act. `done` is the entry of the same act, done before.

    `before` is what the journal was last told of the case's own row; None where the act opens it.
    """

    case: Case
    stream: JournalStream
    by: Actor
    at: dt.datetime
    via: str
    key: uuid.UUID | None
    done: JournalEntry | None = None
    before: Told | None = None

    @property
    def next_seq(self) -> int:
        """The number of the entry that comes next: a row that names it is written first, and told in it."""
        return self.stream.seq + 1

    @property
    def procedure(self) -> Procedure:
        """The procedure the case was opened under."""
        return procedure_of(self.case)

    def record(
        self,
        kind: str,
        *,
        clock: Clock = "",
        facts: Mapping[str, Any] | None = None,
        detail: Mapping[str, Any] | None = None,
        public: bool = False,
        on_behalf_of: str = "",
        effective_at: dt.datetime | None = None,
        rows: Iterable[Told] = (),
    ) -> JournalEntry:
        """Append the act's entry. The first one of an act carries its key; `effective_at` as in the journal.

        It tells `rows`, which the act wrote, and what changed of the case itself.
        """
        key, self.key = self.key, None
        now = CASE.told(self.case)
        news, self.before = now.since(self.before), now
        with connection.cursor() as cursor:
            cursor.execute(_MARK_DIRTY, [self.case.pk])
        return append(
            self.stream,
            kind=kind,
            actor=self.by.reference,
            via=self.via,
            at=self.at,
            effective_at=effective_at,
            clock=clock,
            key=key,
            facts=facts,
            detail=detail,
            public=public,
            on_behalf_of=on_behalf_of,
            rows=[*([news] if news else []), *rows],
        )


def begin(
    case: Case, *, by: Actor, at: dt.datetime, via: str, seen: int | None = None, key: uuid.UUID | None = None
) -> Work:
    """Lock a case for the rest of the transaction and read it again.

    Raises Stale where somebody else changed it after entry `seen`, which the actor's page showed, and Invalid where
    `key` is that of an act on another case.
    """
    stream = lock_streams([case.stream_id])[case.stream_id]
    case.refresh_from_db()
    work = Work(case=case, stream=stream, by=by, at=at, via=via, key=key, before=CASE.told(case))
    if key is not None:
        work.done = JournalEntry.objects.filter(key=key).first()
        if work.done is not None and work.done.stream_id != stream.id:
            raise Invalid(
                _(
                    "This page was used for another case already. Open the case again and send your text once more."
                )
            )
    if work.done is None and seen is not None and seen < stream.seq:
        _check_fresh(work, seen)
    return work


def _check_fresh(work: Work, seen: int) -> None:
    later = JournalEntry.objects.filter(stream=work.stream, seq__gt=seen).exclude(kind__in=HARMLESS)
    if work.via == PORTAL:
        later = later.filter(public=True)
    if later.exists():
        raise Stale(
            _(
                "This case changed while you were writing. See what is new in the history: your text was kept and you can send it again."
            )
        )
