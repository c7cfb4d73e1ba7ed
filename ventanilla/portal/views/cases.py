"""*Mis casos*: the list, the page of a case, its files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ventanilla.cases.merged import attachment_in
from ventanilla.cases.models import Attachment, Case, Draft, Message, Phase
from ventanilla.cases.queries import as_party
from ventanilla.files.store import may_open, open_blob
from ventanilla.formal.acts import note_opening
from ventanilla.portal.casepage import CasePage, case_page
from ventanilla.portal.drafting import own_drafts
from ventanilla.portal.paging import page_of
from ventanilla.portal.requests import PortalRequest, whole_number
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.ui.context import current_pack
from ventanilla.ui.navigation import NavigationItem

PER_PAGE = 20
DRAFTS_SHOWN = 10


@require_safe
@login_required
def case_list(request: PortalRequest) -> HttpResponse:
    """The visitor's cases, newest first; `?numero=` leads to one."""
    wanted = request.GET.get("numero", "").strip().upper()[:40]
    mine = as_party(request.actor)
    if wanted and mine.filter(number=wanted).exists():
        return redirect("portal:case", number=wanted)
    if wanted:
        messages.error(request, _not_found(wanted))
    closed = request.GET.get("estado") == "cerrados"
    chosen = mine.filter(phase=Phase.CLOSED) if closed else mine.exclude(phase=Phase.CLOSED)
    older, newer = (whole_number(request.GET.get(mark, "")) for mark in ("antes", "despues"))
    page = page_of(chosen, after=older, before=newer, size=PER_PAGE)
    context = {
        "rows": [_row(case) for case in page.rows],
        "drafts": []
        if closed
        else [_draft_row(draft) for draft in own_drafts(request.actor, at=timezone.now())[:DRAFTS_SHOWN]],
        "tabs": _tabs(closed),
        "is_closed": closed,
        "previous_url": _url(closed, despues=page.previous),
        "next_url": _url(closed, antes=page.next),
    }
    return render(request, "portal/cases.html", context)


def _not_found(number: str) -> str:
    return _(
        "You have no case with the number %(number)s. Check it in the e-mail we sent you; if it went to "
        "another address, sign in with that one."
    ) % {"number": number}


def _row(case: Case) -> dict[str, object]:
    procedure = current_pack().procedures.get(case.procedure)
    return {
        "number": case.number,
        "url": reverse("portal:case", args=[case.number]),
        "subject": case.subject,
        "procedure": procedure.short_title if procedure else case.procedure,
        "phase": case.phase,
        "label": _("Goes on in another case") if case.merged_into_id else "",
        "opened_at": case.opened_at,
        "due_at": case.due_at if case.phase in (Phase.RECEIVED, Phase.IN_REVIEW) else None,
        "closed_at": case.closed_at,
    }


def _draft_row(draft: Draft) -> dict[str, object]:
    return {
        "title": procedure_shown(draft.definition_id).short_title,
        "subject": str(draft.answers.get("subject") or ""),
        "url": reverse("portal:draft", args=[draft.token]),
        "updated_at": draft.updated_at,
        "expires_at": draft.expires_at,
    }


def _tabs(closed: bool) -> list[NavigationItem]:
    return [
        NavigationItem("open", _("Open cases"), _url(False), not closed),
        NavigationItem("closed", _("Ended cases"), _url(True), closed),
    ]


def _url(closed: bool, **marks: int | None) -> str:
    """The address of a page of the list; "" where a mark is asked for that there is not."""
    if None in marks.values():
        return ""
    query = {**({"estado": "cerrados"} if closed else {}), **marks}
    return reverse("portal:cases") + (f"?{urlencode(query)}" if query else "")


@require_safe
@login_required
def case(request: PortalRequest, number: str) -> HttpResponse:
    """One case: where it stands, what happens next, all that happened, and what the applicant may do."""
    found = case_or_404(request, number)
    return render_case(request, case_page(found, request.actor, now=timezone.now()))


def case_or_404(request: PortalRequest, number: str) -> Case:
    """A case in which the visitor has a part; to everybody else it is not found."""
    return get_object_or_404(as_party(request.actor).select_related("stream", "merged_into"), number=number)


def render_case(
    request: PortalRequest, page: CasePage, *, errors: list[tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a case, with what is to be corrected at its head."""
    response = render(request, "portal/case.html", {"page": page, "errors": errors or []}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _readable(held: Attachment | None) -> Attachment:
    """The file, if the applicant reads what it was sent with."""
    if held is None or (held.message and held.message.audience == Message.Audience.INTERNAL):
        raise Http404
    return held


@require_safe
@login_required
def file(request: PortalRequest, number: str, file_id: int) -> HttpResponseBase:
    """A file of a case, as a download; one that may not be opened says why."""
    found = case_or_404(request, number)
    attachment = _readable(attachment_in(found, file_id))
    try:
        content = open_blob(attachment.blob) if may_open(attachment.blob) else None
    except FileNotFoundError:
        content = None
    if content is None:
        context = {"case": found, "attachment": attachment}
        return render(request, "portal/file_held.html", context, status=409)
    note_opening(case=found, sha256=attachment.blob_id, by=request.actor, at=timezone.now())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.blob.type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
