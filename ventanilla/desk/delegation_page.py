"""The page of delegations, and its form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ventanilla.catalogue import Pack
from ventanilla.desk.rows import unit_title
from ventanilla.desk.staff_forms import DayInput
from ventanilla.formal.models import Delegation
from ventanilla.people.models import Membership, Person, Role

MOST = 200


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation: `state` is current, future, ended or withdrawn; `end_url` is "" where it cannot be ended."""

    unit: str
    person: str
    basis: str
    since: dt.date
    until: dt.date | None
    state: str
    granted_by: str
    end_url: str


class DelegationForm(forms.Form):
    """Who is to sign for which unit. What must hold is checked by the act."""

    use_required_attribute = False
    unit = forms.ChoiceField(
        label=_("Unit"),
        error_messages={
            "required": _("Unit: choose the one she is to sign for."),
            "invalid_choice": _("Unit: choose one of the list."),
        },
    )
    person = forms.ChoiceField(
        label=_("Person who is to sign"),
        error_messages={
            "required": _("Person: choose who is to sign."),
            "invalid_choice": _("Person: choose somebody of the list."),
        },
    )
    basis = forms.CharField(
        label=_("Basis of the delegation"),
        error_messages={
            "required": _(
                "Basis: write the agreement or order that delegates the signature; each act prints it."
            ),
        },
        max_length=300,
        help_text=_("The agreement or order, with number and date. Each act signed under it prints it."),
    )
    since = forms.DateField(
        label=_("Since"),
        widget=DayInput,
        error_messages={
            "required": _("Since: choose the first day."),
            "invalid": _("Since: write the date as the calendar gives it."),
        },
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput,
        help_text=_("The last day, included. Empty: until it is ended."),
        error_messages={"invalid": _("Until: write the date as the calendar gives it.")},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        units: list[tuple[str, str]],
        people: list[tuple[str, str]],
        since: dt.date,
    ) -> None:
        super().__init__(data, auto_id="delegation-%s", initial={"key": uuid.uuid4(), "since": since})
        self.fields["unit"].choices = units if len(units) == 1 else [("", _("Choose a unit")), *units]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Choose one")), *people]  # type: ignore[attr-defined]


def delegation_form(data: Any, *, units: Collection[str], pack: Pack, day: dt.date) -> DelegationForm:
    """The form with the units one may delegate for and the people who serve there."""
    titles = sorted(((code, unit_title(code, pack)) for code in units), key=lambda pair: pair[1])
    lasting = Q(until__isnull=True) | Q(until__gt=day)
    held = Membership.objects.filter(lasting, unit__in=units, since__lte=day, person__is_active=True)
    serving = held.exclude(role=Role.HEAD).select_related("person").order_by("person__name", "unit")
    people = [(str(item.person_id), f"{item.person} · {unit_title(item.unit, pack)}") for item in serving]
    return DelegationForm(data, units=titles, people=people, since=day)


def delegation_rows(
    *, units: Collection[str], may_end: bool, pack: Pack, day: dt.date
) -> tuple[DelegationRow, ...]:
    """The delegations of the units, the latest first."""
    found = Delegation.objects.filter(unit__in=units).select_related("person", "granted_by")
    rows = []
    for item in found.order_by("-since", "-id")[:MOST]:
        state = state_of(item, day)
        is_open = may_end and state in ("current", "future")
        rows.append(
            DelegationRow(
                unit=unit_title(item.unit, pack),
                person=str(item.person),
                basis=item.basis,
                since=item.since,
                until=item.until,
                state=state,
                granted_by=str(item.granted_by),
                end_url=reverse("desk:delegation_end", args=[item.pk]) if is_open else "",
            )
        )
    return tuple(rows)


def state_of(item: Delegation, day: dt.date) -> str:
    """Where a delegation stands on a day. One ended today still holds until midnight, and can be ended no more."""
    if item.is_withdrawn:
        return "withdrawn"
    if item.until is not None and (item.until < day or (item.ended_at is not None and item.until <= day)):
        return "ended"
    return "future" if item.since > day else "current"


def person_named(text: str) -> Person | None:
    """The person of the form."""
    return Person.objects.filter(pk=int(text)).first() if text.isdecimal() else None
