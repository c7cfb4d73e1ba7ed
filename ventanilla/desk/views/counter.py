"""The counter: somebody stands before the officer, hands in papers, and goes away with a receipt."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.cases.counter import (
    counter_drafts,
    counter_procedures,
    keep_aside,
    register_at_counter,
    start_at_counter,
)
from ventanilla.cases.drafts import remove_file, save_answers
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import Draft
from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.acting import UNPROCESSABLE
from ventanilla.desk.counter_forms import AsideForm, RegisterForm
from ventanilla.desk.counter_page import (
    aside_form,
    aside_of,
    counter_of,
    counter_papers,
    counter_questions,
    errors_of,
    not_presented,
    receipt_context,
    taken_by,
)
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.formal.receipts import Receipt, receipt_of, receipt_pdf
from ventanilla.people.access import Permission
from ventanilla.procedures.drafting import keep_files, procedure_shown, said_again
from ventanilla.ui.downloads import pdf_response
from ventanilla.ui.forms import CatalogueForm, DocumentsForm

FIRST = 1
"""The entry with which every case begins."""


@staff_only(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: DeskRequest) -> HttpResponse:
    """What may be presented; choosing a procedure begins its form."""
    if request.method == "POST":
        chosen = {item.code: item for item in counter_procedures()}.get(request.POST.get("procedure", ""))
        if chosen is not None:
            draft = start_at_counter(procedure=chosen, by=request.actor, at=timezone.now())
            return redirect("desk:counter_form", draft.token)
        messages.error(request, _("Procedure: choose one of those presented at the counter."))
    page = counter_of(request.actor, now=timezone.now())
    status = UNPROCESSABLE if request.method == "POST" else 200
    return desk_page(request, "counter/counter.html", {"page": page}, status=status)


def _draft(request: DeskRequest, token: str) -> Draft:
    found = counter_drafts(request.actor).filter(token=token).first()
    if found is None or (found.case_id is None and found.expires_at <= timezone.now()):
        raise Http404
    return found


@staff_only(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_form(request: DeskRequest, token: str) -> HttpResponse:
    """The questions. Whatever is sent is kept, right or wrong."""
    draft, now = _draft(request, token), timezone.now()
    if draft.case_id is not None:
        return redirect("desk:counter_receipt", token)
    if request.method != "POST":
        return _questions_page(request, draft, counter_questions(draft), aside_form(draft, now=now))
    form, aside = counter_questions(draft, request), aside_form(draft, now=now, data=request.POST)
    keep_aside(draft, aside.typed(), at=now)
    refused = {} if form.is_refresh else keep_files(draft, form)
    for code, texts in refused.items():
        form.add_error(code, list(texts))
    given = None if form.is_refresh else aside_of(aside, now=now)
    is_right = form.is_valid() and given is not None
    save_answers(draft, form.answers() if is_right else form.draft_answers(), is_checked=is_right, at=now)
    if is_right:
        return redirect("desk:counter_documents", token)
    return _questions_page(request, draft, form, aside, status=200 if form.is_refresh else UNPROCESSABLE)


def _questions_page(
    request: DeskRequest, draft: Draft, form: CatalogueForm, aside: AsideForm, status: int = 200
) -> HttpResponse:
    if form.is_refresh and request.headers.get("HX-Request") == "true":
        return render(request, "ui/form_sections.html", {"form": form, "refresh_url": request.path})
    context = {
        "draft": draft,
        "procedure": procedure_shown(draft.definition_id),
        "form": form,
        "aside": aside,
        "errors": errors_of(form, aside) if status == UNPROCESSABLE else [],
        "taken": taken_by(aside, request.actor) if aside.is_bound else None,
        "refresh_url": request.path,
    }
    return desk_page(request, "counter/form.html", context, status=status)


@staff_only(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_documents(request: DeskRequest, token: str) -> HttpResponse:
    """The papers, and registering: what is not presented is shown, and is no obstacle."""
    draft = _draft(request, token)
    if draft.case_id is not None or not draft.is_checked:
        return redirect("desk:counter_receipt" if draft.case_id else "desk:counter_form", token)
    if request.method != "POST":
        return _documents_page(request, draft, counter_papers(draft))
    given = RegisterForm(request.POST)
    given.is_valid()
    sent = counter_papers(draft, request)
    refused = keep_files(draft, sent)
    if given.cleaned_data.get("remove"):
        remove_file(draft, given.cleaned_data["remove"])
    is_whole = sent.is_valid() and not refused
    if "register" in request.POST and is_whole:
        return _register(request, draft, given.cleaned_data.get("key") or uuid.uuid4())
    return _documents_page(
        request, draft, said_again(counter_papers(draft), sent, refused, with_missing=False)
    )


def _register(request: DeskRequest, draft: Draft, key: uuid.UUID) -> HttpResponse:
    now = timezone.now()
    aside = aside_form(draft, now=now, data=draft.aside)
    given = aside_of(aside, now=now)
    if given is None:
        return _questions_page(request, draft, counter_questions(draft), aside, UNPROCESSABLE)
    try:
        register_at_counter(
            draft,
            presented_at=given.presented_at,
            alias=given.alias,
            by=request.actor,
            at=now,
            key=key,
        )
    except ActRefused as refusal:
        say_refusal(aside, refusal)
        return _questions_page(request, draft, counter_questions(draft), aside, UNPROCESSABLE)
    return redirect("desk:counter_receipt", draft.token)


def _documents_page(request: DeskRequest, draft: Draft, form: DocumentsForm) -> HttpResponse:
    context = {
        "draft": draft,
        "procedure": procedure_shown(draft.definition_id),
        "form": form,
        "missing": not_presented(draft),
        "who": draft.answers.get("full_name", ""),
        "aside": aside_form(draft, now=timezone.now()),
    }
    return desk_page(request, "counter/documents.html", context, status=UNPROCESSABLE if form.errors else 200)


@staff_only(Permission.WORK_CASES)
@require_safe
def counter_receipt(request: DeskRequest, token: str) -> HttpResponse:
    """The receipt to print and hand over."""
    draft = _draft(request, token)
    if draft.case_id is None:
        return redirect("desk:counter_form", token)
    context = receipt_context(_receipt(draft), request.actor) | {"draft": draft}
    response = render(request, "desk/counter/receipt.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@staff_only(Permission.WORK_CASES)
@require_safe
def counter_receipt_paper(request: DeskRequest, token: str) -> HttpResponse:
    """The same as a PDF."""
    draft = _draft(request, token)
    if draft.case is None:
        raise Http404
    return pdf_response(receipt_pdf(_receipt(draft)), f"constancia-{draft.case.number}.pdf")


def _receipt(draft: Draft) -> Receipt:
    found = receipt_of(draft.case, FIRST) if draft.case else None
    if found is None:
        raise Http404
    return found
