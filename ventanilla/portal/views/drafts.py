"""Filling in a form: before one starts, its questions, its papers, and leaving it for later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.bonds.annexes import PREFIX
from ventanilla.cases.drafts import KEPT_FOR, remove_file, save_answers, start_draft
from ventanilla.cases.models import Case, Draft
from ventanilla.cases.notices import absolute
from ventanilla.cases.representing import answers_from, powers_for
from ventanilla.cases.resuming import adopt_draft, mail_draft_link
from ventanilla.catalogue.model import Procedure
from ventanilla.people.models import Person
from ventanilla.people.rates import hit
from ventanilla.portal.complaining import answers_about, case_complained_of
from ventanilla.portal.completing import refused_texts
from ventanilla.portal.drafting import known_of, own_drafts, papers_of, with_draft
from ventanilla.portal.filed import power_choices
from ventanilla.portal.requests import PortalRequest, procedure_or_404, source_of, whole_number
from ventanilla.portal.way import needs_account, way_of
from ventanilla.procedures.drafting import (
    keep_files,
    kept_files,
    procedure_shown,
    questions_of,
    said_again,
)
from ventanilla.ui.forms import CatalogueForm, DocumentsForm
from ventanilla.ui.views import too_many_requests

DRAFTS_PER_HOUR = 120


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: PortalRequest, slug: str) -> HttpResponse:
    """What to have at hand; *Comenzar* makes the draft."""
    procedure = procedure_or_404(slug)
    if not procedure.is_open:
        raise Http404
    about = case_complained_of(request.actor, procedure, request.GET.get("caso", ""))
    if request.method == "POST":
        return _begin(request, procedure, about)
    powers = power_choices(powers_for(request.actor, procedure, on=timezone.localdate()))
    context = {
        "procedure": procedure,
        "about": about,
        "asks_account": needs_account(request),
        "kept_days": KEPT_FOR.days,
        "powers": powers,
        "power": powers[0]["value"] if powers else "",
        "drafts": own_drafts(request.actor, at=timezone.now()).filter(definition__code=procedure.code)[:3],
    }
    return render(request, "portal/start.html", context)


def _begin(request: PortalRequest, procedure: Procedure, about: Case | None) -> HttpResponse:
    now = timezone.now()
    window = dt.timedelta(hours=1)
    if request.actor.person_id is None and not hit(
        f"draft-from:{source_of(request)}", limit=DRAFTS_PER_HOUR, window=window, at=now
    ):
        return too_many_requests(request, 60)
    person = request.user if isinstance(request.user, Person) else None
    answers = known_of(person, procedure) | _acting_answers(request, procedure)
    answers |= answers_about(about) if about else {}
    draft = start_draft(procedure=procedure, by=request.actor, at=now, answers=answers)
    return redirect("portal:draft", token=draft.token)


def _acting_answers(request: PortalRequest, procedure: Procedure) -> dict[str, Any]:
    """What the power chosen answers; nothing where she acts in her own name."""
    chosen = request.POST.get("power")
    powers = powers_for(request.actor, procedure, on=timezone.localdate()) if chosen else []
    return next((answers_from(power, procedure) for power in powers if str(power.pk) == chosen), {})


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def draft(request: PortalRequest, draft: Draft) -> HttpResponse:
    """The questions. Whatever is sent is kept, right or wrong."""
    if request.method != "POST":
        return _questions_page(request, draft, questions_of(draft, kept_files(draft)))
    adopt_draft(draft, by=request.actor)
    form = questions_of(draft, kept_files(draft), request)
    if form.is_refresh or "save" in request.POST:
        save_answers(draft, form.draft_answers(), is_checked=False, at=timezone.now())
        return _questions_page(request, draft, form) if form.is_refresh else _leave(request, draft)
    for code, texts in keep_files(draft, form).items():
        form.add_error(code, list(texts))
    if form.is_valid():
        save_answers(draft, form.answers(), is_checked=True, at=timezone.now())
        has_papers = papers_of(draft, {}).fields
        return redirect("portal:documents" if has_papers else "portal:review", token=draft.token)
    save_answers(draft, form.draft_answers(), is_checked=False, at=timezone.now())
    return _questions_page(request, draft, form, status=422)


def _leave(request: PortalRequest, draft: Draft) -> HttpResponse:
    """Show where to come back to, and send it to the address typed, if it is one."""
    if draft.completes_id is not None:
        return redirect("portal:saved", token=draft.token)
    address = str(draft.answers.get("email") or "")
    try:
        validate_email(address)
    except ValidationError:
        return redirect("portal:saved", token=draft.token)
    if mail_draft_link(draft, to=address, source=source_of(request), at=timezone.now()):
        messages.success(request, _("We sent the link to %(address)s.") % {"address": address})
    return redirect("portal:saved", token=draft.token)


def _questions_page(
    request: PortalRequest, draft: Draft, form: CatalogueForm, status: int = 200
) -> HttpResponse:
    procedure = procedure_shown(draft.definition_id)
    context = {
        "draft": draft,
        "procedure": procedure,
        "form": form,
        "refresh_url": request.path,
        "way": way_of(procedure, "questions"),
        "kept_days": KEPT_FOR.days,
    }
    fragment = request.headers.get("HX-Request") == "true"
    template = "ui/form_sections.html" if fragment else "portal/draft.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def documents(request: PortalRequest, draft: Draft) -> HttpResponse:
    """The papers the answers call for. What fits is kept, what does not is named."""
    if not draft.is_checked:
        return redirect("portal:draft", token=draft.token)
    if request.method != "POST":
        return _documents_page(request, draft, papers_of(draft, kept_files(draft)))
    adopt_draft(draft, by=request.actor)
    sent = papers_of(draft, kept_files(draft), request)
    refused = keep_files(draft, sent)
    unwanted = whole_number(request.POST.get("remove", ""))
    if unwanted is not None:
        remove_file(draft, unwanted)
    annex = request.POST.get("grid", "")
    if annex in sent.fields and not refused and not refused_texts(sent):
        return redirect("portal:annex_grid", token=draft.token, annex=annex.removeprefix(PREFIX))
    goes_on = "continue" in request.POST
    if goes_on and sent.is_valid() and not refused:
        return redirect("portal:review", token=draft.token)
    again = said_again(papers_of(draft, kept_files(draft)), sent, refused, with_missing=goes_on)
    return _documents_page(request, draft, again)


def _documents_page(request: PortalRequest, draft: Draft, form: DocumentsForm) -> HttpResponse:
    procedure = procedure_shown(draft.definition_id)
    context = {"draft": draft, "procedure": procedure, "form": form, "way": way_of(procedure, "documents")}
    return render(request, "portal/documents.html", context, status=422 if form.errors else 200)


@require_safe
@with_draft
def saved(request: PortalRequest, draft: Draft) -> HttpResponse:
    """Where to come back to."""
    context = {
        "draft": draft,
        "procedure": procedure_shown(draft.definition_id),
        "link": absolute(reverse("portal:draft", args=[draft.token])),
    }
    return render(request, "portal/saved.html", context)
