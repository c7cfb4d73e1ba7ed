"""The calls of the day, ready to print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.cases.calls import calls_of_day
from ventanilla.cases.queries import as_staff
from ventanilla.cases.records import PhoneCall
from ventanilla.catalogue import Pack
from ventanilla.desk.rows import unit_title
from ventanilla.people.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call: `url` leads to its case where the reader may open it."""

    at: dt.datetime
    option: str
    who: str
    ways: str
    asked: str
    ending: str
    number: str
    url: str
    by: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the day's calls, with the ways to the first one and to the next."""

    rows: tuple[CallRow, ...]
    first_url: str
    next_url: str

    @property
    def columns(self) -> list[str]:
        """The headings of the list."""
        return [_("Hour"), _("Who called"), _("What was asked"), _("Ending"), _("Taken by")]


def call_units(actor: Actor, pack: Pack) -> list[tuple[str, str]]:
    """The units in whose name the actor takes calls: those she serves."""
    return [(code, unit_title(code, pack)) for code in sorted(actor.units(Permission.WORK_CASES))]


def call_page(actor: Actor, *, pack: Pack, now: dt.datetime, before: str = "") -> CallPage:
    """The calls of today in the actor's units, from below the call `before` (its id; anything else is the beginning)."""
    is_mark = before.isascii() and before.isdecimal() and len(before) <= 18
    calls, more = calls_of_day(actor, at=now, before=int(before) if is_mark else 0)
    cases = {call.pk: call.case or (call.draft.case if call.draft else None) for call in calls}
    ids = [case.pk for case in cases.values() if case]
    visible = set(as_staff(actor).filter(pk__in=ids).values_list("pk", flat=True))
    here = reverse("desk:calls")
    rows = []
    for call in calls:
        case = cases[call.pk]
        rows.append(
            CallRow(
                at=call.at,
                option=_option(call, pack),
                who=call.caller_name,
                ways=" · ".join(way for way in (call.phone, call.email) if way),
                asked=call.asked,
                ending=_ending(call, pack),
                number=case.number if case and case.pk in visible else "",
                url=reverse("desk:case", args=[case.number]) if case and case.pk in visible else "",
                by=str(call.by),
            )
        )
    return CallPage(
        tuple(rows),
        first_url=here if is_mark else "",
        next_url=f"{here}?antes={calls[-1].pk}" if more else "",
    )


def _option(call: PhoneCall, pack: Pack) -> str:
    option = pack.doors.phone_option(call.option)
    return str(option.title) if option else call.option


def _ending(call: PhoneCall, pack: Pack) -> str:
    if call.case is not None:
        outcome = pack.outcomes.get(call.case.outcome)
        return str(outcome.title) if outcome else _("Solved in the call")
    return _("Form sent") if call.draft is None or call.draft.case_id is None else _("Form sent and returned")
