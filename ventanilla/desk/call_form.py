"""The form of a call: in the order in which one is told things, all on one screen."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ventanilla.cases.calls import Call
from ventanilla.catalogue import Pack

ASKED_LIMIT = 4000


class CallForm(forms.Form):
    """A call. What each ending demands is checked by the act."""

    use_required_attribute = False
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=gettext_lazy("Unit that took the call"), required=False)
    option = forms.ChoiceField(
        label=gettext_lazy("Option the caller chose"),
        error_messages={"required": gettext_lazy("Option: choose the one the caller chose.")},
    )
    caller_name = forms.CharField(
        label=gettext_lazy("Who called"),
        max_length=200,
        error_messages={"required": gettext_lazy("Caller: write her name.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Only needed to send the form."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    asked = forms.CharField(
        label=gettext_lazy("What was asked"),
        max_length=ASKED_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("What was asked: write it in a line."),
            "max_length": gettext_lazy(
                "What was asked: write up to %(limit_value)s characters; the rest goes into the form."
            ),
        },
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it was solved"),
        error_messages={"required": gettext_lazy("How it was solved: choose one of the list.")},
    )

    def __init__(self, data: Any = None, *, pack: Pack, units: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="call-%s", initial={"key": uuid.uuid4()})
        options = pack.doors.phone_options
        outcomes = _outcomes(pack)
        self._choose("option", [("", _("Choose one")), *((item.code, item.title) for item in options)])
        self._choose("outcome", [(code, str(pack.outcomes[code].title)) for code in outcomes])
        self._choose("unit", units)
        self.initial = {**self.initial, "unit": units[0][0], "outcome": next(iter(outcomes), "")}
        self.fields["caller_name"].widget.attrs["autocomplete"] = "off"
        if len(units) < 2:
            self.fields["unit"].widget = forms.HiddenInput()
        if data is None:
            self.fields["option"].widget.attrs["autofocus"] = True

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("%(field)s: choose one of the list.") % {
            "field": field.label
        }

    def call(self, *, is_solved: bool) -> Call:
        """What was written down, of a valid form."""
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields if name != "key"}
        return Call(**{**said, "outcome": said["outcome"] if is_solved else ""})


def _outcomes(pack: Pack) -> list[str]:
    """The outcomes that some option's procedure may end with, those of the most options first."""
    offered = [
        code
        for option in pack.doors.phone_options
        if pack.procedures[option.procedure].kind != "complaint"
        for code in pack.procedures[option.procedure].outcomes or tuple(pack.outcomes)
    ]
    known = [code for code in pack.outcomes if code in offered]
    return sorted(known, key=lambda code: (not pack.outcomes[code].positive, -offered.count(code)))
