"""The forms of the administrator's page of staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.desk.wording import ROLES
from ventanilla.mail.rendering import UnusableAddress, ascii_address

Choices = list[tuple[str, str]]


class DayInput(forms.DateInput):
    """The browser's own calendar, which speaks ISO."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StaffForm(forms.Form):
    """Somebody who is to serve: a person by her e-mail, known or new."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("If nobody has it yet, an account is created and told how to set a password."),
        error_messages={
            "required": _("E-mail: write the person's address."),
            "invalid": _("E-mail: write it complete, such as name@institution.gob.sv."),
        },
    )
    name = forms.CharField(
        label=_("Full name"), help_text=_("Only used for a new account."), required=False, max_length=200
    )
    role = forms.ChoiceField(
        label=_("Role"),
        error_messages={"required": _("Role: choose one."), "invalid_choice": _("Role: choose one.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        help_text=_("None for administrators and auditors."),
        error_messages={"invalid_choice": _("Unit: choose one of the list.")},
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
        help_text=_("The role no longer holds on this day. Empty: no end."),
        error_messages={"invalid": _("Until: write the date as the calendar gives it.")},
    )

    def __init__(self, data: Any = None, *, units: Choices, **rest: Any) -> None:
        super().__init__(data, auto_id="staff-%s", **rest)
        self.fields["role"].choices = [("", _("Choose one")), *ROLES.items()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("No unit")), *units]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Only an address that a mail can be written to."""
        email = str(self.cleaned_data["email"])
        try:
            ascii_address(email)
        except UnusableAddress:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"]) from None
        return email


class EndForm(forms.Form):
    """The day on which a role no longer holds."""

    use_required_attribute = False
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        error_messages={
            "required": _("Until: choose the day on which the role no longer holds."),
            "invalid": _("Until: write the date as the calendar gives it."),
        },
    )
