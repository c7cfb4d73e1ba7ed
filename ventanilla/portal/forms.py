"""Forms that no catalogue describes: opinions, messages, answers to *¿Está conforme?*."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.ui.uploads import FilesField

COMMENT_LIMIT = 1000
MESSAGE_LIMIT = 10_000


class FeedbackForm(forms.Form):
    """*¿Te sirvió el contenido?*"""

    helpful = forms.ChoiceField(
        label=_("Was this content useful?"),
        choices=[("yes", _("Yes, it was useful")), ("no", _("No, something is missing"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was useful: choose yes or no.")},
    )
    comment = forms.CharField(
        label=_("What would you improve?"),
        help_text=_("Do not write personal data here: it is not a request and nobody will answer it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=COMMENT_LIMIT,
        required=False,
        error_messages={"max_length": _("Your opinion is too long: write up to %(limit_value)s characters.")},
    )


class MessageForm(forms.Form):
    """Something the applicant says, with files. `seen` is what the page showed, `key` makes twice once."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=MESSAGE_LIMIT,
        error_messages={
            "max_length": _(
                "Your message is too long: write up to %(limit_value)s characters and send the rest in another "
                "message or in a file."
            )
        },
    )
    attachments = FilesField(label=_("Files"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def renew(self, *, seen: int) -> None:
        """Show again what was typed, over the state of the case as it is now."""
        self.data = {
            **{name: self.data.get(name, "") for name in self.fields},
            "seen": seen,
            "key": uuid.uuid4(),
        }
