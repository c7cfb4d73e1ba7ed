"""A due date, explained: the rule, its basis, what moved the clock, and every day with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.clock import explain_term
from ventanilla.cases.models import Case
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Term
from ventanilla.desk.due import DueMark
from ventanilla.desk.rows import Reading, procedure_shown, step_title, unit_title
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Membership, Person, Role
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.terms import TermDay, TermResult
from ventanilla.rules.wording import weekday_name

CLOCKS: Mapping[str, Promise] = MappingProxyType(
    {
        "start": _("Presented: the term begins"),
        "stop": _("Information requested: the term stops"),
        "resume": _("The case is in the unit's hands again: the term goes on"),
        "end": _("Attended to: the term ends"),
    }
)
PRESENTED, COUNTED, NOT_COUNTED = "presented", "counted", "off"


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the term; `look` is presented, counted or off."""

    date: dt.date
    weekday: str
    n: int | None
    reason: str
    look: str
    is_due: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class ClockRow:
    """An entry that moved the clock."""

    at: dt.datetime
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """What the template prints. Without `term` the procedure has none; `beyond` names the year that lacks a calendar."""

    case: Case
    procedure: str
    step: str
    unit: str
    due: DueMark
    term: Term | None
    law: str
    result: TermResult | None
    days: tuple[DayRow, ...]
    moves: tuple[ClockRow, ...]
    beyond: BeyondCalendar | None
    keepers: tuple[str, ...]


def term_page(case: Case, *, pack: Pack, now: dt.datetime, language: str) -> TermPage:
    """The explanation of a case's due date, in the reader's language."""
    reading = Reading(pack, now)
    procedure = procedure_shown(case, pack)
    result, beyond = _explained(case, procedure.term, language)
    law = procedure.term.law if procedure.term else None
    return TermPage(
        case=case,
        procedure=procedure.title,
        step=step_title(procedure, case.step),
        unit=unit_title(case.unit, pack),
        due=reading.due(case.phase, case.due_at, procedure),
        term=procedure.term,
        law=pack.laws[law].title if law and law in pack.laws else "",
        result=result,
        days=_days(result, reading.today, language) if result else (),
        moves=_moves(case),
        beyond=beyond,
        keepers=_keepers(reading.today) if beyond else (),
    )


def _explained(
    case: Case, term: Term | None, language: str
) -> tuple[TermResult | None, BeyondCalendar | None]:
    if term is None:
        return None, None
    try:
        return explain_term(case, term, language=language), None
    except BeyondCalendar as beyond:
        return None, beyond


def _days(result: TermResult, today: dt.date, language: str) -> tuple[DayRow, ...]:
    return tuple(
        DayRow(
            date=day.date,
            weekday=weekday_name(day.date, language),
            n=day.n,
            reason=day.reason,
            look=PRESENTED if index == 0 else _look(day),
            is_due=day.date == result.due,
            is_today=day.date == today,
        )
        for index, day in enumerate(result.days)
    )


def _look(day: TermDay) -> str:
    return COUNTED if day.counts else NOT_COUNTED


def _moves(case: Case) -> tuple[ClockRow, ...]:
    entries = JournalEntry.objects.filter(stream_id=case.stream_id).exclude(clock="").order_by("seq")
    page = reverse("desk:case", args=[case.number])
    return tuple(
        ClockRow(entry.effective_at, str(CLOCKS[entry.clock]), f"{page}#asiento-{entry.seq}")
        for entry in entries
    )


def _keepers(day: dt.date) -> tuple[str, ...]:
    """Who can publish a calendar: the administrators of the day."""
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, since__lte=day).exclude(until__lte=day)
    people = Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("name", "id")
    return tuple(str(person) for person in people)
