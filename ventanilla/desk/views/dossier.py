"""The dossier of a case for staff, as one PDF or as a ZIP that proves itself. Each copy is noted in the journal."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ventanilla.cases.models import Case
from ventanilla.cases.policies import is_party, roles_in
from ventanilla.desk.access import CASE_READERS, DeskRequest, case_to_read, staff_only
from ventanilla.desk.acting import CONFLICT, VIA
from ventanilla.desk.page import desk_page
from ventanilla.files.store import chunks_of
from ventanilla.formal.acts import note_export
from ventanilla.formal.dossier import Dossier, Scope, dossier_of
from ventanilla.formal.dossier_pdf import write_dossier_pdf
from ventanilla.formal.dossier_zip import write_dossier_zip, zip_name
from ventanilla.people.access import Actor, Permission
from ventanilla.ui.downloads import made_response


@staff_only(*CASE_READERS)
@require_safe
def dossier_paper(request: DeskRequest, number: str) -> HttpResponseBase:
    """All of the dossier in one PDF; `?interno=1` with the internal notes, for the head of the unit."""
    case, at = case_to_read(request.actor, number), timezone.now()
    dossier = dossier_of(case, _scope(request, case))
    if dossier.is_too_large:
        return desk_page(request, "dossier_held.html", {"case": case}, status=CONFLICT)

    def write(out: BinaryIO) -> None:
        write_dossier_pdf(dossier, out, made_by=request.actor.name, at=at)
        _note(dossier, "pdf", _digest(out), request.actor)

    return made_response(write, f"expediente-{number}.pdf", media_type="application/pdf")


@staff_only(*CASE_READERS)
@require_safe
def dossier_archive(request: DeskRequest, number: str) -> HttpResponseBase:
    """The dossier as a ZIP with its history and a manifest of hashes."""
    case, at = case_to_read(request.actor, number), timezone.now()
    dossier = dossier_of(case, _scope(request, case, whole=True))
    if dossier.is_too_large:
        return desk_page(request, "dossier_held.html", {"case": case}, status=CONFLICT)

    def write(out: BinaryIO) -> None:
        manifest = write_dossier_zip(dossier, out, made_by=request.actor.name, at=at)
        _note(dossier, "zip", manifest, request.actor)

    return made_response(write, zip_name(dossier), media_type="application/zip")


def _scope(request: DeskRequest, case: Case, *, whole: bool = False) -> Scope:
    """What the reader gets. One of the staff who is a party reads what any party reads, which is no whole history."""
    if is_party(case, request.actor):
        if whole:
            raise PermissionDenied(
                _("You have a part in this case: download your copy of its file as a PDF, in the portal.")
            )
        return Scope.PARTY
    if request.GET.get("interno") != "1":
        return Scope.STAFF
    if "head" not in roles_in(case, request.actor):
        raise PermissionDenied(
            _(
                "Only the head of the unit takes the internal notes out of the desk. Download the file without them."
            )
        )
    return Scope.INTERNAL


def _digest(written: BinaryIO) -> str:
    written.seek(0)
    digest = hashlib.sha256()
    for chunk in chunks_of(written):
        digest.update(chunk)
    return digest.hexdigest()


def _note(dossier: Dossier, form: str, sha256: str, actor: Actor) -> None:
    """Auditors write nothing in a case: that they read it is noted where all they read is."""
    if actor.may(Permission.WORK_CASES):
        note_export(
            case=dossier.case,
            form=form,
            scope=dossier.scope.value,
            sha256=sha256,
            by=actor,
            at=timezone.now(),
            via=VIA,
        )
