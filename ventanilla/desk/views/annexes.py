"""The annexes of a case at the desk: what they come to, and the officer's own version beside the applicant's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ventanilla.bonds.acts import recount_annex
from ventanilla.bonds.annexes import annexes_of
from ventanilla.bonds.estimating import READABLE
from ventanilla.bonds.pages import Reading, annex_panels
from ventanilla.cases.acts import NewFile
from ventanilla.cases.errors import ActRefused, Invalid
from ventanilla.cases.models import Case
from ventanilla.cases.policies import can_work
from ventanilla.cases.uploads import take_files
from ventanilla.desk.access import CASE_READERS, DeskRequest, case_or_404, case_to_read, staff_only
from ventanilla.desk.acting import UNPROCESSABLE, VIA
from ventanilla.desk.formal_forms import RecountForm
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.desk.rows import procedure_shown
from ventanilla.people.access import Permission
from ventanilla.ui.context import current_pack

TYPES = tuple(sorted(READABLE, reverse=True))


@staff_only(*CASE_READERS)
@require_safe
def annexes(request: DeskRequest, number: str) -> HttpResponse:
    """Every annex with its estimate, and where there are two versions what they differ in."""
    return _page(request, _with_annexes(case_to_read(request.actor, number)))


@staff_only(Permission.WORK_CASES)
@require_POST
def recount(request: DeskRequest, number: str, annex: str) -> HttpResponse:
    """Upload one's own version of an annex."""
    case = _with_annexes(case_or_404(request.actor, number))
    if annex not in [
        item.code for item in annexes_of(procedure_shown(case, current_pack()), current_pack()).values()
    ]:
        raise Http404
    form = RecountForm(request.POST, annex=annex)
    if form.is_valid():
        try:
            file, key = _sheet(request), form.cleaned_data["key"]
            recount_annex(
                case=case, annex=annex, file=file, by=request.actor, at=timezone.now(), via=VIA, key=key
            )
        except ActRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("Your version is kept."))
            return redirect(reverse("desk:annexes", args=[number]) + f"#anexo-{annex}")
    return _page(request, _with_annexes(case_or_404(request.actor, number)), refused=form)


def _with_annexes(case: Case) -> Case:
    """The case, if its procedure asks for annexes; others have no such pages."""
    pack = current_pack()
    if not annexes_of(procedure_shown(case, pack), pack):
        raise Http404
    return case


def _sheet(request: DeskRequest) -> NewFile:
    """The sheet sent along. Raises Invalid where there is none that can be computed."""
    uploads = request.FILES.getlist("attachments")
    if not uploads:
        raise Invalid(_("Sheet: choose the file of your version."), field="attachments")
    taken = take_files(uploads[:1], at=timezone.now(), types=TYPES)
    if taken.refused:
        raise Invalid(" ".join(taken.refused), field="attachments")
    return taken.files[0]


def _page(request: DeskRequest, case: Case, *, refused: RecountForm | None = None) -> HttpResponse:
    pack = current_pack()
    first = request.GET.get("desde", "")
    reading = Reading(
        case=case,
        procedure=procedure_shown(case, pack),
        pack=pack,
        at=timezone.now(),
        room="desk",
        window=request.GET.get("anexo", ""),
        first=int(first) if first.isascii() and first.isdecimal() and len(first) < 10 else 1,
    )
    panels = annex_panels(reading, with_recounts=True)
    forms = [RecountForm(annex=panel.annex.code) for panel in panels]
    context: dict[str, Any] = {
        "case": case,
        "panels": [
            (panel, refused if refused and refused.annex == form.annex else form)
            for panel, form in zip(panels, forms, strict=True)
        ],
        "may_work": can_work(case, request.actor),
        "types": TYPES,
        "refused": refused,
    }
    return desk_page(request, "formal/annexes.html", context, status=UNPROCESSABLE if refused else 200)
