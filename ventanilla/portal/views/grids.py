"""An annex filled in on a page of its form: the rows, what they compute to, and the sheet they become."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ventanilla.bonds.annexes import PREFIX, annexes_of
from ventanilla.bonds.grids import Filling, GridView, filled_sheet, grid_view, opened, typed
from ventanilla.cases.drafts import facts_of, replace_file
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Draft, DraftFile
from ventanilla.cases.resuming import adopt_draft
from ventanilla.catalogue.forms import applicable_requirements, facts
from ventanilla.catalogue.model import Procedure, Requirement
from ventanilla.portal.drafting import with_draft
from ventanilla.portal.requests import PortalRequest
from ventanilla.portal.way import way_of
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.reference.current import today
from ventanilla.rules.annexes.charges import Annex
from ventanilla.ui.context import current_pack


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def annex_grid(request: PortalRequest, draft: Draft, annex: str) -> HttpResponse:
    """The rows of an annex that the answers call for. What is sent is shown again, right or wrong, until it is kept."""
    if not draft.is_checked:
        return redirect("portal:draft", token=draft.token)
    procedure, pack = procedure_shown(draft.definition_id), current_pack()
    item, asked = _asked_or_404(draft, procedure, annex)
    if request.method != "POST":
        filling = opened(_newest(draft, item), asked, language=pack.rates.language)
        is_read = filling.name and not filling.state
        view = grid_view(asked, filling.rows, pack=pack, on=today() if is_read else None)
        return _page(request, draft, item, filling, view)
    adopt_draft(draft, by=request.actor)
    filling, wanted = typed(asked, request.POST), request.POST.keys() & {"calculate", "save", "keep"}
    view = grid_view(asked, filling.rows, pack=pack, on=today() if wanted else None)
    if view.is_filled and ("keep" in wanted or ("save" in wanted and not view.errors)):
        return _kept(request, draft, item, asked, filling, view)
    return _page(request, draft, item, filling, view, may_keep="save" in wanted and view.is_filled)


def _asked_or_404(draft: Draft, procedure: Procedure, code: str) -> tuple[Requirement, Annex]:
    """The annex of that code, if the draft's answers call for it."""
    applicable = applicable_requirements(procedure, facts(procedure, draft.answers, facts_of(draft)))
    for item, annex in annexes_of(procedure, current_pack()).items():
        if annex.code == code and item in applicable:
            return item, annex
    raise Http404


def _newest(draft: Draft, item: Requirement) -> DraftFile | None:
    """The file of the annex that will be computed."""
    files = DraftFile.objects.filter(draft=draft, requirement=item.code)
    return files.select_related("blob").order_by("-id").first()


def _kept(
    request: PortalRequest, draft: Draft, item: Requirement, annex: Annex, filling: Filling, view: GridView
) -> HttpResponse:
    """Attach the rows as the annex's own sheet, in the place of the one they come from, and go back to the form."""
    sheet = filled_sheet(annex, filling.rows, pack=current_pack())
    try:
        refused = replace_file(
            draft, sheet, requirement=item.code, instead_of=filling.file_id, at=timezone.now()
        )
    except NotAllowed:
        return redirect("portal:receipt", token=draft.token)
    if refused:
        return _page(request, draft, item, filling, view, refused=refused)
    values = {"annex": annex.code, "name": sheet.name}
    if view.errors:
        text = _("We kept annex %(annex)s as it is, with what is to be corrected, in the file %(name)s.")
        messages.warning(request, text % values)
    else:
        messages.success(request, _("We kept annex %(annex)s in the file %(name)s.") % values)
    return redirect(reverse("portal:documents", args=[draft.token]) + f"#field-{item.code}")


def _page(
    request: PortalRequest,
    draft: Draft,
    item: Requirement,
    filling: Filling,
    view: GridView,
    *,
    may_keep: bool = False,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    errors = [("", text) for text in refused] + list(view.errors)
    if view.more_errors:
        more = ngettext(
            "%(n)s more is marked at its cell.", "%(n)s more are marked at their cells.", view.more_errors
        )
        errors.append(("", more % {"n": view.more_errors}))
    procedure = procedure_shown(draft.definition_id)
    context = {
        "draft": draft,
        "procedure": procedure,
        "item": item,
        "annex": item.code.removeprefix(PREFIX),
        "filling": filling,
        "grid": view,
        "errors": errors,
        "may_keep": may_keep,
        "is_unsaved": request.method == "POST",
        "way": way_of(procedure, "documents"),
    }
    is_refused = request.method == "POST" and errors
    response = render(request, "portal/annex_grid.html", context, status=422 if is_refused else 200)
    response["Cache-Control"] = "private, no-store"
    return response
