"""The register of bonds: what stands, what ends soon, the history of a shop, and registering what a resolution granted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.bonds.register import (
    SHOWN,
    SOON,
    ending,
    history,
    may_read,
    present_bond,
    standing,
    visible_to,
)
from ventanilla.bonds.registering import can_register, register_bond
from ventanilla.cases.errors import ActRefused, Stale
from ventanilla.desk.access import CASE_READERS, DeskRequest, case_or_404, opens_at_desk, staff_only
from ventanilla.desk.acting import CONFLICT, UNPROCESSABLE, VIA, marks
from ventanilla.desk.bond_form import BondForm
from ventanilla.desk.bond_rows import bond_answers, bond_row
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.desk.views.formal import act_or_404, formal_case
from ventanilla.formal.models import FormalAct
from ventanilla.people.access import Permission
from ventanilla.reference.current import today, zone
from ventanilla.ui.navigation import NavigationItem

QUERY_LIMIT = 100


@staff_only(*CASE_READERS)
@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """The bonds that stand, all or those that a search names; `?vista=vencen` those that end soon."""
    if not may_read(request.actor):
        raise Http404
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LIMIT]
    is_ending = request.GET.get("vista") == "vencen"
    day = today()
    found = ending(request.actor, today=day) if is_ending else standing(request.actor, query=query)
    rows = [bond_row(bond, today=day) for bond in found[: SHOWN + 1]]
    context = {
        "rows": rows[:SHOWN],
        "has_more": len(rows) > SHOWN,
        "query": query,
        "is_ending": is_ending,
        "days": SOON.days,
        "tabs": _tabs(is_ending),
    }
    return desk_page(request, "bonds.html", context)


def _tabs(is_ending: bool) -> list[NavigationItem]:
    here, words = reverse("desk:bonds"), _("End within %(days)s days") % {"days": SOON.days}
    return [
        NavigationItem("all", _("In force"), here, not is_ending),
        NavigationItem("ending", words, f"{here}?vista=vencen", is_ending),
    ]


@staff_only(*CASE_READERS)
@require_safe
def shop(request: DeskRequest, bond_id: int) -> HttpResponse:
    """What the register has of one shop, the newest first."""
    bond = visible_to(request.actor).filter(pk=bond_id).first()
    if bond is None:
        raise Http404
    day = today()
    rows = [
        (bond_row(row, today=day), row.case is not None and opens_at_desk(request.actor, row.case))
        for row in history(request.actor, bond)[:SHOWN]
    ]
    return desk_page(request, "bond.html", {"bond": bond, "rows": rows})


@staff_only(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """Register what a resolution did to a bond."""
    case = formal_case(request, number)
    act = act_or_404(case, act_id)
    if request.method != "POST" and not can_register(act, request.actor):
        return redirect("desk:formal_act", number, act_id)
    since = (act.signed_at or timezone.now()).astimezone(zone()).date()
    form = BondForm(request.POST or None, answers=case.answers, since=since, seen=case.stream.seq)
    if request.method == "POST" and form.is_valid():
        given = marks(form.cleaned_data)
        try:
            register_bond(
                act=act, policy=form.policy(), by=request.actor, at=timezone.now(), via=VIA, **given
            )
        except ActRefused as refusal:
            say_refusal(form, refusal)
            form.shows(case_or_404(request.actor, number).stream.seq)
            return _form_page(request, act, form, CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE)
        messages.success(request, _("The bond is registered."))
        return redirect("desk:formal_act", number, act_id)
    return _form_page(request, act, form, UNPROCESSABLE if form.errors else 200)


def _form_page(request: DeskRequest, act: FormalAct, form: BondForm, status: int) -> HttpResponse:
    present = present_bond(act.case.answers)
    context = {
        "act": act,
        "case": act.case,
        "form": form,
        "refused": form if form.errors else None,
        "standing": bond_row(present, today=today()) if present else None,
        "answers": bond_answers(act.case),
    }
    return desk_page(request, "formal/bond.html", context, status=status)
