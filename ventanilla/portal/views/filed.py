"""*Mis documentos*: what is on file, and each document to whom it belongs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ventanilla.files.store import may_open, open_blob
from ventanilla.people.vault import visible_to
from ventanilla.portal.filed import holdings_of
from ventanilla.portal.requests import PortalRequest


@require_safe
@login_required
def documents(request: PortalRequest) -> HttpResponse:
    """The visitor's file, and that of each whom she may act for."""
    context = {"holdings": holdings_of(request.actor, today=timezone.localdate())}
    response = render(request, "portal/filed.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def vault_file(request: PortalRequest, document_id: int) -> HttpResponseBase:
    """A document on file, as a download."""
    readable = visible_to(request.actor, on=timezone.localdate())
    document = get_object_or_404(readable, pk=document_id)
    if not may_open(document.blob):
        raise Http404
    try:
        content = open_blob(document.blob)
    except FileNotFoundError:
        raise Http404 from None
    media_type = document.blob.type or "application/octet-stream"
    response = FileResponse(content, as_attachment=True, filename=document.name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
