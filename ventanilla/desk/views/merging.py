"""Merging two cases that are one matter, and undoing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ventanilla.cases.acts import undo_merge
from ventanilla.cases.duplicates import by_age
from ventanilla.cases.queries import as_staff
from ventanilla.desk.access import DeskRequest, case_or_404
from ventanilla.desk.acting import VIA, carry_out, marks
from ventanilla.desk.forms import ActForm, MergeForm
from ventanilla.desk.matching import merge_by_age
from ventanilla.desk.views.acts import Cleaned, works_cases


@works_cases
@require_POST
def merging(request: DeskRequest, number: str) -> HttpResponse:
    """Merge the case with another one, the newer into the older."""
    case = case_or_404(request.actor, number)
    form = MergeForm(request.POST, code="merging")
    named = request.POST.get("number", "").strip().upper()
    other = as_staff(request.actor).select_related("stream").filter(number=named).first()
    newer, older = by_age(case, other or case)

    def act(cleaned: Cleaned) -> None:
        merge_by_age(case, other, by=request.actor, at=timezone.now(), via=VIA, **marks(cleaned))

    done = _("Merged: what was said in %(newer)s is read here too. It can be undone from its own page.")
    onward = reverse("desk:case", args=[older.number])
    return carry_out(request, case, "merging", form, act, done=done % {"newer": newer.number}, onward=onward)


@works_cases
@require_POST
def separation(request: DeskRequest, number: str) -> HttpResponse:
    """Undo a merge."""
    case = case_or_404(request.actor, number)
    form = ActForm(request.POST, code="separation")

    def act(cleaned: Cleaned) -> None:
        undo_merge(case=case, by=request.actor, at=timezone.now(), via=VIA, **marks(cleaned))

    return carry_out(request, case, "separation", form, act, done=_("The case stands on its own again."))
