"""The form by which a document of a case is accepted as the power somebody acts by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.desk.forms import TEXT_LIMIT, ActForm, Choices
from ventanilla.people.powers import INSCRIPTION_LIMIT, PowerTerms

_DAY = _("Write the day, month and year.")
ALL, NAMED = "all", "named"


def _day(label: Any, *, required: bool, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _DAY, "invalid": _DAY},
    )


class PowerForm(ActForm):
    """What the document says: for whom, of which kind, for what and until when."""

    name = forms.CharField(
        label=_("Whom she represents"),
        help_text=_("As the document has it."),
        max_length=200,
        error_messages={"required": _("Whom she represents: write the name as the document has it.")},
    )
    attachment = forms.ChoiceField(
        label=_("Document"),
        error_messages={
            "required": _("Document: choose the file of this case that proves the power."),
            "invalid_choice": _("Document: choose the file of this case that proves the power."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind of power"),
        error_messages={
            "required": _("Kind of power: choose one of the list."),
            "invalid_choice": _("Kind of power: choose one of the list."),
        },
    )
    inscription = forms.CharField(
        label=_("Inscription"),
        help_text=_("Its number and book in the register."),
        required=False,
        max_length=INSCRIPTION_LIMIT,
    )
    since = _day(_("Since"), required=True)
    until = _day(_("Until"), required=False, help_text=_("Empty where it has no end."))
    scope = forms.ChoiceField(
        label=_("For which procedures"),
        widget=forms.RadioSelect,
        choices=[(ALL, _("All procedures")), (NAMED, _("Only those marked below"))],
        error_messages={"required": _("For which procedures: choose all, or mark them.")},
    )
    procedures = forms.MultipleChoiceField(
        label=_("Procedures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Procedures: choose them from the list, or none for all.")},
    )

    def __init__(
        self, data: Any = None, *, files: Choices, kinds: Choices, procedures: Choices, **rest: Any
    ) -> None:
        super().__init__(data, code="power", **rest)
        lists: Mapping[str, Choices] = {
            "attachment": [("", _("Choose the file")), *files],  # type: ignore[list-item]
            "kind": [("", _("Choose the kind")), *kinds],  # type: ignore[list-item]
            "procedures": procedures,
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Named procedures are named."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scope") == NAMED and not cleaned.get("procedures"):
            self.add_error("procedures", _("Procedures: mark at least one, or choose all."))
        return cleaned

    def terms(self) -> PowerTerms:
        """What was typed."""
        typed = self.cleaned_data
        named = typed["procedures"] if typed["scope"] == NAMED else ()
        return PowerTerms(
            kind=typed["kind"],
            since=typed["since"],
            until=typed["until"],
            procedures=tuple(named),
            inscription=typed["inscription"],
        )


class RevocationForm(ActForm):
    """Who revoked a power, and on what document."""

    reason = forms.CharField(
        label=_("Who revoked it, and on what document"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=TEXT_LIMIT,
        error_messages={"required": _("Reason: write who revoked it and on what document.")},
    )
