"""What the applicant does in a case: writes, sends what was asked for, says whether she is satisfied, desists."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ventanilla.cases.acts import Said, write_message
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import Case
from ventanilla.cases.policies import steps_open_to
from ventanilla.cases.queries import as_party
from ventanilla.cases.uploads import Taken, take_files
from ventanilla.portal.casepage import CONFORM, NOT_CONFORM, SUPPLY, WITHDRAW, case_page
from ventanilla.portal.forms import MessageForm
from ventanilla.portal.refusals import status_of
from ventanilla.portal.requests import PortalRequest
from ventanilla.portal.views.cases import case_or_404, render_case
from ventanilla.procedures.acts import perform

OWN_STEPS = (SUPPLY, CONFORM, NOT_CONFORM, WITHDRAW)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message(request: PortalRequest, number: str) -> HttpResponse:
    """Write to the desk, with files."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return redirect("portal:case", number=number)
    return _act(request, case, "message")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: PortalRequest, number: str, step: str) -> HttpResponse:
    """Take one of the applicant's own steps; desisting is asked about first."""
    case = case_or_404(request, number)
    if step not in OWN_STEPS:
        raise Http404
    if request.method == "POST":
        return _act(request, case, step)
    if step == WITHDRAW and any(item.code == WITHDRAW for item in steps_open_to(case, request.actor)):
        return _withdraw_page(request, case)
    return redirect("portal:case", number=number)


def _withdraw_page(request: PortalRequest, case: Case) -> HttpResponse:
    page = case_page(case, request.actor, now=timezone.now())
    form = page.forms.get("message") or page.forms[SUPPLY]
    return render(request, "portal/withdraw.html", {"page": page, "form": form})


def _act(request: PortalRequest, case: Case, name: str) -> HttpResponse:
    """Do what the form says, or show the case again with the reason and everything that was typed."""
    form = MessageForm(request.POST, request.FILES, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _again(request, case, name, form, (), status=422)
    taken = take_files(form.cleaned_data["attachments"], at=timezone.now())
    try:
        _perform(request, case, name, form, taken)
    except ActRefused as refusal:
        form.add_error("text" if refusal.field == "text" else None, refusal.text)
        return _again(request, case, name, form, taken.refused, status=status_of(refusal))
    for text in taken.refused:
        messages.warning(request, text)
    messages.success(request, _done(request, case, name))
    return redirect(reverse("portal:case", args=[case.number]))


def _perform(request: PortalRequest, case: Case, name: str, form: MessageForm, taken: Taken) -> None:
    """A message overwrites nothing, so it is never stale; a step is, where somebody moved the case meanwhile."""
    said, now = form.cleaned_data, timezone.now()
    if name == "message":
        write_message(
            case=case,
            text=said["text"],
            files=taken.files,
            by=request.actor,
            at=now,
            via="portal",
            key=said["key"],
        )
        return
    perform(
        case=case,
        step=name,
        by=request.actor,
        at=now,
        via="portal",
        said=Said(text=said["text"], files=taken.files),
        seen=said["seen"],
        key=said["key"],
    )


def _again(
    request: PortalRequest,
    case: Case,
    name: str,
    form: MessageForm,
    refused: tuple[str, ...],
    *,
    status: int,
) -> HttpResponse:
    case.refresh_from_db()
    form.renew(seen=case.stream.seq)
    for text in refused:
        form.add_error("attachments", text)
    lost = [file.name or "" for file in request.FILES.getlist("attachments")]
    if lost and not refused:
        form.add_error("attachments", _("Choose your files again: %(names)s.") % {"names": ", ".join(lost)})
    page = case_page(case, request.actor, now=timezone.now(), bound={name: form})
    errors = [
        (f"#{name}-{field}" if field != "__all__" else "", str(text))
        for field, texts in form.errors.items()
        for text in texts
    ]
    return render_case(request, page, errors=errors, status=status)


def _done(request: PortalRequest, case: Case, name: str) -> str:
    if name == NOT_CONFORM:
        follow_up = as_party(request.actor).filter(parent=case).order_by("-id").first()
        if follow_up is not None:
            return _("We closed this case and opened another for what is missing: %(number)s.") % {
                "number": follow_up.number
            }
        return _("Thank you for telling us. We take up the case again.")
    return {
        "message": _("We received your message. You see it in the history of the case."),
        SUPPLY: _("We received what you sent. The review goes on."),
        CONFORM: _("Thank you. We closed the case."),
        WITHDRAW: _("You withdrew the request and the case ended."),
    }[name]
