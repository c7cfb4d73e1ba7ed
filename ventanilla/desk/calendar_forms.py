"""The forms of the calendar's page."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.catalogue import Pack
from ventanilla.desk.staff_forms import DayInput


class DecreedDayForm(forms.Form):
    """A day to close. What it must say is checked by the act."""

    use_required_attribute = False
    day = forms.DateField(
        label=_("Day"),
        widget=DayInput,
        error_messages={
            "required": _("Day: choose the day that does not count."),
            "invalid": _("Day: write the date as the calendar gives it."),
        },
    )
    title = forms.CharField(
        label=_("Name of the day"),
        error_messages={
            "required": _("Name: write what the day is called, such as “Holiday by decree”."),
        },
        max_length=120,
        help_text=_("As explanations print it: “Holiday by decree”."),
    )
    basis = forms.CharField(
        label=_("Basis of the day"),
        error_messages={
            "required": _(
                "Basis: write the decree, its number and where it was published; every explanation prints it."
            ),
        },
        max_length=200,
        help_text=_("The decree with its number, and where and when it was published."),
    )
    post = forms.ChoiceField(
        label=_("Office where it closes"),
        required=False,
        error_messages={"invalid_choice": _("Office: choose one of the list, or the whole country.")},
    )
    law = forms.ChoiceField(
        label=_("Law of the count"),
        required=False,
        error_messages={"invalid_choice": _("Law: choose one of the list, or all of them.")},
    )
    status = forms.ChoiceField(
        label=_("Certainty"),
        choices=[("confirmed", _("Confirmed: it is published")), ("unconfirmed", _("To be confirmed"))],
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, pack: Pack, **rest: Any) -> None:
        super().__init__(data, auto_id="day-%s", initial={"key": uuid.uuid4(), **rest})
        posts = [(code, post.title) for code, post in pack.posts.items()]
        laws = [(law.code, law.title) for law in pack.calendars.file.laws]
        self.fields["post"].choices = [("", _("The whole country")), *posts]  # type: ignore[attr-defined]
        self.fields["law"].choices = [("", _("Every law that counts decreed days")), *laws]  # type: ignore[attr-defined]
        if len(laws) == 1:
            del self.fields["law"]

    def given(self) -> dict[str, Any]:
        """What the act takes."""
        cleaned = self.cleaned_data
        return {
            "day": cleaned["day"],
            "title": cleaned["title"],
            "basis": cleaned["basis"],
            "post": cleaned["post"],
            "law": cleaned.get("law", ""),
            "is_confirmed": cleaned["status"] == "confirmed",
            "key": cleaned["key"],
        }


class WithdrawalForm(forms.Form):
    """Why a day is withdrawn."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        error_messages={
            "required": _("Reason: write why the day is withdrawn; it stays in the journal."),
        },
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="withdrawal-%s")
