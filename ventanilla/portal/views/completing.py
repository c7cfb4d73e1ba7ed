"""One form behind every door: what a link sent by mail, by telephone or at the counter opens, without signing in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.cases.completing import add_documents, start_completion
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import CaseParty
from ventanilla.cases.uploads import Taken
from ventanilla.portal.completing import (
    chosen_files,
    documents_context,
    linked_party,
    missing_in,
    refused_texts,
    upload_form,
)
from ventanilla.portal.refusals import status_of
from ventanilla.portal.requests import PortalRequest, uuid_of
from ventanilla.procedures.drafting import said_again
from ventanilla.ui.forms import DocumentsForm


@require_safe
def completion(request: PortalRequest, token: str) -> HttpResponse:
    """Lead to the questions that lack an answer, else to the documents. Opened twice it is the same form."""
    now = timezone.now()
    party = linked_party(request, token, at=now)
    if isinstance(party, HttpResponse):
        return party
    if missing_in(party.case).fields:
        return redirect("portal:draft", token=start_completion(party, at=now).token)
    return redirect("portal:completion_documents", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: PortalRequest, token: str) -> HttpResponse:
    """Take documents into the case, those of one sending at a time; what does not fit is named."""
    now = timezone.now()
    party = linked_party(request, token, at=now)
    if isinstance(party, HttpResponse):
        return party
    if request.method != "POST":
        return _page(request, party, upload_form(party.case))
    sent = upload_form(party.case, request)
    chosen = chosen_files(sent)
    try:
        key = uuid_of(request.POST.get("key", "")) or uuid.uuid4()
        taken = add_documents(party, chosen, at=now, key=key) if chosen else Taken((), ())
    except ActRefused as refusal:
        sent.add_error(None, refusal.text)
        return _page(request, party, sent, status=status_of(refusal))
    for text in taken.refused:
        sent.add_error(None, text)
    if not taken.files:
        return _page(request, party, sent, status=422)
    _say(request, party, sent, taken)
    return redirect("portal:completion_documents", token=token)


def _page(request: PortalRequest, party: CaseParty, form: DocumentsForm, status: int = 200) -> HttpResponse:
    """The page, with what is wrong with the files sent; that none was chosen is said where nothing else is."""
    shown = upload_form(party.case)
    if form.is_bound:
        shown = said_again(shown, form, {}, with_missing=False)
        if not shown.errors:
            shown.add_error(None, _("Documents: choose at least one file to send."))
    context = documents_context(party, shown, at=timezone.now())
    response = render(request, "portal/completion_documents.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _say(request: PortalRequest, party: CaseParty, sent: DocumentsForm, taken: Taken) -> None:
    names = ", ".join(file.name for file in taken.files)
    words = {"names": names, "number": party.case.number}
    messages.success(request, _("We received in case %(number)s: %(names)s.") % words)
    for text in refused_texts(sent):
        messages.warning(request, text)
