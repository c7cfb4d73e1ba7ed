"""Mail that waits for a person: held because nobody can tell whose it is, or failed in filing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ventanilla.cases.errors import ActRefused, Invalid
from ventanilla.cases.mailroom import file_by_hand, mail_for, open_by_hand, refuse_by_hand, retry_by_hand
from ventanilla.cases.models import Case
from ventanilla.cases.queries import as_staff
from ventanilla.desk.access import CASE_READERS, DeskRequest, opens_at_desk, staff_only
from ventanilla.desk.forms import say_refusal
from ventanilla.desk.mail_page import (
    FileForm,
    MailForm,
    OpenForm,
    RefuseForm,
    case_named,
    mail_page,
    raw_text,
)
from ventanilla.desk.mail_state import box_words, states_for
from ventanilla.desk.page import desk_page
from ventanilla.mail.models import MailInbound
from ventanilla.people.access import Permission
from ventanilla.ui.context import current_pack

PAGE = 50


@staff_only(*CASE_READERS)
@require_safe
def mail(request: DeskRequest) -> HttpResponse:
    """What waits, the newest first; and which mailboxes cannot be read."""
    rows = list(mail_for(request.actor)[: PAGE + 1])
    states = states_for(request.actor, pack=current_pack(), now=timezone.now())
    troubled = [(state, box_words(state)) for state in states if not state.is_well]
    context = {
        "rows": rows[:PAGE],
        "has_more": len(rows) > PAGE,
        "troubled": troubled,
        "is_unread": any(state.fault for state in states),
    }
    return desk_page(request, "mail.html", context)


@staff_only(*CASE_READERS)
@require_safe
def mail_message(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """One mail: why it waits, what it says, what to do with it."""
    return _page(request, get_object_or_404(mail_for(request.actor), pk=inbound_id))


@staff_only(*CASE_READERS)
@require_safe
def mail_raw(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """The message as it came, as text: nothing of it is run or loaded."""
    inbound = get_object_or_404(mail_for(request.actor), pk=inbound_id)
    response = HttpResponse(raw_text(inbound), content_type="text/plain; charset=utf-8")
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@staff_only(Permission.WORK_CASES)
@require_POST
def mail_filing(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """Put it into a case of one's unit."""
    inbound = get_object_or_404(mail_for(request.actor), pk=inbound_id)

    def act(cleaned: dict[str, Any]) -> None:
        case = as_staff(request.actor).filter(number=cleaned["number"].upper()).first()
        if case is None:
            raise Invalid(_("Case: no case of your unit has this number; check it."), field="number")
        file_by_hand(inbound=inbound, case=case, by=request.actor, at=timezone.now())

    return _carry_out(request, inbound, FileForm(request.POST), act, _("The e-mail is in the case."))


@staff_only(Permission.WORK_CASES)
@require_POST
def mail_opening(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """Open a case from it, linked to the one it names or by itself."""
    inbound = get_object_or_404(mail_for(request.actor), pk=inbound_id)
    form = OpenForm(request.POST)
    opened: list[Case] = []

    def act(cleaned: dict[str, Any]) -> None:
        parent = case_named(inbound, request.actor) if cleaned["linked"] else None
        at = timezone.now()
        opened.append(open_by_hand(inbound=inbound, parent=parent, by=request.actor, at=at))

    answer = _carry_out(request, inbound, form, act, "")
    return _show_opened(request, opened[0]) if opened else answer


def _show_opened(request: DeskRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Case %(number)s was opened from the e-mail.") % {"number": case.number})
    return redirect("desk:case", case.number) if opens_at_desk(request.actor, case) else redirect("desk:mail")


@staff_only(Permission.WORK_CASES)
@require_POST
def mail_refusal(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """Let it go, with a reason."""
    inbound = get_object_or_404(mail_for(request.actor), pk=inbound_id)

    def act(cleaned: dict[str, Any]) -> None:
        refuse_by_hand(inbound=inbound, reason=cleaned["reason"], by=request.actor, at=timezone.now())

    return _carry_out(request, inbound, RefuseForm(request.POST), act, _("The e-mail was refused."))


@staff_only(Permission.WORK_CASES)
@require_POST
def mail_retry(request: DeskRequest, inbound_id: int) -> HttpResponse:
    """Have it filed by the rules once more."""
    inbound = get_object_or_404(mail_for(request.actor), pk=inbound_id)
    try:
        retry_by_hand(inbound=inbound, by=request.actor, at=timezone.now())
    except ActRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The e-mail is being filed again."))
    return redirect("desk:mail")


def _carry_out(
    request: DeskRequest,
    inbound: MailInbound,
    form: MailForm,
    act: Callable[[dict[str, Any]], None],
    done: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ActRefused as refusal:
            say_refusal(form, refusal)
        else:
            if done:
                messages.success(request, done)
            return redirect("desk:mail")
    return _page(request, inbound, form, status=422)


def _page(
    request: DeskRequest,
    inbound: MailInbound,
    typed: MailForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    page = mail_page(inbound, request.actor, typed=typed)
    return desk_page(request, "mail_message.html", {"page": page, "refused": typed}, status=status)
