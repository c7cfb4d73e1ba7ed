"""How an act of the desk goes: bind, act, and either show the case anew or give everything typed back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ventanilla.cases.acts import NewFile, Said
from ventanilla.cases.errors import ActRefused, Invalid, Stale
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.desk.access import DeskRequest, case_or_404
from ventanilla.desk.actions import Asked
from ventanilla.desk.case_page import case_page
from ventanilla.desk.forms import ActForm, say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.ui.context import current_pack

VIA = "desk"
CONFLICT, UNPROCESSABLE = 409, 422


def carry_out(
    request: DeskRequest,
    case: Case,
    code: str,
    form: ActForm,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
    onward: str = "",
) -> HttpResponse:
    """Do `act` with what the form holds and go `onward` (to the case); a refusal shows the case with it all kept.

    `code` names the action on the page. An overtaken page answers 409 and shows what is new; any other
    refusal 422.
    """
    if not form.is_valid():
        return show_typed(request, case.number, code, form, status=UNPROCESSABLE)
    try:
        act(form.cleaned_data)
    except ActRefused as refusal:
        say_refusal(form, refusal)
        seen = form.cleaned_data.get("seen") if isinstance(refusal, Stale) else None
        status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        return show_typed(request, case.number, code, form, status=status, overtaken=seen)
    messages.success(request, done)
    return redirect(onward) if onward else redirect("desk:case", case.number)


def show_typed(
    request: DeskRequest,
    number: str,
    code: str,
    form: ActForm,
    *,
    status: int = 200,
    overtaken: int | None = None,
) -> HttpResponse:
    """The case as it is now, with a form that comes back; `overtaken` is the entry its old page had shown."""
    case = case_or_404(request.actor, number)
    form.shows(case.stream.seq)
    _name_lost_files(request, form)
    page = case_page(
        case,
        request.actor,
        pack=current_pack(),
        now=timezone.now(),
        asked=Asked(typed={code: form}, seen=overtaken),
    )
    return desk_page(request, "case.html", {"page": page, "refused": form}, status=status)


def _name_lost_files(request: DeskRequest, form: ActForm) -> None:
    """No browser sends chosen files twice: a page that comes back says which to choose again."""
    names = ", ".join(str(upload.name) for upload in request.FILES.getlist("attachments"))
    if names and "attachments" in form.fields:
        form.add_error("attachments", _("Attach files: choose these again: %(names)s.") % {"names": names})


def attached(request: DeskRequest) -> tuple[NewFile, ...]:
    """The files sent along. Raises Invalid where any is refused: staff send all of what they name, or nothing."""
    uploads = request.FILES.getlist("attachments")
    taken = take_files(uploads, at=timezone.now())
    if taken.refused:
        raise Invalid(" ".join(taken.refused), field="attachments")
    return taken.files


def said_in(request: DeskRequest, cleaned: dict[str, Any]) -> Said:
    """What a form with words says, with its files."""
    return Said(text=cleaned.get("text", ""), outcome=cleaned.get("outcome", ""), files=attached(request))


def marks(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What every act is given of its form: the entry its page showed and the key."""
    return {"seen": cleaned["seen"], "key": cleaned["key"]}
