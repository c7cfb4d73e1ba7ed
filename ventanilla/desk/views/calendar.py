"""The calendar: what does not count, the days decreed one by one, and what each of them moves."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ventanilla.cases.errors import ActRefused
from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.acting import UNPROCESSABLE
from ventanilla.desk.calendar_forms import DecreedDayForm, WithdrawalForm
from ventanilla.desk.calendar_page import Choice, calendar_page, day_page, move_rows
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.people.access import Permission
from ventanilla.procedures.decreeing import apply_decreed_day, enter_decreed_day, withdraw_decreed_day
from ventanilla.procedures.moves import touched_by
from ventanilla.reference.current import today
from ventanilla.reference.models import DecreedDay
from ventanilla.ui.context import current_pack

keeps_calendar = staff_only(Permission.MANAGE_CALENDAR)
LARGEST = 2**62


@staff_only()
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: DeskRequest) -> HttpResponse:
    """The year's closed days; a POST enters a decreed day and shows what it would move."""
    pack = current_pack()
    form = DecreedDayForm(request.POST or None, pack=pack)
    if request.method == "POST":
        if not request.actor.may(Permission.MANAGE_CALENDAR):
            raise Http404
        if form.is_valid():
            try:
                day = enter_decreed_day(**form.given(), by=request.actor, at=timezone.now())
            except ActRefused as refusal:
                say_refusal(form, refusal)
            else:
                return redirect("desk:calendar_day", day.pk)
    page = calendar_page(Choice.read(request.GET, pack, today()), pack=pack)
    context = {"page": page, "form": form, "may_enter": request.actor.may(Permission.MANAGE_CALENDAR)}
    return desk_page(request, "calendar.html", context, status=UNPROCESSABLE if form.errors else 200)


@keeps_calendar
@require_safe
def calendar_day(request: DeskRequest, day_id: int) -> HttpResponse:
    """One decreed day, and the dates that applying or withdrawing it moves."""
    return _day_page(request, _day(day_id))


@keeps_calendar
@require_safe
def calendar_cases(request: DeskRequest, day_id: int) -> HttpResponse:
    """Every date that moves, as CSV."""
    day = _day(day_id)
    found = touched_by(day, back=day.is_in_force) if day.withdrawn_at is None else ()
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([_("Case"), _("Unit"), _("Date"), _("Before"), _("After")])
    for row in move_rows(found, current_pack()):
        lines.writerow([row.number, row.unit, row.what, row.old, row.new or ""])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="fechas-{day.day}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@keeps_calendar
@require_POST
def calendar_application(request: DeskRequest, day_id: int) -> HttpResponse:
    """Let the day close from now on."""
    try:
        apply_decreed_day(day=_day(day_id), by=request.actor, at=timezone.now())
    except ActRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The day no longer counts. The dates are being counted anew."))
    return redirect("desk:calendar_day", day_id)


@keeps_calendar
@require_POST
def calendar_withdrawal(request: DeskRequest, day_id: int) -> HttpResponse:
    """Take the day back."""
    day, form = _day(day_id), WithdrawalForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_decreed_day(day=day, reason=reason, by=request.actor, at=timezone.now())
        except ActRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("The day was withdrawn."))
            return redirect("desk:calendar_day", day_id)
    return _day_page(request, day, form)


def _day(day_id: int) -> DecreedDay:
    return get_object_or_404(DecreedDay, pk=day_id)


def _day_page(request: DeskRequest, day: DecreedDay, form: WithdrawalForm | None = None) -> HttpResponse:
    mark = request.GET.get("despues", "")
    after = int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 20 else 0
    if after >= LARGEST:
        raise Http404
    context = {
        "page": day_page(day, pack=current_pack(), after=after),
        "form": form or WithdrawalForm(),
        "refused": form,
    }
    return desk_page(request, "calendar_day.html", context, status=UNPROCESSABLE if form else 200)
