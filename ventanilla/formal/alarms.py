"""The alarm before a term ends: a mark in the queue, and one mail a day to each person who works such cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import OPEN, Case
from ventanilla.cases.notices import absolute, heads_of, serves
from ventanilla.formal.models import RunningTerm, TermMark
from ventanilla.formal.silence import OWN, RUNS, marked
from ventanilla.formal.terms import rule_of
from ventanilla.mail.acts import queue_text
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.people.models import Person
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.calendars import BeyondCalendar

DIGEST = "staff_terms"
HOUR = 7
"""At which hour of a business day the mails go out."""
MOST = 2000
"""How many terms one day tells of; a desk with more has no use for a mail."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A term of a case that ends soon."""

    case: Case
    code: str
    due_on: dt.date

    @property
    def title(self) -> str:
        """What the term is called."""
        rule = rule_of(self.code)
        return str(rule.title) if rule else "Plazo de respuesta"


def is_hour(at: dt.datetime) -> bool:
    """Whether the day's mails are to go out now: at that hour of a business day."""
    local = at.astimezone(zone())
    try:
        return local.hour == HOUR and calendar().is_business_day(local.date())
    except BeyondCalendar:
        return local.hour == HOUR


@transaction.atomic
def tell_of_endings(*, at: dt.datetime) -> int:
    """Mark what ends soon, and write to each officer, or to the heads of a unit without one, once of each date.

    Returns how many mails went out. Two workers at once do it once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('formal.alarms', 0))")
        if not cursor.fetchone()[0]:
            return 0
    endings = [*_own(at), *_running(at)][:MOST]
    TermMark.objects.bulk_create(
        [
            TermMark(case=one.case, code=one.code, kind=TermMark.Kind.ALARM, due_on=one.due_on, at=at)
            for one in endings
        ],
        ignore_conflicts=True,
    )
    marked_cases = [one.case.pk for one in endings if one.code != OWN]
    Case.objects.filter(OPEN, pk__in=marked_cases, needs_attention="").update(needs_attention="term_soon")
    by_person: dict[Person, list[Ending]] = defaultdict(list)
    for one in endings:
        for person in _told(one.case, at):
            by_person[person].append(one)
    return sum(_write_to(person, found, at) for person, found in by_person.items())


def _own(at: dt.datetime) -> Iterator[Ending]:
    rule = current_pack().formal.alarm
    last = _day_ahead(at, rule.days) if rule else None
    if last is None:
        return
    soon = Case.objects.filter(OPEN, phase__in=RUNS, due_at__gte=at, due_at__date__lte=last)
    dated = soon.annotate(due_day=TruncDate("due_at", tzinfo=zone())).exclude(marked(TermMark.Kind.ALARM))
    for case in dated.select_related("officer").order_by("due_at", "id")[:MOST]:
        if case.due_at is not None:
            yield Ending(case, OWN, case.due_at.astimezone(zone()).date())


def _running(at: dt.datetime) -> Iterator[Ending]:
    today = at.astimezone(zone()).date()
    known = Exists(
        TermMark.objects.filter(
            case=OuterRef("case"),
            kind=TermMark.Kind.ALARM,
            code=OuterRef("code"),
            due_on=OuterRef("due_on"),
        )
    )
    for rule in current_pack().formal.terms:
        last = _day_ahead(at, rule.alarm_days) if rule.alarm_days else None
        if last is None:
            continue
        terms = RunningTerm.objects.filter(
            state=RunningTerm.State.RUNNING, code=rule.code, due_on__range=(today, last)
        )
        found = terms.exclude(known).select_related("case__officer").order_by("due_on", "id")
        yield from (Ending(term.case, term.code, term.due_on) for term in found[:MOST])


def _day_ahead(at: dt.datetime, days: int) -> dt.date | None:
    """The last day of the alarm: so many business days ahead; None beyond the calendar."""
    try:
        return calendar(fresh=True).add(at.astimezone(zone()).date(), days)
    except BeyondCalendar:
        return None


def _told(case: Case, at: dt.datetime) -> list[Person]:
    if case.officer is not None and serves(case.officer, case.unit, at):
        return [case.officer]
    return heads_of(case.unit, at)


def _write_to(person: Person, endings: list[Ending], at: dt.datetime) -> bool:
    pack = current_pack()
    if DIGEST not in pack.texts or not person.email:
        return False
    ordered = sorted(endings, key=lambda one: (one.due_on, one.case.number))
    values = {
        "officer_name": str(person),
        "message": "\n\n".join(map(_line, ordered)),
        "desk_name": str(pack.title),
        "desk_url": absolute(reverse("desk:queue")),
    }
    try:
        queue_text(pack, DIGEST, recipient=person.email, values=values, at=at)
    except UnusableAddress:
        return False
    return True


def _line(one: Ending) -> str:
    case = one.case
    where = absolute(reverse("desk:case", args=[case.number]))
    return f"{one.due_on:%d/%m/%Y} · {one.title}\n{case.number} · {procedure_of(case).short_title}\n{where}"
