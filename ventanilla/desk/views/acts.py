"""What staff do with a case. Each view binds its form and hands the act on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ventanilla.cases.acts import (
    add_note,
    assign_case,
    link_cases,
    offer_transfer,
    resend_notice,
    send_completion_link,
    settle_transfer,
    write_message,
)
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.queries import as_staff
from ventanilla.desk.access import DeskRequest, case_or_404, staff_only
from ventanilla.desk.acting import VIA, attached, carry_out, marks, said_in, show_typed
from ventanilla.desk.actions import (
    STAFF_ROLES,
    assignment_form,
    message_form,
    officer_choices,
    say_form,
    transfer_form,
)
from ventanilla.desk.forms import ActForm, LinkForm, NoteForm, SayForm, SettlementForm
from ventanilla.desk.rows import procedure_shown
from ventanilla.people.access import Permission
from ventanilla.procedures.acts import perform
from ventanilla.ui.context import current_pack

Cleaned = dict[str, Any]
works_cases = staff_only(Permission.WORK_CASES)


@works_cases
@require_POST
def step(request: DeskRequest, number: str, step: str) -> HttpResponse:
    """Take a step of the workflow: answer, ask for information, go on, close."""
    case = case_or_404(request.actor, number)
    form = step_form(request, case, step)

    def act(cleaned: Cleaned) -> None:
        said = said_in(request, cleaned)
        perform(
            case=case, step=step, by=request.actor, at=timezone.now(), via=VIA, said=said, **marks(cleaned)
        )

    return carry_out(request, case, step, form, act, done=done_words(case, step))


@works_cases
@require_POST
def message(request: DeskRequest, number: str) -> HttpResponse:
    """Write to the applicant without moving the case."""
    case = case_or_404(request.actor, number)
    form = message_form(case, current_pack(), request.POST)

    def act(cleaned: Cleaned) -> None:
        files = attached(request)
        write_message(
            case=case,
            text=cleaned["text"],
            files=files,
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(cleaned),
        )

    return carry_out(request, case, "message", form, act, done=_("The message is on its way."))


@works_cases
@require_POST
def completion(request: DeskRequest, number: str) -> HttpResponse:
    """Send the applicant the link to the form for what is missing."""
    case = case_or_404(request.actor, number)
    form = ActForm(request.POST, code="completion")

    def act(cleaned: Cleaned) -> None:
        send_completion_link(case=case, by=request.actor, at=timezone.now(), via=VIA, **marks(cleaned))

    done = _("The link to complete the case is on its way.")
    return carry_out(request, case, "completion", form, act, done=done)


@works_cases
@require_POST
def note(request: DeskRequest, number: str) -> HttpResponse:
    """Write down something for colleagues."""
    case = case_or_404(request.actor, number)
    form = NoteForm(request.POST, code="note")

    def act(cleaned: Cleaned) -> None:
        add_note(
            case=case,
            text=cleaned["text"],
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            key=cleaned["key"],
        )

    return carry_out(request, case, "note", form, act, done=_("The note is kept."))


@works_cases
@require_POST
def assignment(request: DeskRequest, number: str) -> HttpResponse:
    """Take a case, give it back, or give it to somebody."""
    case = case_or_404(request.actor, number)
    choices = officer_choices(case, request.actor, timezone.now())
    form = assignment_form(case, choices, request.POST)

    def act(cleaned: Cleaned) -> None:
        person = int(cleaned["person"]) if cleaned["person"] else None
        at = timezone.now()
        assign_case(case=case, person_id=person, by=request.actor, at=at, via=VIA, **marks(cleaned))

    taken = request.POST.get("person") == str(request.actor.person_id)
    done = _("You have case %(number)s.") if taken else _("Case %(number)s was assigned.")
    onward = _local_address(request)
    return carry_out(request, case, "assignment", form, act, done=done % {"number": number}, onward=onward)


@works_cases
@require_POST
def transfer(request: DeskRequest, number: str) -> HttpResponse:
    """Offer a case to another unit."""
    case = case_or_404(request.actor, number)
    form = transfer_form(case, current_pack(), request.POST)

    def act(cleaned: Cleaned) -> None:
        offer_transfer(
            case=case,
            to_unit=cleaned["to_unit"],
            reason=cleaned["reason"],
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(cleaned),
        )

    done = _("The transfer is proposed: the case stays here until that unit accepts it.")
    return carry_out(request, case, "transfer", form, act, done=done)


@works_cases
@require_POST
def transfer_acceptance(request: DeskRequest, number: str) -> HttpResponse:
    """Accept a transferred case, or return it with a reason."""
    case = case_or_404(request.actor, number)
    form = SettlementForm(request.POST, code="settlement")
    accepts = request.POST.get("verdict") == "accept"

    def act(cleaned: Cleaned) -> None:
        settle_transfer(
            case=case,
            is_accepted=cleaned["verdict"] == "accept",
            reason=cleaned["reason"],
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            key=cleaned["key"],
        )

    done = _("Your unit has case %(number)s.") if accepts else _("Case %(number)s went back.")
    onward = "" if accepts else f"{reverse('desk:queue')}?vista=traslados"
    return carry_out(request, case, "settlement", form, act, done=done % {"number": number}, onward=onward)


@works_cases
@require_POST
def links(request: DeskRequest, number: str) -> HttpResponse:
    """Say that another case belongs with this one."""
    case = case_or_404(request.actor, number)
    form = LinkForm(request.POST, code="links")

    def act(cleaned: Cleaned) -> None:
        other = as_staff(request.actor).filter(number=cleaned["number"]).first()
        if other is None:
            raise Invalid(_("Case: you see none with that number; check it."), field="number")
        at = timezone.now()
        link_cases(case=case, other=other, by=request.actor, at=at, via=VIA, key=cleaned["key"])

    return carry_out(request, case, "links", form, act, done=_("The cases are linked."))


@works_cases
@require_POST
def notice_resending(request: DeskRequest, number: str, notice_id: int) -> HttpResponse:
    """Send an undelivered notice once more."""
    case = case_or_404(request.actor, number)
    form = ActForm(request.POST, code=f"notice-{notice_id}")

    def act(cleaned: Cleaned) -> None:
        at = timezone.now()
        resend_notice(case=case, notice_id=notice_id, by=request.actor, at=at, via=VIA, **marks(cleaned))

    return carry_out(request, case, "notice", form, act, done=_("The notice is being sent once more."))


@works_cases
@require_POST
def canned(request: DeskRequest, number: str) -> HttpResponse:
    """Put a canned text after what is typed: the text alone for htmx, else the whole page. Changes nothing."""
    case = case_or_404(request.actor, number)
    code = request.POST.get("action", "")
    form = said_form(request, case, code)
    if not isinstance(form, SayForm):
        raise Http404
    texts = {text.code: text.body for text in current_pack().canned_for(case.procedure)}
    chosen = texts.get(request.POST.get("canned", ""))
    if chosen:
        form.insert(chosen)
    form.quiet()
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/case/control.html", {"bound": form["text"]})
    return show_typed(request, number, code, form)


def done_words(case: Case, code: str) -> str:
    """What a step did, for whoever took it."""
    procedure = procedure_shown(case, current_pack())
    workflow = procedure.workflow or workflow_of(case)
    target = workflow.step(workflow.transition(code).to)
    words = {
        Phase.DECIDED: _("The answer is on its way to the applicant."),
        Phase.WAITING_APPLICANT: _("The information was requested: the term stands still until it arrives."),
        Phase.CLOSED: _("The case is closed."),
    }
    return words.get(Phase(target.phase)) or _("The case is now: %(step)s.") % {"step": target.title}


def said_form(request: DeskRequest, case: Case, code: str) -> ActForm:
    """The form of an action with words, as sent."""
    if code == "message":
        return message_form(case, current_pack(), request.POST)
    return step_form(request, case, code)


def step_form(request: DeskRequest, case: Case, code: str) -> ActForm:
    """The form of a step of staff as sent, open now or not, so that what was typed is kept. Others are not found."""
    pack = current_pack()
    transition = next(
        (
            item
            for item in workflow_of(case).transitions
            if item.code == code and STAFF_ROLES.intersection(item.by)
        ),
        None,
    )
    if transition is None:
        raise Http404
    procedure = procedure_shown(case, pack)
    if not transition.tells and "text" not in request.POST:
        return ActForm(request.POST, code=code)
    return say_form(case, transition, procedure, pack, request.POST)


def _local_address(request: DeskRequest) -> str:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else ""
