"""A form on its way: who may open it, its questions and papers as forms, and what was kept of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ventanilla.cases.completing import why_draft_over
from ventanilla.cases.drafts import drafts_of
from ventanilla.cases.models import Draft
from ventanilla.cases.on_file import OnFile, on_file_for, usable
from ventanilla.catalogue.model import Procedure
from ventanilla.people.access import Actor
from ventanilla.people.models import Person
from ventanilla.portal.completing import over_page
from ventanilla.portal.filed import on_file_words
from ventanilla.portal.requests import PortalRequest
from ventanilla.procedures import drafting
from ventanilla.ui.forms import DocumentsForm

Kept = dict[str, list[dict[str, Any]]]
DraftView = Callable[..., HttpResponse]


def with_draft(view: DraftView) -> Callable[..., HttpResponse]:
    """Hand a view the draft its address names, and what else it names; what was sent already leads to its proof of
    reception.

    A draft of somebody else is not found; who is not signed in is asked to, for it may be her own.
    """

    @wraps(view)
    def respond(request: PortalRequest, token: str, **parts: str) -> HttpResponse:
        draft = open_draft(request, token)
        if isinstance(draft, HttpResponse):
            return draft
        return redirect("portal:receipt", token=token) if draft.case_id else view(request, draft, **parts)

    return respond


def open_draft(request: PortalRequest, token: str) -> Draft | HttpResponse:
    """The draft of an address, or the way to sign in where nobody is. Raises Http404."""
    draft = drafts_of(request.actor).filter(token=token).first()
    if draft is not None and (draft.case_id or draft.expires_at > timezone.now()):
        why = None if draft.case_id else why_draft_over(draft)
        return draft if why is None else over_page(request, why, draft.completes)
    if request.actor.person_id is not None:
        raise Http404
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(
            status=401
        )  # a sign-in page has no place among the questions: the page stays as it is
    return redirect_to_login(request.get_full_path())


def own_drafts(actor: Actor, *, at: dt.datetime) -> QuerySet[Draft]:
    """The forms an actor has not sent yet and may still go on with, the latest first; none for who is signed out."""
    if actor.person_id is None:
        return Draft.objects.none()
    mine = drafts_of(actor).filter(person_id=actor.person_id, completes=None, case=None, expires_at__gt=at)
    return mine.order_by("-updated_at", "token")


def papers_of(draft: Draft, kept: Kept, request: PortalRequest | None = None) -> DocumentsForm:
    """The papers that the draft's answers call for; without fields where there are none.

    What the sender has on file, or what the organisation has that she may act for, is not compulsory.
    """
    held = held_for(draft)
    shown = {code: shown_on_file(item) for code, item in held.items()}
    return drafting.papers_of(draft, kept, request, filed=usable(held), on_file=shown)


def held_for(draft: Draft) -> Mapping[str, OnFile]:
    """What need not be attached today, by requirement."""
    return on_file_for(draft, on=timezone.localdate())


def shown_on_file(held: OnFile) -> dict[str, str]:
    """A document on file as a question shows it: the words about it, and where it can be read."""
    document = held.document
    return {
        "text": on_file_words(held),
        "name": document.name,
        "url": "" if held.why else reverse("portal:vault_file", args=[document.pk]),
    }


def known_of(person: Person | None, procedure: Procedure) -> dict[str, Any]:
    """What the account already says of the person, for the questions of a procedure; to be looked over by her."""
    if person is None or procedure.form is None:
        return {}
    known = {
        "full_name": person.name,
        "email": person.email,
        "phone": person.phone,
        "organisation": person.organisation,
        "person_kind": person.kind,
        "operator_type": person.operator_type,
    }
    asked = {field.code: field for field in procedure.form.fields}
    answers = {code: value for code, value in known.items() if value and code in asked}
    if person.document:
        answers |= {
            code: person.document
            for code, field in asked.items()
            if person.document_kind in field.identifiers
        }
    return answers
