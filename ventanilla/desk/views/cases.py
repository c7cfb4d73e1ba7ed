"""A case: its page, the explanation of its due date, its files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ventanilla.cases.merged import attachment_in
from ventanilla.desk.access import CASE_READERS, DeskRequest, case_to_read, staff_only
from ventanilla.desk.actions import Asked
from ventanilla.desk.case_page import case_page
from ventanilla.desk.page import desk_page
from ventanilla.desk.term_page import term_page
from ventanilla.files.store import may_open, open_blob
from ventanilla.formal.receipts import receipt_of, receipt_pdf
from ventanilla.ui.context import current_pack
from ventanilla.ui.downloads import pdf_response


@staff_only(*CASE_READERS)
@require_safe
def case(request: DeskRequest, number: str) -> HttpResponse:
    """All of a case; `?canned=` begins the answer with a canned text."""
    found = case_to_read(request.actor, number)
    asked = Asked(canned=request.GET.get("canned", ""))
    page = case_page(found, request.actor, pack=current_pack(), now=timezone.now(), asked=asked)
    return desk_page(request, "case.html", {"page": page})


@staff_only(*CASE_READERS)
@require_safe
def action(request: DeskRequest, number: str, code: str) -> HttpResponse:
    """The case with one of its actions open; to htmx the form alone, which carries the entry that its page has `?seen=`.

    What the case does not offer any more leads back to it.
    """
    found = case_to_read(request.actor, number)
    page = case_page(found, request.actor, pack=current_pack(), now=timezone.now(), asked=Asked(opened=code))
    chosen = next((item for item in page.desk.actions if item.code == code), None)
    if request.htmx:  # type: ignore[attr-defined]
        if chosen is not None and chosen.form is not None:
            chosen.form.shown_at(request.GET.get("seen", ""))
        return desk_page(request, "case/action_form.html", {"page": page, "action": chosen})
    if chosen is None:
        return redirect("desk:case", number)
    return desk_page(request, "case.html", {"page": page})


@staff_only(*CASE_READERS)
@require_safe
def term(request: DeskRequest, number: str) -> HttpResponse:
    """Why a case is due when it is: each day with its reason."""
    found = case_to_read(request.actor, number)
    page = term_page(found, pack=current_pack(), now=timezone.now(), language=get_language() or "es")
    return desk_page(request, "term.html", {"page": page})


@staff_only(*CASE_READERS)
@require_safe
def file(request: DeskRequest, number: str, file_id: int) -> HttpResponseBase:
    """A file of a case, never run by the browser; one that is not known to be clean is not handed out."""
    found = case_to_read(request.actor, number)
    held = attachment_in(found, file_id)
    if held is None:
        raise Http404
    if not may_open(held.blob):
        context = {
            "case": found,
            "name": held.name,
            "state": held.blob.scan,
            "is_erased": held.blob.erased_at,
        }
        return desk_page(request, "file_held.html", context, status=409)
    try:
        content = open_blob(held.blob)
    except FileNotFoundError:
        context = {"case": found, "name": held.name, "state": "", "is_erased": True}
        return desk_page(request, "file_held.html", context, status=409)
    response = FileResponse(content, as_attachment=True, filename=held.name, content_type=held.blob.type)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@staff_only(*CASE_READERS)
@require_safe
def receipt_paper(request: DeskRequest, number: str, seq: int) -> HttpResponse:
    """The receipt of something presented in a case, as a PDF."""
    receipt = receipt_of(case_to_read(request.actor, number), seq)
    if receipt is None:
        raise Http404
    return pdf_response(receipt_pdf(receipt), f"constancia-{number}-{seq}.pdf")
