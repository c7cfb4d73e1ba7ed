"""What one fills in to write to the desk from the demonstration's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ventanilla.catalogue.model import MailBox
from ventanilla.operations.demo.writing import STRANGER, EnclosedFile
from ventanilla.reference.current import current_pack
from ventanilla.ui.uploads import FilesField

TEXT_LIMIT = 20_000
SUBJECT_LIMIT = 300
_CHOICE = ("required", "invalid_choice")


class LetterForm(forms.Form):
    """What every mail has."""

    use_required_attribute = False
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=SUBJECT_LIMIT,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Subject: it is too long. Shorten it to %(limit_value)s characters.")
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Text: it is too long. Shorten it to %(limit_value)s characters.")
        },
    )
    attachments = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy(
            "Any type and size: that which the desk does not accept it refuses by name in its answer."
        ),
    )

    def files_chosen(self) -> list[EnclosedFile]:
        """What was chosen, read whole. Call it once the form is valid."""
        chosen: list[UploadedFile[Any]] = self.cleaned_data["attachments"]
        return [
            EnclosedFile(file.name or "", file.content_type or "application/octet-stream", file.read())
            for file in chosen
        ]


class WriteForm(LetterForm):
    """A new mail: from anybody, to one of the desk's boxes."""

    sender_name = forms.CharField(
        label=gettext_lazy("Name of who writes"),
        max_length=120,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Name: it is too long. Shorten it to %(limit_value)s characters.")
        },
    )
    sender = forms.EmailField(
        label=gettext_lazy("Address of who writes"),
        help_text=gettext_lazy("Whichever you like: no e-mail leaves the demonstration."),
        error_messages={
            "required": gettext_lazy("Address of who writes: write one, such as maria@mail.example."),
            "invalid": gettext_lazy(
                "Address of who writes: that is not an e-mail address. Write it like maria@mail.example."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = current_pack().mail.boxes
        self.fields["recipient"] = forms.ChoiceField(
            label=_("To which mailbox"),
            choices=[(box.address, f"{box.address} · {_purpose(box)}") for box in boxes],
            initial=boxes[0].address if boxes else "",
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(_CHOICE, _("To which mailbox: choose one of those shown.")),
        )


class AnswerForm(LetterForm):
    """An answer: from whom the mail went to, or from somebody who has nothing to do with it."""

    def __init__(self, *args: Any, recipient: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stranger = _("As if it were somebody else: %(address)s") % {"address": STRANGER}
        self.fields["sender"] = forms.ChoiceField(
            label=_("Who answers"),
            choices=[(recipient, recipient), (STRANGER, stranger)],
            initial=recipient,
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(_CHOICE, _("Who answers: choose one of those shown.")),
        )
        self.fields["subject"].help_text = _("Change it if you like: the answer finds its case all the same.")


def _purpose(box: MailBox) -> str:
    if box.purpose == "registration":
        return _("registers whoever writes")
    return _("opens a case")
