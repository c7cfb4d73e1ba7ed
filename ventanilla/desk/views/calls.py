"""The telephone: one short page to record a call, and the calls of the day below it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ventanilla.cases.calls import record_call
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.records import PhoneCall
from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.acting import UNPROCESSABLE
from ventanilla.desk.call_form import CallForm
from ventanilla.desk.call_rows import call_page, call_units
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.people.access import Permission
from ventanilla.ui.context import current_pack


@staff_only(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: DeskRequest) -> HttpResponse:
    """Record a call, and the calls of today; `?antes=` goes on below a call."""
    pack = current_pack()
    form = CallForm(request.POST or None, pack=pack, units=call_units(request.actor, pack))
    if request.method == "POST" and form.is_valid():
        try:
            call = form.call(is_solved=request.POST.get("ending") == PhoneCall.Ending.SOLVED)
            key = form.cleaned_data["key"] or uuid.uuid4()
            recorded = record_call(call=call, by=request.actor, at=timezone.now(), key=key)
        except ActRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _done(recorded))
            return redirect("desk:calls")
    before = request.GET.get("antes", "")
    page = call_page(request.actor, pack=pack, now=timezone.now(), before=before)
    status = UNPROCESSABLE if form.errors else 200
    return desk_page(request, "calls.html", {"form": form, "page": page}, status=status)


def _done(call: PhoneCall) -> str:
    if call.case is not None:
        return _("Call recorded and solved: %(number)s.") % {"number": call.case.number}
    return _("Call recorded: the form is on its way to %(email)s.") % {"email": call.email}
