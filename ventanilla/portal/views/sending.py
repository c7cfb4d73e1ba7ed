"""Checking one's answers, sending them once, and the number that proves it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.cases.drafts import facts_of, presented_before, send_draft
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import CaseParty, Draft
from ventanilla.cases.on_file import usable
from ventanilla.cases.resuming import adopt_draft
from ventanilla.portal.completing import completed_page
from ventanilla.portal.drafting import held_for, kept_files, open_draft, papers_of, shown_on_file, with_draft
from ventanilla.portal.refusals import status_of
from ventanilla.portal.requests import PortalRequest, procedure_shown, source_of, uuid_of
from ventanilla.portal.way import needs_account, way_of
from ventanilla.ui.answers import answered_sections
from ventanilla.ui.context import current_pack


@require_safe
@with_draft
def review(request: PortalRequest, draft: Draft) -> HttpResponse:
    """Everything as it will be sent, each answer with the way to change it."""
    if not draft.is_checked:
        return redirect("portal:draft", token=draft.token)
    adopt_draft(draft, by=request.actor)
    return _review_page(request, draft)


def _review_page(request: PortalRequest, draft: Draft, error: str = "", status: int = 200) -> HttpResponse:
    procedure = procedure_shown(draft.definition_id)
    papers = _papers(draft)
    url = reverse("portal:draft", args=[draft.token])
    context = {
        "draft": draft,
        "procedure": procedure,
        "sections": answered_sections(
            procedure, draft.answers, pack=current_pack(), facts=facts_of(draft), change_url=url
        ),
        "papers": papers,
        "missing": [paper["title"] for paper in papers if paper["required"] and not paper["files"]],
        "declarations": [item for item in procedure.requirements if item.kind == "declaration"],
        "asks_account": needs_account(request, draft),
        "seen": draft.updated_at.isoformat(),
        "errors": [("", error)] if error else [],
        "way": way_of(procedure, "review"),
    }
    return render(request, "portal/review.html", context, status=status)


def _papers(draft: Draft) -> list[dict[str, Any]]:
    """Each paper that is asked for, with the files held for it."""
    kept, held = kept_files(draft), held_for(draft)
    before = presented_before(draft) | usable(held)
    return [
        {
            "code": code,
            "is_held": code in before,
            "filed": shown_on_file(held[code])
            if code in held and code in before and not kept.get(code)
            else None,
            "title": field.label,
            "files": [_shown(file) for file in kept.get(code, ())],
            "required": field.required,
        }
        for code, field in papers_of(draft, kept).fields.items()
    ]


def _shown(file: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in file.items() if not key.startswith("remove_")}


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def send(request: PortalRequest, draft: Draft) -> HttpResponse:
    """Open the case. Twice is once; what changed in another window is shown before it is sent."""
    if request.method != "POST" or not draft.is_checked:
        return redirect("portal:review", token=draft.token)
    if needs_account(request, draft):
        return redirect_to_login(reverse("portal:review", args=[draft.token]))
    if request.POST.get("seen") != draft.updated_at.isoformat():
        text = _("The answers changed in another window: look them over again and send them.")
        return _review_page(request, draft, text, status=409)
    key = uuid_of(request.POST.get("key", "")) or uuid.uuid4()
    try:
        send_draft(draft, by=request.actor, at=timezone.now(), source=source_of(request), key=key)
    except ActRefused as refusal:
        return _review_page(request, draft, refusal.text, status=status_of(refusal))
    return redirect("portal:receipt", token=draft.token)


@require_safe
def receipt(request: PortalRequest, token: str) -> HttpResponse:
    """The number, what happens next, and how to come back to the case."""
    draft = open_draft(request, token)
    if isinstance(draft, HttpResponse):
        return draft
    if draft.case is None:
        return redirect("portal:draft", token=token)
    if draft.completes_id is not None:
        return completed_page(request, draft.case)
    party = CaseParty.objects.filter(case=draft.case).order_by("id").first()
    procedure = procedure_shown(draft.definition_id)
    context = {
        "case": draft.case,
        "procedure": procedure,
        "email": party.email if party else "",
        "way": way_of(procedure, "sent"),
    }
    return render(request, "portal/receipt.html", context)
