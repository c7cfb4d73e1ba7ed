"""The demonstration's mail: what the desk sent, what came to it, and writing to it without a mail program."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.mail.models import MailInbound
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.operations.demo import mails
from ventanilla.operations.demo.fates import fate_of, newest_inbound
from ventanilla.operations.demo.forms import AnswerForm, WriteForm
from ventanilla.operations.demo.writing import Draft, NobodyReads, answer_subject, first_address, send_draft
from ventanilla.ui.navigation import NavigationItem

STOP_ASKING = 286
"""The status that tells htmx to ask no more."""


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail that the demonstration sent."""
    columns = [pgettext("mail", "Subject"), pgettext("mail", "To"), pgettext("mail", "Sent")]
    context = {"mails": mails.all_mails(settings.DEMO_MAILS), "columns": columns, "tabs": _tabs("sent")}
    return render(request, "operations/mail_list.html", context)


@require_safe
@never_cache
def mail_detail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail, as a reader would show it."""
    content = mails.read_mail(settings.DEMO_MAILS, mail_id)
    if content is None:
        raise Http404
    context = {"content": content, "trail": _trail((content.mail.subject, ""))}
    return render(request, "operations/mail_detail.html", context)


@require_safe
@never_cache
def mail_source(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail byte by byte, as text."""
    raw = mails.raw_mail(settings.DEMO_MAILS, mail_id)
    if raw is None:
        raise Http404
    return HttpResponse(raw, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail_new(request: HttpRequest) -> HttpResponse:
    """Write to the desk as anybody."""
    if request.method != "POST":
        return _form_page(request, "mail_new.html", WriteForm(), _("Write an e-mail"))
    form = WriteForm(request.POST, request.FILES)
    if form.is_valid():
        typed = {
            name: form.cleaned_data[name]
            for name in ("sender", "sender_name", "recipient", "subject", "text")
        }
        sent = _send(form, Draft(files=form.files_chosen(), **typed))
        if sent is not None:
            return redirect("operations:inbound_detail", sent.pk)
    return _form_page(request, "mail_new.html", form, _("Write an e-mail"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail_answer(request: HttpRequest, mail_id: str) -> HttpResponse:
    """Answer a mail as a mail program does, as whom it went to or as somebody else."""
    answered = mails.parsed_mail(settings.DEMO_MAILS, mail_id)
    if answered is None:
        raise Http404
    addresses = {"to": first_address(answered, "Reply-To", "From"), "me": first_address(answered, "To")}
    form = AnswerForm(recipient=addresses["me"], initial={"subject": answer_subject(answered)})
    if request.method == "POST":
        form = AnswerForm(request.POST, request.FILES, recipient=addresses["me"])
        if form.is_valid():
            typed = {name: form.cleaned_data[name] for name in ("sender", "subject", "text")}
            draft = Draft(recipient=addresses["to"], answered=answered, files=form.files_chosen(), **typed)
            sent = _send(form, draft)
            if sent is not None:
                return redirect("operations:inbound_detail", sent.pk)
    crumb = (str(answered["Subject"] or "—"), reverse("operations:mail_detail", args=[mail_id]))
    return _form_page(
        request, "mail_answer.html", form, pgettext("mail", "Answer"), crumb, recipient=addresses["to"]
    )


@require_safe
@never_cache
def inbound_list(request: HttpRequest) -> HttpResponse:
    """Every mail that came to the desk, and what became of it."""
    columns = [
        pgettext("mail", "Subject"),
        pgettext("mail", "From"),
        pgettext("mail", "Came"),
        _("What became of it"),
    ]
    context = {"rows": newest_inbound(), "columns": columns, "tabs": _tabs("received")}
    return render(request, "operations/inbound_list.html", context)


@require_safe
@never_cache
def inbound_detail(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """One mail and what became of it; htmx asks for that part again until there is nothing to wait for."""
    inbound = get_object_or_404(MailInbound.objects.select_related("blob"), pk=inbound_id)
    fate = fate_of(inbound, settings.DEMO_MAILS)
    if request.headers.get("HX-Request"):
        status = 200 if fate.is_waiting else STOP_ASKING
        return render(request, "operations/fate.html", {"fate": fate}, status=status)
    received = (_("Received by the desk"), reverse("operations:inbound_list"))
    title = fate.mail.subject if fate.mail and fate.mail.subject else _("(no subject)")
    context = {"fate": fate, "title": title, "trail": _trail(received, (title, ""))}
    return render(request, "operations/inbound_detail.html", context)


def _send(form: forms.Form, draft: Draft) -> MailInbound | None:
    """The mail at the desk's door; None where it could not be sent, which the form then says."""
    try:
        return send_draft(draft, at=timezone.now())
    except NobodyReads as refusal:
        text = _("Nobody at the desk reads %(address)s, so this e-mail cannot be answered. Write a new one.")
        form.add_error(None, text % {"address": refusal})
    except UnusableAddress as refusal:
        text = _("Address of who writes: no e-mail can come from “%(address)s”. Write another.")
        form.add_error("sender", text % {"address": refusal})
    return None


def _form_page(
    request: HttpRequest, template: str, form: forms.Form, title: str, *trail: tuple[str, str], **context: Any
) -> HttpResponse:
    chosen = [str(file.name) for file in form.files.getlist("attachments")] if form.is_bound else []
    if chosen and not form.has_error("attachments"):
        text = _("Files: a browser does not keep them. Choose them again: %(names)s.")
        form.add_error("attachments", text % {"names": ", ".join(chosen)})
    context |= {"form": form, "title": title, "trail": _trail(*trail, (title, ""))}
    return render(request, f"operations/{template}", context, status=422 if form.is_bound else 200)


def _trail(*items: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Mails of the demonstration"), reverse("operations:mail_list")), *items]


def _tabs(current: str) -> list[NavigationItem]:
    labels = {"sent": _("Sent by the desk"), "received": _("Received by the desk")}
    urls = {"sent": reverse("operations:mail_list"), "received": reverse("operations:inbound_list")}
    return [NavigationItem(code, label, urls[code], code == current) for code, label in labels.items()]
