"""One waiting mail as its page shows it, and the forms that decide on it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.mailroom import raw_of
from ventanilla.mail.models import MailInbound
from ventanilla.mime import Mail, read

RAW_LIMIT = 2 * 1024 * 1024


class FileForm(forms.Form):
    """Into which case."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Case number"),
        max_length=40,
        error_messages={"required": _("Case number: write that of a case of your unit.")},
    )


class RefuseForm(forms.Form):
    """Why not."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Reason: write why the e-mail is not filed.")},
    )


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail and what may be done with it. `mail` is None where its bytes are lost."""

    inbound: MailInbound
    mail: Mail | None
    file_form: FileForm
    refuse_form: RefuseForm
    may_decide: bool

    @property
    def written(self) -> str:
        """What the person wrote, without what she quotes; all of it where nothing else is left."""
        return (self.mail.reply_text.strip() or self.mail.body_text.strip()) if self.mail else ""

    @property
    def has_more(self) -> bool:
        """Whether the mail says more than what was written anew."""
        return self.mail is not None and self.mail.body_text.strip() != self.written


def mail_page(inbound: MailInbound, *, typed: FileForm | RefuseForm | None, may_decide: bool) -> MailPage:
    """The page, with a form that comes back after a refusal."""
    try:
        mail = read(raw_of(inbound))
    except FileNotFoundError:
        mail = None
    return MailPage(
        inbound=inbound,
        mail=mail,
        file_form=typed if isinstance(typed, FileForm) else FileForm(initial={"number": inbound.ref}),
        refuse_form=typed if isinstance(typed, RefuseForm) else RefuseForm(),
        may_decide=may_decide,
    )


def raw_text(inbound: MailInbound) -> str:
    """The raw message as text; of a very large one its beginning."""
    try:
        raw = raw_of(inbound)
    except FileNotFoundError:
        return ""
    return raw[:RAW_LIMIT].decode("utf-8", "replace")
