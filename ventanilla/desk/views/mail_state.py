"""How mail does: a page for the units of the boxes, for administrators and auditors; and its figures as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.mail_state import days_as_csv, days_of, mail_state_page
from ventanilla.desk.page import desk_page
from ventanilla.people.access import Permission
from ventanilla.ui.context import current_pack

reads_state = staff_only(Permission.WORK_CASES, Permission.READ_ALL_CASES, Permission.MANAGE_STAFF)


@reads_state
@require_safe
def mail_state(request: DeskRequest) -> HttpResponse:
    """Boxes, reconciliation, outgoing mail."""
    page = mail_state_page(request.actor, pack=current_pack(), now=timezone.now())
    may_read = request.actor.may(Permission.WORK_CASES) or request.actor.may(Permission.READ_ALL_CASES)
    return desk_page(request, "mail_state.html", {"page": page, "may_read_mail": may_read})


@reads_state
@require_safe
def reconciliation(request: DeskRequest) -> HttpResponse:
    """The days as CSV."""
    now = timezone.now()
    content = days_as_csv(days_of(request.actor, pack=current_pack(), now=now))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"conciliacion-correo-{timezone.localdate(now, current_pack().timezone)}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
