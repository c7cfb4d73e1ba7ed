"""What is read. Objects come only from here; what an actor may not see is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import merge
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from ventanilla.cases.complaints import complained_of
from ventanilla.cases.merged import merged_in
from ventanilla.cases.models import OPEN, Attachment, Case, CaseLink, CaseParty, Message, Transfer
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import units_below

PAGE, OTHERS = 25, 100
NOTHING = Q(pk__in=[])
MERGES = ("case.merged", "case.unmerged")
"""Entries in the streams of both cases; the one that names the `other` is in that of the case that takes it in."""
# What few cases have is asked in SQL: to put such a question together costs more than to answer it.
_LINKS = "SELECT * FROM case_link WHERE first_id = %s UNION ALL SELECT * FROM case_link WHERE second_id = %s"
_TRANSFER = "SELECT * FROM transfer WHERE case_id = %s AND settled_at IS NULL"


def staff_units(actor: Actor) -> frozenset[str]:
    """The units whose cases the actor works: hers, and those below the ones she leads."""
    return actor.units(Permission.WORK_CASES) | units_below(actor.headed_units())


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Every case the actor may see: as a party, as staff of its unit or (open) of the one it is offered to, or as auditor."""
    if actor.may(Permission.READ_ALL_CASES):
        return Case.objects.all()
    return Case.objects.filter(_is_party(actor) | _is_staff(actor))


def as_party(actor: Actor) -> QuerySet[Case]:
    """The cases in which the actor has a part herself."""
    return Case.objects.filter(_is_party(actor))


def as_staff(actor: Actor) -> QuerySet[Case]:
    """The cases the actor sees at the desk: those of her units and those offered to them, or all as auditor.

    A complaint about a unit she serves is not among them, unless she serves the unit that has it.
    """
    if actor.may(Permission.READ_ALL_CASES):
        return Case.objects.all()
    return Case.objects.filter(_is_staff(actor))


def _is_party(actor: Actor) -> Q:
    if actor.person_id is None:
        return NOTHING
    parts = CaseParty.objects.filter(case=OuterRef("pk"), person_id=actor.person_id, until=None)
    return Q(Exists(parts))


def _is_staff(actor: Actor) -> Q:
    units = staff_units(actor)
    return _seen_from(actor.units(Permission.WORK_CASES), units) if units else NOTHING


@lru_cache(maxsize=256)
def _seen_from(own: frozenset[str], units: frozenset[str]) -> Q:
    """What is seen by whoever serves her `own` units and, with those below the ones she leads, `units`.

    Kept, for to put the question together takes longer than to answer it.
    """
    incoming = Transfer.objects.filter(case=OuterRef("pk"), to_unit__in=units, settled_at=None)
    elsewhere = Q(unit__in=units) | (Q(Exists(incoming)) & OPEN)
    return Q(unit__in=own) | (elsewhere & ~complained_of(own))


class QueueView(StrEnum):
    """The ways to look at a unit's cases."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    UNIT = "unit"
    WAITING = "waiting"
    INCOMING = "incoming"
    DECIDED = "decided"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a queue, ready to print."""

    number: str
    subject: str
    applicant_name: str
    procedure: str
    unit: str
    phase: str
    step: str
    officer_name: str
    opened_at: dt.datetime
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    needs_attention: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a keyset-paged list; the cursors are "" where there is nothing further."""

    rows: tuple[QueueRow, ...]
    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that a case page shows of what happened, oldest first, with what came under the numbers merged into it."""

    case: Case
    messages: tuple[Message, ...]
    entries: tuple[JournalEntry, ...]
    attachments: tuple[Attachment, ...]
    merged: tuple[Case, ...] = ()

    def case_of(self, entry: JournalEntry) -> Case:
        """The case an entry came under."""
        return next((case for case in self.merged if case.stream_id == entry.stream_id), self.case)


def timeline(case: Case, *, for_staff: bool) -> Timeline:
    """Messages with their files, and the journal's entries; applicants see what is public alone."""
    merged = merged_in(case)
    cases = [case, *merged]
    messages = Message.objects.filter(case__in=cases).select_related("outgoing").defer("outgoing__rendered")
    entries = JournalEntry.objects.filter(stream_id__in=[one.stream_id for one in cases])
    if not for_staff:
        messages = messages.filter(audience=Message.Audience.APPLICANT)
        entries = entries.filter(public=True)
    attachments = Attachment.objects.filter(case__in=cases).select_related("blob__signature").order_by("id")
    told = _in_order(case, entries.order_by("stream_id", "seq"))
    return Timeline(case, tuple(messages.order_by("at", "id")), told, tuple(attachments), merged)


def _in_order(case: Case, entries: Iterable[JournalEntry]) -> tuple[JournalEntry, ...]:
    """The entries of several streams by their moments, each stream's in its own order.

    That a case was merged or taken out again is told once, by the stream of the case read.
    """
    streams: dict[int, list[JournalEntry]] = {}
    for entry in entries:
        is_told_there = entry.kind in MERGES and "other" not in entry.facts
        if entry.stream_id == case.stream_id or not is_told_there:
            streams.setdefault(entry.stream_id, []).append(entry)
    return tuple(merge(*streams.values(), key=lambda entry: entry.recorded_at))


def parties_of(case: Case) -> Sequence[CaseParty]:
    """Everybody with a part in the case, those whose part ended too."""
    return list(CaseParty.objects.filter(case=case).order_by("id"))


def linked_to(case: Case, actor: Actor) -> Sequence[Case]:
    """The cases that belong with this one and that the actor may see."""
    links = CaseLink.objects.raw(_LINKS, [case.pk, case.pk])
    ids = {pk for link in links for pk in (link.first_id, link.second_id)} - {case.pk}
    return list(visible_to(actor).filter(pk__in=ids).order_by("id")) if ids else []


class OtherCase(NamedTuple):
    """What a case's page needs of another one of its applicant."""

    pk: int
    number: str
    subject: str
    procedure: str
    unit: str
    phase: str
    step: str
    opened_at: dt.datetime
    merged_into_id: int | None


def others_of_applicant(case: Case, actor: Actor, parties: Sequence[CaseParty]) -> tuple[OtherCase, ...]:
    """The other cases of a case's present `parties` that the actor sees at the desk: the newest 100, newest first."""
    people = [party.person_id for party in parties if party.person_id and party.until is None]
    theirs = CaseParty.objects.filter(person_id__in=people, until=None).values("case_id")
    seen = as_staff(actor).filter(pk__in=theirs).exclude(pk=case.pk).order_by("-id")
    return tuple(map(OtherCase._make, seen.values_list(*OtherCase._fields)[:OTHERS]))


def open_transfer(case: Case) -> Transfer | None:
    """The transfer that waits for an answer."""
    return next(iter(Transfer.objects.raw(_TRANSFER, [case.pk])), None)
