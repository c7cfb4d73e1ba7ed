"""The administrator's page of staff."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.page import desk_page
from ventanilla.desk.staff import let_in, staff_by_unit
from ventanilla.desk.staff_forms import EndForm, StaffForm
from ventanilla.people.access import Permission
from ventanilla.people.acts import MembershipRefused, end_membership
from ventanilla.people.models import Membership
from ventanilla.reference.current import today
from ventanilla.ui.context import current_pack

manages_staff = staff_only(Permission.MANAGE_STAFF)


@manages_staff
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: DeskRequest) -> HttpResponse:
    """Who serves where; a POST lets somebody in."""
    pack = current_pack()
    units = [(unit.code, unit.title) for unit in pack.units.values()]
    form = StaffForm(request.POST or None, units=units, initial={"since": today()})
    if request.method != "POST":
        return _page(request, form)
    if form.is_valid():
        try:
            person = let_in(**form.cleaned_data, by=request.actor, at=timezone.now(), pack=pack)
        except MembershipRefused as refusal:
            _refuse(form, str(refusal))
        else:
            messages.success(request, _("%(name)s serves from now on.") % {"name": person})
            return redirect("desk:staff")
    return _page(request, form, status=422)


@manages_staff
@require_POST
def membership_end(request: DeskRequest, membership_id: int) -> HttpResponse:
    """End a role on a day."""
    membership = get_object_or_404(Membership.objects.select_related("person"), pk=membership_id)
    form = EndForm(request.POST, auto_id=f"end-{membership.pk}-%s")
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            end_membership(membership=membership, until=until, by=request.actor, at=timezone.now())
        except MembershipRefused as refusal:
            _refuse(form, str(refusal))
        else:
            messages.success(request, _("The role of %(name)s ends.") % {"name": membership.person})
            return redirect("desk:staff")
    return _page(request, typed=(membership.pk, form), refused=form, status=422)


def _page(
    request: DeskRequest,
    form: StaffForm | None = None,
    *,
    typed: tuple[int, EndForm] | None = None,
    refused: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    pack = current_pack()
    with_past = request.GET.get("todos") == "1"
    units = [(unit.code, unit.title) for unit in pack.units.values()]
    context = {
        "form": form or StaffForm(units=units, initial={"since": today()}),
        "refused": refused or form,
        "units": staff_by_unit(pack=pack, today=today(), with_past=with_past, typed=typed),
        "with_past": with_past,
    }
    return desk_page(request, "staff.html", context, status=status)


FIELDS = {
    "Desde": "since",
    "Hasta": "until",
    "Unidad": "unit",
    "Nombre completo": "name",
    "Full name": "name",
}
"""A refusal begins with the name of its field."""


def _refuse(form: Form, text: str) -> None:
    name = FIELDS.get(text.split(":", maxsplit=1)[0], "")
    form.add_error(name if name in form.fields else None, text)
