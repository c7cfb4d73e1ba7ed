"""The forms of the desk. What an act demands is checked by the act; here only what a form can know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.errors import ActRefused

TEXT_LIMIT = 20_000
Choices = Sequence[tuple[str, str]]


def say_refusal(form: forms.BaseForm, refusal: ActRefused) -> None:
    """Say why an act was refused: beside the question it is about, or above them all."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


class ActForm(forms.Form):
    """What every act carries: `key`, by which twice is once, and `seen`, the last entry its page showed."""

    use_required_attribute = False
    seen = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**62,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("This page is damaged: load it again before sending.")},
    )
    key = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("This page is damaged: load it again before sending.")},
    )

    def __init__(self, data: Any = None, *, code: str, seen: int = 0, **initial: Any) -> None:
        super().__init__(data, auto_id=f"{code}-%s", initial={"seen": seen, "key": uuid.uuid4(), **initial})

    @property
    def words(self) -> str:
        """What was typed, in whichever of its controls takes words."""
        return next((str(self.data[name]) for name in ("text", "reason") if self.data.get(name)), "")

    def quiet(self) -> None:
        """Show what is typed without reproaching anything."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def shown_at(self, seen: str) -> None:
        """Let a form that is fetched for a page carry the entry which that page shows, never a later one."""
        if seen.isdecimal():
            self.initial["seen"] = min(int(seen[:18]), self.initial["seen"])

    def shows(self, seen: int) -> None:
        """Let a form that comes back after a refusal carry the entry its page shows now, and a usable key."""
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["seen"] = str(seen)
        if "key" in self.errors or not renewed.get("key"):
            renewed["key"] = str(uuid.uuid4())
        self.data = renewed


class SayForm(ActForm):
    """Words for the applicant, or for colleagues; `canned` texts may be inserted, files attached."""

    field_order = ("canned", "text", "outcome", "attachments")
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 7}), max_length=TEXT_LIMIT)
    canned = forms.ChoiceField(
        label=_("Canned text"),
        required=False,
        error_messages={"invalid_choice": _("Canned text: choose one of the list.")},
    )
    attachments = forms.Field(label=_("Attach files"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        label: str,
        missing: str,
        canned: Choices = (),
        is_text_required: bool = True,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.fields["text"].label = label
        self.fields["text"].required = is_text_required
        self.fields["text"].error_messages["required"] = missing
        self.fields["canned"].choices = [("", _("Choose a text")), *canned]  # type: ignore[attr-defined]

    def insert(self, body: str) -> None:
        """Put a canned text after what is typed."""
        typed = str(self.data.get("text", "")).rstrip()
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["text"] = f"{typed}\n\n{body}" if typed else body
        renewed["canned"] = ""
        self.data = renewed


class AnswerForm(SayForm):
    """An answer: words and one outcome of the pack's list."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        error_messages={
            "required": _("Outcome: choose how the case ends; the applicant sees it."),
            "invalid_choice": _("Outcome: choose one of the list."),
        },
    )

    def __init__(self, data: Any = None, *, outcomes: Choices, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["outcome"].choices = [("", _("Choose the outcome")), *outcomes]  # type: ignore[attr-defined]


class NoteForm(ActForm):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note"),
        help_text=_("The applicant never sees it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LIMIT,
        error_messages={"required": _("Note: write the text of the note.")},
    )


class AssignmentForm(ActForm):
    """Who is responsible: `person` is a number, or "" for nobody."""

    person = forms.ChoiceField(
        label=_("Officer"),
        required=False,
        error_messages={
            "invalid_choice": _("Officer: choose somebody who serves today in the unit of the case.")
        },
    )

    def __init__(self, data: Any = None, *, people: Choices, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["person"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]


class TransferForm(ActForm):
    """To which unit, and why."""

    to_unit = forms.ChoiceField(
        label=_("Unit it goes to"),
        error_messages={
            "required": _("Unit it goes to: choose one."),
            "invalid_choice": _("Unit it goes to: choose another unit of the list."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only staff read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT,
        error_messages={"required": _("Reason: tell the unit why the case is theirs.")},
    )

    def __init__(self, data: Any = None, *, units: Choices, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["to_unit"].choices = [("", _("Choose a unit")), *units]  # type: ignore[attr-defined]


class SettlementForm(ActForm):
    """The receiving unit's answer to a transfer."""

    verdict = forms.ChoiceField(choices=[("accept", ""), ("return", "")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=TEXT_LIMIT,
    )


class LinkForm(ActForm):
    """The number of another case."""

    number = forms.CharField(
        label=_("Case"),
        help_text=_("The number of the other case."),
        max_length=40,
        error_messages={"required": _("Case: write the number of the other case.")},
    )

    def clean_number(self) -> str:
        """Numbers are written in capitals."""
        return str(self.cleaned_data["number"]).strip().upper()


class MergeForm(LinkForm):
    """The number of the case that is the same matter."""

    def __init__(self, data: Any = None, *, code: str, **rest: Any) -> None:
        super().__init__(data, code=code, **rest)
        self.fields["number"].help_text = _(
            "The newer of the two goes on in the older one. Both numbers stay good, and it can be undone."
        )
