"""Proof: the receipt of what one presented, and the page where anybody verifies a document by its code."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, BinaryIO

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.formal.acts import note_opening
from ventanilla.formal.dossier import Scope, dossier_of
from ventanilla.formal.dossier_pdf import write_dossier_pdf
from ventanilla.formal.receipts import receipt_of, receipt_pdf
from ventanilla.formal.verifying import CODE_LENGTH, verify_code
from ventanilla.people.rates import hit
from ventanilla.portal.requests import PortalRequest, source_of
from ventanilla.portal.views.cases import case_or_404
from ventanilla.ui.downloads import made_response, pdf_response

TRIES_PER_HOUR = 120


@require_safe
@login_required
def receipt_paper(request: PortalRequest, number: str, seq: int) -> HttpResponse:
    """The receipt of something the visitor presented, as a PDF."""
    receipt = receipt_of(case_or_404(request, number), seq)
    if receipt is None:
        raise Http404
    return pdf_response(receipt_pdf(receipt), f"constancia-{number}-{seq}.pdf")


@require_safe
@login_required
def dossier_paper(request: PortalRequest, number: str) -> HttpResponseBase:
    """The visitor's copy of the dossier of her case: who reads an act there has opened it."""
    case, at = case_or_404(request, number), timezone.now()
    dossier = dossier_of(case, Scope.PARTY)
    if dossier.is_too_large:
        return render(request, "portal/dossier_held.html", {"case": case}, status=409)

    def write(out: BinaryIO) -> None:
        write_dossier_pdf(dossier, out, made_by=request.actor.name, at=at)
        for act in dossier.acts:
            note_opening(case=case, sha256=act.blob_id or "", by=request.actor, at=at)

    return made_response(write, f"expediente-{number}.pdf", media_type="application/pdf")


@require_safe
def verify(request: PortalRequest) -> HttpResponse:
    """Where a code is typed in."""
    code = request.GET.get("codigo", "").strip()
    if code and len(code) <= CODE_LENGTH:
        return redirect("portal:verification", code=code)
    errors = (
        [("#codigo", _("Code: write it as it stands on the document."))] if "codigo" in request.GET else []
    )
    return render(request, "portal/verify.html", {"errors": errors}, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: PortalRequest, code: str) -> HttpResponse:
    """What the record says of a document, and whether a file one has is the one it names."""
    now = timezone.now()
    if not hit(f"verify:{source_of(request)}", limit=TRIES_PER_HOUR, window=dt.timedelta(hours=1), at=now):
        return render(request, "portal/verify.html", {"errors": [("#codigo", _too_many())]}, status=429)
    found = verify_code(code)
    if found is None:
        return render(request, "portal/verify.html", {"unknown": code}, status=404)
    upload = request.FILES.get("file") if request.method == "POST" else None
    lacks_file = request.method == "POST" and upload is None
    context = {
        "found": found,
        "code": code,
        "checked": upload.name if upload else "",
        "matches": upload is not None and _digest(upload) in found.hashes,
        "lacks_file": lacks_file,
        "errors": [("#file", _("File: choose the one you have."))] if lacks_file else [],
    }
    return render(request, "portal/verification.html", context, status=422 if lacks_file else 200)


def _too_many() -> str:
    return _("Too many codes were tried from your connection. Wait an hour and try again.")


def _digest(upload: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
