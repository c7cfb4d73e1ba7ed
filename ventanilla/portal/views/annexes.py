"""The annexes of a guarantee: their sheets for anybody, and for an applicant the estimate of those she presented."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ventanilla.bonds.annexes import annexes_of, template_of
from ventanilla.bonds.pages import Reading, annex_panels
from ventanilla.cases.acts import write_message
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import Case
from ventanilla.cases.policies import can_write
from ventanilla.cases.uploads import take_files
from ventanilla.catalogue.model import Requirement
from ventanilla.portal.requests import PortalRequest, uuid_of, whole_number
from ventanilla.portal.views.cases import case_or_404
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.rules.annexes.charges import Annex
from ventanilla.ui.context import current_pack
from ventanilla.ui.downloads import sheet_response


@require_safe
def template(request: PortalRequest, annex: str) -> HttpResponse:
    """The sheet to fill in, in the reader's language."""
    pack = current_pack()
    content = template_of(annex, pack)
    if content is None:
        raise Http404
    name = f"annex-{annex}.xlsx" if pack.language == "en" else f"anexo-{annex}.xlsx"
    return sheet_response(content, name)


@require_safe
@login_required
def estimates(request: PortalRequest, number: str) -> HttpResponse:
    """What is computed of the annexes the visitor presented, with the errors of each row."""
    return _page(request, _with_annexes(case_or_404(request, number)))


@require_POST
@login_required
def sheet(request: PortalRequest, number: str, annex: str) -> HttpResponse:
    """Present an annex, or a corrected one: the newest is the one that is computed."""
    case, now = _with_annexes(case_or_404(request, number)), timezone.now()
    asked = {found.code: item for item, found in _asked(case).items()}
    if annex not in asked:
        raise Http404
    item, uploads = asked[annex], request.FILES.getlist("sheet")[:1]
    taken = take_files(uploads, at=now, requirement=item.code, types=item.types)
    errors = taken.refused or (() if uploads else (_("Sheet: choose the file of your annex."),))
    if not errors:
        try:
            text = _("Sheet of annex %(annex)s") % {"annex": annex}
            key = uuid_of(request.POST.get("key", ""))
            write_message(
                case=case, text=text, files=taken.files, by=request.actor, at=now, via="portal", key=key
            )
        except ActRefused as refusal:
            errors = (refusal.text,)
        else:
            messages.success(request, _("We received your sheet."))
            return redirect(reverse("portal:annexes", args=[number]) + f"#anexo-{annex}")
    return _page(request, case, refused=annex, errors=errors)


def _asked(case: Case) -> dict[Requirement, Annex]:
    return annexes_of(procedure_shown(case.definition_id), current_pack())


def _with_annexes(case: Case) -> Case:
    """The case, if its procedure asks for annexes; others have no such pages."""
    if not _asked(case):
        raise Http404
    return case


def _page(
    request: PortalRequest, case: Case, *, refused: str = "", errors: Sequence[str] = ()
) -> HttpResponse:
    reading = Reading(
        case=case,
        procedure=procedure_shown(case.definition_id),
        pack=current_pack(),
        at=timezone.now(),
        room="portal",
        window=request.GET.get("anexo", ""),
        first=whole_number(request.GET.get("desde", "")) or 1,
    )
    context = {
        "case": case,
        "panels": [
            (panel, errors if panel.annex.code == refused else (), uuid.uuid4())
            for panel in annex_panels(reading, with_recounts=False)
        ],
        "may_write": can_write(case, request.actor),
        "errors": [(f"#hoja-{refused}", text) for text in errors],
    }
    response = render(request, "portal/annexes.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response
