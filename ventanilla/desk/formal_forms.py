"""The forms of formal acts. What an act demands is checked by the act; here only what a form can know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.desk.forms import TEXT_LIMIT, ActForm, Choices
from ventanilla.formal.acts import Draft, RemedyPoint, Verdict
from ventanilla.formal.checklist import CheckRow
from ventanilla.formal.models import RequirementState
from ventanilla.formal.sealing import LONGEST_PHRASE

VERDICTS: Choices = (
    (RequirementState.State.MET, _("Met")),
    (RequirementState.State.UNMET, _("Not met")),
    (RequirementState.State.ON_FILE, _("On file already")),
    (RequirementState.State.NOT_APPLICABLE, _("Does not apply")),
)  # type: ignore[assignment]


def _text(label: Any, rows: int = 6, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_LIMIT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ChecklistForm(ActForm):
    """A verdict and a reason for each requirement, in fields `state-CODE` and `reason-CODE`.

    What may be used again has the last day of its effect too, in `until-CODE`.
    """

    def __init__(
        self, data: Any = None, *, rows: Sequence[CheckRow], hints: Mapping[str, str], **rest: Any
    ) -> None:
        super().__init__(data, code="checklist", **rest)
        self.rows, self.hints = rows, hints
        for row in rows:
            code, verdict = row.requirement.code, row.verdict
            self.fields[f"state-{code}"] = forms.ChoiceField(
                label=_("Verdict"), required=False, choices=[("", _("Not checked yet")), *VERDICTS]
            )
            self.fields[f"reason-{code}"] = _text(_("Reason, which the applicant reads"), rows=2)
            proposed = RequirementState.State.ON_FILE if row.is_from_file else ""
            self.initial[f"state-{code}"] = verdict.state if verdict else proposed
            self.initial[f"reason-{code}"] = verdict.reason if verdict else ""
            if row.requirement.reusable and row.files and not row.is_from_file:
                self.fields[f"until-{code}"] = forms.DateField(
                    label=_("It has effect until"),
                    required=False,
                    help_text=_("If it is met it goes on file until that day. Empty where it has no end."),
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                    error_messages={"invalid": _("It has effect until: write a date, or leave it empty.")},
                )
                self.initial[f"until-{code}"] = row.until

    def verdicts(self) -> Mapping[str, Verdict]:
        """Those that were given, by requirement."""
        codes = [row.requirement.code for row in self.rows]
        given = {code: str(self.cleaned_data[f"state-{code}"]) for code in codes}
        return {
            code: Verdict(
                code,
                state,
                str(self.cleaned_data[f"reason-{code}"]),
                self.cleaned_data.get(f"until-{code}"),
            )
            for code, state in given.items()
            if state
        }

    @property
    def items(self) -> list[dict[str, Any]]:
        """Each row with its two controls, ready to print."""
        return [
            {
                "row": row,
                "hint": self.hints.get(row.requirement.code, ""),
                "state": self[f"state-{row.requirement.code}"],
                "reason": self[f"reason-{row.requirement.code}"],
                "until": self[f"until-{row.requirement.code}"]
                if f"until-{row.requirement.code}" in self.fields
                else None,
            }
            for row in self.rows
        ]

    def refuse(self, code: str, text: str) -> None:
        """Put a refusal of the act where it belongs."""
        named = f"reason-{code}" if f"reason-{code}" in self.fields else None
        self.add_error(named, text)


class NoticeForm(ActForm):
    """A remedy notice: what opens it, one text for each requirement that is not met, what warns of the term."""

    opening = _text(_("Background"), rows=4)
    warning = _text(_("What the applicant is prevented of"), rows=4)

    def __init__(
        self, data: Any = None, *, points: Mapping[str, str], titles: Mapping[str, str], **rest: Any
    ) -> None:
        super().__init__(data, code="notice", **rest)
        self.codes = list(points)
        for code, defect in points.items():
            self.fields[f"point-{code}"] = _text(
                titles[code], rows=3, help_text=_("Empty leaves the point out.")
            )
            self.initial.setdefault(f"point-{code}", defect)
        self.order_fields(["opening", *(f"point-{code}" for code in points), "warning"])

    def draft(self) -> Draft:
        """What it says beside its points."""
        return Draft(body={name: str(self.cleaned_data[name]) for name in ("opening", "warning")})

    def points(self) -> list[RemedyPoint]:
        """Its points in order."""
        return [RemedyPoint(code, str(self.cleaned_data[f"point-{code}"])) for code in self.codes]


class ResolutionForm(ActForm):
    """A resolution: outcome in law and its four sections."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    facts = _text(_("Background"))
    reasons = _text(_("Reasons and legal basis"))
    decision = _text(_("Decision"))
    recourse = _text(_("Recourse"), rows=4)

    def __init__(self, data: Any = None, *, outcomes: Choices, **rest: Any) -> None:
        super().__init__(data, code="resolution", **rest)
        self.fields["outcome"].choices = [("", _("Choose the outcome")), *outcomes]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What it says."""
        names = ("facts", "reasons", "decision", "recourse")
        return Draft(
            body={name: str(self.cleaned_data[name]) for name in names},
            outcome=str(self.cleaned_data["outcome"]),
        )


class PaperForm(ActForm):
    """The paper that proves the tax status: a file of the case, or what was shown at the counter."""

    attachment = forms.ChoiceField(
        label=_("File of the case"),
        required=False,
        error_messages={"invalid_choice": _("File: choose one of this case.")},
    )
    text = _text(
        _("Document shown at the counter"),
        rows=3,
        help_text=_("Its kind, number and date, if it is no file."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Valid until: write a date, such as 31/12/2026, or leave it empty.")},
    )

    def __init__(self, data: Any = None, *, files: Choices, **rest: Any) -> None:
        super().__init__(data, code="paper", **rest)
        self.fields["attachment"].choices = [("", _("None: it was shown at the counter")), *files]  # type: ignore[attr-defined]


class InquiryForm(ActForm):
    """What is asked, and of whom."""

    to_whom = forms.CharField(label=_("To whom"), required=False, max_length=200)
    what = _text(_("What is asked"), rows=3)


class ResultForm(ActForm):
    """What came of an inquiry."""

    result = _text(_("Result"), rows=3)


class SignForm(ActForm):
    """The signature of an act. The phrase opens the certificate kept for whoever signs; it is never shown again."""

    passphrase = forms.CharField(
        label=_("Pass phrase"),
        required=False,
        max_length=LONGEST_PHRASE,
        strip=False,
        help_text=_("It opens the certificate that is kept for you. It is used once and not kept."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": _("Pass phrase: it has at most %(limit_value)d characters. Write it again.")
        },
    )


class HandForm(ActForm):
    """To whom an act was handed."""

    delivered_to = forms.CharField(label=_("Received by"), required=False, max_length=200)


class CopyForm(ActForm):
    """To whom a paper copy was handed, and what proved who it was."""

    handed_to = forms.CharField(label=_("Handed to"), required=False, max_length=200)
    document = forms.CharField(label=_("Identity document"), required=False, max_length=60)


class RecountForm(ActForm):
    """An officer's own version of an annex; `annex` says of which."""

    attachments = forms.Field(label=_("Sheet"), required=False)

    def __init__(self, data: Any = None, *, annex: str, **rest: Any) -> None:
        super().__init__(data, code=f"recount-{annex}", **rest)
        self.annex = annex
