"""Delegations to sign: granted by who leads a unit, for some days, and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ventanilla.cases.errors import ActRefused
from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.acting import UNPROCESSABLE
from ventanilla.desk.delegation_page import (
    DelegationForm,
    delegation_form,
    delegation_rows,
    person_named,
)
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.formal.acts import end_delegation, grant_delegation
from ventanilla.formal.acts.delegating import units_to_delegate
from ventanilla.formal.models import Delegation
from ventanilla.people.access import Permission
from ventanilla.reference.current import today
from ventanilla.ui.context import current_pack

delegates = staff_only(Permission.ASSIGN_OTHERS, Permission.MANAGE_STAFF)


@staff_only(Permission.ASSIGN_OTHERS, Permission.MANAGE_STAFF, Permission.READ_ALL_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: DeskRequest) -> HttpResponse:
    """Who signs for whom; a POST grants a delegation."""
    units = units_to_delegate(request.actor)
    if request.method == "POST" and not units:
        raise Http404
    form = delegation_form(request.POST or None, units=units, pack=current_pack(), day=today())
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "person": person_named(form.cleaned_data["person"])}
        try:
            granted = grant_delegation(**given, by=request.actor, at=timezone.now())
        except ActRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s may sign for the unit.") % {"name": granted.person})
            return redirect("desk:delegations")
    return _page(request, form)


@delegates
@require_POST
def delegation_end(request: DeskRequest, delegation_id: int) -> HttpResponse:
    """End one: today is its last day."""
    found = Delegation.objects.filter(unit__in=units_to_delegate(request.actor))
    delegation = get_object_or_404(found, pk=delegation_id)
    try:
        end_delegation(delegation=delegation, by=request.actor, at=timezone.now())
    except ActRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The delegation ends."))
    return redirect("desk:delegations")


def _page(request: DeskRequest, form: DelegationForm) -> HttpResponse:
    pack, units = current_pack(), units_to_delegate(request.actor)
    shown = frozenset(pack.units) if request.actor.is_auditor else units
    rows = delegation_rows(units=shown, may_end=bool(units), pack=pack, day=today())
    context = {"rows": rows, "form": form if units else None}
    return desk_page(request, "delegations.html", context, status=UNPROCESSABLE if form.errors else 200)
