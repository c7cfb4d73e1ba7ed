"""Telling the administrators that a mailbox is silent or cannot be read: once for each time it happens."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ventanilla.cases.notices import absolute
from ventanilla.catalogue.model import Silence
from ventanilla.mail.acts import queue_text
from ventanilla.mail.boxes import BoxState, box_states, lock_boxes, mark_told, watch_boxes
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import current_pack, zone

TEXT = "mailbox_silent"
_HOURS = {"hours": "horas", "business_hours": "horas de atención"}


@transaction.atomic
def tell_of_trouble(*, at: dt.datetime) -> list[str]:
    """Tell the administrators of every box in trouble that they were not told of; returns the codes of those boxes.

    Nobody to tell leaves the box untold, so that the first administrator hears of it.
    """
    pack = current_pack()
    watch_boxes(pack, at=at)
    lock_boxes()
    untold = [state for state in box_states(pack, at=at) if state.is_untold]
    people = administrators(at) if untold else []
    if not people:
        return []
    for state in untold:
        for person in people:
            _tell(state, person, at)
        mark_told(state.box.code, at=at)
    return [state.box.code for state in untold]


def administrators(at: dt.datetime) -> list[Person]:
    """Who runs the desk on that day and can be written to."""
    day = at.astimezone(zone()).date()
    serving = Membership.objects.filter(role=Role.ADMINISTRATOR, since__lte=day).exclude(until__lte=day)
    people = Person.objects.filter(id__in=serving.values("person_id"), is_active=True).exclude(email="")
    return list(people.order_by("id"))


def trouble_words(state: BoxState, *, at: dt.datetime) -> str:
    """What is wrong with a box, in a sentence for each trouble; "" where nothing is."""
    said = []
    if state.failing_since is not None:
        said.append(
            f"El buzón {state.box.code} ({state.box.address}) no se puede leer desde el {_moment(state.failing_since)}: {state.fault}"
        )
    silence = state.box.silent_after
    if state.silent_since is not None and silence is not None:
        heard = "no recibe correo desde" if state.received_at else "no ha recibido ningún correo desde"
        said.append(
            f"El buzón {state.box.code} ({state.box.address}) {heard} el {_moment(state.silent_since)}, y se espera alguno cada {_span(silence)}."
        )
    return "\n".join(said)


def _span(silence: Silence) -> str:
    doubt = "" if silence.is_confirmed else " (por confirmar)"
    return f"{silence.amount} {_HOURS[silence.unit]}{doubt}"


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at, zone()):%d/%m/%Y a las %H:%M}"


def _tell(state: BoxState, person: Person, at: dt.datetime) -> None:
    pack = current_pack()
    values = {
        "officer_name": str(person),
        "mailbox": state.box.code,
        "message": trouble_words(state, at=at),
        "mail_state_url": absolute(reverse("desk:mail_state")),
        "desk_name": str(pack.title),
    }
    try:
        queue_text(pack, TEXT, recipient=person.email, values=values, at=at)
    except UnusableAddress:
        return
