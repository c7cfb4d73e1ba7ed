"""One waiting mail as its page shows it, and the forms that decide on it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.mailroom import raw_of
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.queries import as_staff
from ventanilla.mail.models import MailInbound
from ventanilla.mime import Mail, read
from ventanilla.people.access import Actor, Permission

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


class OpenForm(forms.Form):
    """Whether the new case follows the one that the mail names."""

    linked = forms.BooleanField(required=False, widget=forms.HiddenInput)


MailForm = FileForm | RefuseForm | OpenForm


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail and what may be done with it. `mail` is None where its bytes are lost.

    `html` is what it shows with its formats, made harmless by `mime.sanitising`; `rest` the whole text where the page
    shows less. `named` is the case it may be of; a closed one takes no more mail, so that another has to be opened.
    """

    inbound: MailInbound
    mail: Mail | None
    html: SafeString
    text: str
    rest: str
    named: Case | None
    file_form: FileForm
    refuse_form: RefuseForm
    may_decide: bool

    @property
    def is_closed(self) -> bool:
        """Whether the case it names takes no more mail."""
        return self.named is not None and self.named.phase == Phase.CLOSED


def mail_page(inbound: MailInbound, actor: Actor, *, typed: MailForm | None) -> MailPage:
    """The page, with a form that comes back after a refusal."""
    try:
        mail = read(raw_of(inbound))
    except FileNotFoundError:
        mail = None
    whole = mail.body_text.strip() if mail else ""
    text = (mail.reply_text.strip() if mail else "") or whole
    html = SafeString(mail.body_html or "") if mail else SafeString("")
    named = case_named(inbound, actor)
    takes_more = named is not None and named.phase != Phase.CLOSED
    return MailPage(
        inbound=inbound,
        mail=mail,
        html=html,
        text=text,
        rest=whole if html or text != whole else "",
        named=named,
        file_form=typed
        if isinstance(typed, FileForm)
        else FileForm(initial={"number": inbound.ref if takes_more else ""}),
        refuse_form=typed if isinstance(typed, RefuseForm) else RefuseForm(),
        may_decide=actor.may(Permission.WORK_CASES),
    )


def case_named(inbound: MailInbound, actor: Actor) -> Case | None:
    """The case a mail may be of, where the actor sees it at the desk."""
    return as_staff(actor).filter(number=inbound.ref).first() if inbound.ref else None


def raw_text(inbound: MailInbound) -> str:
    """The raw message as text; of a very large one its beginning."""
    try:
        raw = raw_of(inbound)
    except FileNotFoundError:
        return ""
    return raw[:RAW_LIMIT].decode("utf-8", "replace")
