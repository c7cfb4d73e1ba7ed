"""An annex filled in on a page: of a form on its way, or of a case it is presented in. Rows, taxes, the sheet they make."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ventanilla.bonds.annexes import annexes_of
from ventanilla.bonds.grids import Filling, GridView, filled_sheet, grid_view, opened, typed
from ventanilla.bonds.queries import annex_files
from ventanilla.cases.acts import write_message
from ventanilla.cases.drafts import facts_of, replace_file
from ventanilla.cases.errors import ActRefused, NotAllowed
from ventanilla.cases.models import Attachment, Case, Draft, DraftFile
from ventanilla.cases.policies import can_write
from ventanilla.cases.resuming import adopt_draft
from ventanilla.cases.uploads import take_files
from ventanilla.catalogue.forms import applicable_requirements, facts
from ventanilla.catalogue.model import Procedure, Requirement
from ventanilla.portal.drafting import with_draft
from ventanilla.portal.requests import PortalRequest, uuid_of
from ventanilla.portal.views.cases import case_or_404
from ventanilla.portal.way import way_of
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.reference.current import today
from ventanilla.rules.annexes.charges import Annex
from ventanilla.ui.context import current_pack

Asked = tuple[Requirement, Annex]


class Place(Protocol):
    """Where an annex is filled in. `keep` answers with the page that follows, or with why the sheet was refused."""

    @property
    def asked(self) -> Asked: ...
    def newest(self) -> Attachment | DraftFile | None: ...
    def keep(
        self, request: PortalRequest, filling: Filling, view: GridView
    ) -> HttpResponse | Sequence[str]: ...
    def context(self) -> dict[str, Any]: ...


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def annex_grid(request: PortalRequest, draft: Draft, annex: str) -> HttpResponse:
    """The rows of an annex that the answers of a form call for; kept, they are a file of the form."""
    if not draft.is_checked:
        return redirect("portal:draft", token=draft.token)
    procedure = procedure_shown(draft.definition_id)
    known = facts(procedure, draft.answers, facts_of(draft))
    asked = _asked_or_404(procedure, annex, applicable_requirements(procedure, known))
    if request.method == "POST":
        adopt_draft(draft, by=request.actor)
    return _answer(request, InDraft(draft, procedure, asked))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def case_grid(request: PortalRequest, number: str, annex: str) -> HttpResponse:
    """The rows of an annex of a case, to correct it; presented, they are its newest sheet."""
    case = case_or_404(request, number)
    procedure = procedure_shown(case.definition_id)
    asked = _asked_or_404(procedure, annex, procedure.requirements)
    if not can_write(case, request.actor):
        return redirect("portal:annexes", number=number)
    return _answer(request, InCase(case, procedure, asked))


def _asked_or_404(procedure: Procedure, code: str, asked_for: Sequence[Requirement]) -> Asked:
    for item, annex in annexes_of(procedure, current_pack()).items():
        if annex.code == code and item in asked_for:
            return item, annex
    raise Http404


@dataclass(frozen=True, slots=True)
class InDraft:
    """A form on its way: the sheet takes the place of the file it was opened from."""

    draft: Draft
    procedure: Procedure
    asked: Asked

    def newest(self) -> DraftFile | None:
        """The file that will be computed."""
        files = DraftFile.objects.filter(draft=self.draft, requirement=self.asked[0].code)
        return files.select_related("blob").order_by("-id").first()

    def keep(self, request: PortalRequest, filling: Filling, view: GridView) -> HttpResponse | Sequence[str]:
        """Attach the sheet and go back to the form."""
        item, annex = self.asked
        sheet = filled_sheet(annex, filling.rows, pack=current_pack())
        try:
            refused = replace_file(
                self.draft, sheet, requirement=item.code, instead_of=filling.file_id, at=timezone.now()
            )
        except NotAllowed:
            return redirect("portal:receipt", token=self.draft.token)
        if refused:
            return refused
        values = {"annex": annex.code, "name": sheet.name}
        if view.errors:
            text = _("We kept annex %(annex)s as it is, with what is to be corrected, in the file %(name)s.")
            messages.warning(request, text % values)
        else:
            messages.success(request, _("We kept annex %(annex)s in the file %(name)s.") % values)
        return redirect(self._back_url())

    def context(self) -> dict[str, Any]:
        """What the page shows of the form."""
        way = way_of(self.procedure, "documents")
        return {"draft": self.draft, "way": way, "procedure": self.procedure, "back_url": self._back_url()}

    def _back_url(self) -> str:
        return reverse("portal:documents", args=[self.draft.token]) + f"#field-{self.asked[0].code}"


@dataclass(frozen=True, slots=True)
class InCase:
    """A case: the sheet is presented beside those before it, as one that is uploaded, and is the one computed."""

    case: Case
    procedure: Procedure
    asked: Asked

    def newest(self) -> Attachment | None:
        """The file that is computed."""
        code = self.asked[1].code
        return annex_files(self.case, [code])[code].presented

    def keep(self, request: PortalRequest, filling: Filling, view: GridView) -> HttpResponse | Sequence[str]:
        """Present the sheet and go back to the estimates."""
        (item, annex), now = self.asked, timezone.now()
        sheet = filled_sheet(annex, filling.rows, pack=current_pack())
        taken = take_files([sheet], at=now, requirement=item.code, types=item.types)
        if taken.refused:
            return taken.refused
        text = _("Sheet of annex %(annex)s") % {"annex": annex.code}
        key = uuid_of(request.POST.get("key", ""))
        try:
            write_message(
                case=self.case, text=text, files=taken.files, by=request.actor, at=now, via="portal", key=key
            )
        except ActRefused as refusal:
            return (refusal.text,)
        messages.success(request, _("We received your sheet."))
        return redirect(self._back_url())

    def context(self) -> dict[str, Any]:
        """What the page shows of the case."""
        return {"case": self.case, "procedure": self.procedure, "back_url": self._back_url()}

    def _back_url(self) -> str:
        return reverse("portal:annexes", args=[self.case.number]) + f"#anexo-{self.asked[1].code}"


def _answer(request: PortalRequest, place: Place) -> HttpResponse:
    """The page of the rows. What is sent is shown again, right or wrong, until it is kept."""
    pack, (_item, annex) = current_pack(), place.asked
    if request.method != "POST":
        filling = opened(place.newest(), annex, language=pack.rates.language)
        is_read = filling.name and not filling.state
        view = grid_view(annex, filling.rows, pack=pack, on=today() if is_read else None)
        return _page(request, place, filling, view)
    filling, wanted = typed(annex, request.POST), request.POST.keys() & {"calculate", "save", "keep"}
    view = grid_view(annex, filling.rows, pack=pack, on=today() if wanted else None)
    refused: Sequence[str] = ()
    if view.is_filled and ("keep" in wanted or ("save" in wanted and not view.errors)):
        kept = place.keep(request, filling, view)
        if isinstance(kept, HttpResponse):
            return kept
        refused = kept
    return _page(request, place, filling, view, refused, may_keep="save" in wanted and view.is_filled)


def _page(
    request: PortalRequest,
    place: Place,
    filling: Filling,
    view: GridView,
    refused: Sequence[str] = (),
    *,
    may_keep: bool = False,
) -> HttpResponse:
    errors = _errors(view, refused)
    item, annex = place.asked
    is_sent = request.method == "POST"
    context = place.context() | {
        "item": item,
        "annex": annex.code,
        "filling": filling,
        "grid": view,
        "errors": errors,
        "may_keep": may_keep,
        "is_unsaved": is_sent,
        "key": uuid.uuid4(),
    }
    response = render(request, "portal/annex_grid.html", context, status=422 if is_sent and errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _errors(view: GridView, refused: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong, each with the field it leads to; the last line counts those that are not listed."""
    errors = [("", text) for text in refused] + list(view.errors)
    if view.more_errors:
        more = ngettext(
            "%(n)s more is marked at its cell.", "%(n)s more are marked at their cells.", view.more_errors
        )
        errors.append(("", more % {"n": view.more_errors}))
    return errors
