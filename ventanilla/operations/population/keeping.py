"""What the administration keeps beside the cases: a decreed day, a delegation, and the terms that ran out meanwhile."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import partial

from django.conf import settings

from ventanilla.formal.acts import grant_delegation
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.silence import record_silences
from ventanilla.mail.sending import drain_outgoing
from ventanilla.people.access import actor_of
from ventanilla.people.models import Person
from ventanilla.procedures.decreeing import apply_decreed_day, enter_decreed_day
from ventanilla.procedures.recounting import recount_batch
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone

_AHEAD = 2
_TO_SEND = dt.timedelta(seconds=20)
_KEY = uuid.UUID("0a6de8a1-1c9d-4b0b-9a3c-4f6f2f6d6f10")


def keep(people: Mapping[str, Person], desk: Sequence[str], *, at: dt.datetime) -> None:
    """A decreed day some days ahead, a delegation where acts are signed, and what time did to the terms."""
    _decree(people["irene"], at)
    if current_pack().formal.terms and "hugo" in people and "elena" in people:
        _delegate(people["elena"], people["hugo"], desk[1], at)
    lapse_due(at=at)
    record_silences(at=at)
    drain_outgoing(url=settings.SMTP_URL, clock=partial(_moment, at + _TO_SEND))


def _decree(administrator: Person, at: dt.datetime) -> None:
    today = at.astimezone(zone()).date()
    by = actor_of(administrator, on=today)
    day = enter_decreed_day(
        day=calendar(fresh=True).add(today, _AHEAD),
        title="Asueto por decreto (ilustrativo)",
        basis="Decreto de muestra, sin publicación (ilustrativo)",
        is_confirmed=False,
        key=_KEY,
        by=by,
        at=at,
    )
    apply_decreed_day(day=day, by=by, at=at)
    while recount_batch(at=at):
        pass


def _delegate(head: Person, deputy: Person, unit: str, at: dt.datetime) -> None:
    today = at.astimezone(zone()).date()
    grant_delegation(
        unit=unit,
        person=deputy,
        basis="Acuerdo de muestra (ilustrativo)",
        since=today,
        until=today + dt.timedelta(days=30),
        by=actor_of(head, on=today),
        at=at,
    )


def _moment(at: dt.datetime) -> dt.datetime:
    return at
