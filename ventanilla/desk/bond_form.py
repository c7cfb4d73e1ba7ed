"""The form by which a bond is registered, begun with what the application says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.bonds.registering import Policy
from ventanilla.desk.forms import ActForm

_DAY = _("Write the day, month and year.")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _DAY, "invalid": _DAY},
    )


class BondForm(ActForm):
    """The bond as its issuer now has it."""

    number = forms.CharField(
        label=_("Number of the bond"),
        max_length=60,
        error_messages={"required": _("Number of the bond: write it as the policy has it.")},
    )
    insurer = forms.CharField(
        label=_("Issuer"),
        max_length=150,
        error_messages={"required": _("Issuer: write the name of the insurer or bank.")},
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=15,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("With a point before the cents and nothing between thousands: 60000.00."),
        error_messages={
            "required": _("Amount: write the amount of the bond, more than zero."),
            "invalid": _("Amount: write it in figures, with a point before the cents: 60000.00."),
        },
    )
    valid_from = _day(_("Valid from"))
    valid_until = _day(_("Valid until"))

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any], since: dt.date, **rest: Any) -> None:
        begun: dict[str, Any] = {
            "number": answers.get("bond_number"),
            "insurer": answers.get("insurer"),
            "amount": answers.get("requested_amount"),
            "valid_from": since,
        }
        super().__init__(data, code="bond", **{name: value for name, value in begun.items() if value}, **rest)

    def policy(self) -> Policy:
        """What was typed."""
        names = ("number", "insurer", "amount", "valid_from", "valid_until")
        return Policy(**{name: self.cleaned_data[name] for name in names})
