"""Formal acts at the desk: the check, the notice, the resolution, signature, notification and copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ventanilla.cases.errors import ActRefused, Stale
from ventanilla.cases.models import Case, CaseParty
from ventanilla.cases.policies import can_work
from ventanilla.desk.access import CASE_READERS, DeskRequest, case_or_404, case_to_read, staff_only
from ventanilla.desk.acting import CONFLICT, UNPROCESSABLE, VIA, marks
from ventanilla.desk.actions import outcomes_of
from ventanilla.desk.analysis_page import solvency_hint
from ventanilla.desk.formal_forms import (
    ChecklistForm,
    CopyForm,
    HandForm,
    NoticeForm,
    ResolutionForm,
    SignForm,
)
from ventanilla.desk.formal_page import ARCHIVED, act_page
from ventanilla.desk.forms import ActForm, say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.desk.rows import procedure_shown
from ventanilla.desk.signing import sign_with_phrase
from ventanilla.files.store import open_blob
from ventanilla.formal.acts import (
    ask_copy,
    check_requirements,
    discard_draft,
    draft_remedy_notice,
    draft_resolution,
    hand_copy,
    notify_again,
    notify_by_hand,
)
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.archiving import archiving_words
from ventanilla.formal.checklist import checklist as rows_of
from ventanilla.formal.checklist import unmet
from ventanilla.formal.documents import act_pdf, drafting_text
from ventanilla.formal.models import ActKind, FormalAct, PaperCopy
from ventanilla.formal.policies import ends_in_resolution
from ventanilla.people.access import Permission
from ventanilla.ui.context import current_pack
from ventanilla.ui.downloads import pdf_response

works_cases = staff_only(Permission.WORK_CASES)
GET_POST = ["GET", "HEAD", "POST"]


@works_cases
@require_http_methods(GET_POST)
def checklist(request: DeskRequest, number: str) -> HttpResponse:
    """The completeness check, requirement by requirement."""
    case = formal_case(request, number)
    rows = rows_of(case, with_filed=True)
    form = ChecklistForm(request.POST or None, rows=rows, hints=solvency_hint(case), seen=case.stream.seq)
    if request.method == "POST" and form.is_valid():
        try:
            check_requirements(
                case=case,
                verdicts=form.verdicts(),
                by=request.actor,
                at=timezone.now(),
                via=VIA,
                **marks(form.cleaned_data),
            )
        except ActRefused as refusal:
            form.refuse(refusal.field, refusal.text)
        else:
            messages.success(request, _("The check is kept."))
            return redirect("desk:notice" if unmet(case) else "desk:case", case.number)
    return _form_page(request, "checklist.html", case, form)


@works_cases
@require_http_methods(GET_POST)
def notice(request: DeskRequest, number: str) -> HttpResponse:
    """The draft of a remedy notice, begun with what the check found unmet."""
    case = formal_case(request, number)
    form = _notice_form(request, case)

    def act() -> None:
        draft_remedy_notice(
            case=case,
            draft=form.draft(),
            points=form.points(),
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(form.cleaned_data),
        )

    return _drafted(request, case, form, act, ActKind.REMEDY_NOTICE, "notice.html")


@works_cases
@require_http_methods(GET_POST)
def resolution(request: DeskRequest, number: str) -> HttpResponse:
    """The draft of the resolution, begun with the pack's texts and the data of the case."""
    case = formal_case(request, number)
    form = _resolution_form(request, case)

    def act() -> None:
        draft_resolution(
            case=case,
            draft=form.draft(),
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(form.cleaned_data),
        )

    return _drafted(request, case, form, act, ActKind.RESOLUTION, "resolution.html")


@staff_only(*CASE_READERS)
@require_safe
def formal_act(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """One act: its draft, or its number, proof and copies."""
    case = case_to_read(request.actor, number)
    return _act_page(request, case, act_or_404(case, act_id))


@staff_only(*CASE_READERS)
@require_safe
def act_document(request: DeskRequest, number: str, act_id: int) -> HttpResponseBase:
    """The PDF: of a draft how it will look, of a signed act the one that was signed."""
    act = act_or_404(case_to_read(request.actor, number), act_id)
    if act.blob is None:
        return pdf_response(act_pdf(act, signer=""), f"borrador-{number}.pdf")
    try:
        with open_blob(act.blob) as content:
            return pdf_response(content.read(), f"{act.number}.pdf")
    except FileNotFoundError:
        raise Http404 from None


@sensitive_post_parameters("passphrase")
@works_cases
@require_POST
def act_signature(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """Sign it: from then on it has a number and never changes."""
    case = case_or_404(request.actor, number)
    act, form = act_or_404(case, act_id), SignForm(request.POST, code="sign")

    def sign() -> None:
        at = timezone.now()
        sign_with_phrase(act, form, by=request.actor, at=at, via=VIA, **marks(form.cleaned_data))

    return _act_done(request, case, act, form, sign, _("The act is signed and on its way to the parties."))


@works_cases
@require_POST
def act_discard(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """Throw a draft away."""
    case = case_or_404(request.actor, number)
    try:
        discard_draft(act=act_or_404(case, act_id), by=request.actor, at=timezone.now(), via=VIA)
    except ActRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The draft was thrown away."))
    return redirect("desk:case", number)


@works_cases
@require_POST
def act_notification(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """Notify a party once more by mail, or write down that it was handed to her."""
    case = case_or_404(request.actor, number)
    act, form = act_or_404(case, act_id), HandForm(request.POST, code="hand")
    party = CaseParty.objects.filter(case=case, pk=_number(request.POST.get("party"))).first()
    if party is None:
        raise Http404

    def notify() -> None:
        common: dict[str, Any] = {
            "act": act,
            "party": party,
            "by": request.actor,
            "at": timezone.now(),
            "via": VIA,
        }
        key = form.cleaned_data["key"]
        if request.POST.get("medium") == "email":
            notify_again(**common, key=key)
        else:
            notify_by_hand(**common, delivered_to=form.cleaned_data["delivered_to"], key=key)

    return _act_done(request, case, act, form, notify, _("The notification is written down."))


@works_cases
@require_POST
def act_copy(request: DeskRequest, number: str, act_id: int) -> HttpResponse:
    """Ask for a paper copy on a party's word, or write down that it was handed over."""
    case = case_or_404(request.actor, number)
    act, form = act_or_404(case, act_id), CopyForm(request.POST, code="copy")
    waiting = PaperCopy.objects.select_related("act__case").filter(act=act, handed_at=None).first()

    def copy() -> None:
        at, key = timezone.now(), form.cleaned_data["key"]
        if waiting is None:
            ask_copy(act=act, by=request.actor, at=at, via=VIA, key=key)
            return
        typed = {name: form.cleaned_data[name] for name in ("handed_to", "document")}
        hand_copy(copy=waiting, by=request.actor, at=at, via=VIA, key=key, **typed)

    return _act_done(request, case, act, form, copy, _("The paper copy is written down."))


def formal_case(request: DeskRequest, number: str) -> Case:
    """A case that ends in a resolution; others have no such page."""
    case = case_or_404(request.actor, number)
    if not ends_in_resolution(case):
        raise Http404
    return case


def act_or_404(case: Case, act_id: int) -> FormalAct:
    """An act of that case."""
    acts = FormalAct.objects.select_related("blob__signature", "drafted_by", "signed_by", "case__stream")
    act = acts.filter(case=case, pk=act_id).first()
    if act is None:
        raise Http404
    return act


def _notice_form(request: DeskRequest, case: Case) -> NoticeForm:
    draft, titles = draft_of(case, ActKind.REMEDY_NOTICE), _titles(case)
    points = dict(unmet(case))
    body = {
        "opening": drafting_text(case, "remedy_opening"),
        "warning": drafting_text(case, "remedy_warning"),
    }
    if draft is not None:
        points |= {item.requirement: item.defect for item in draft.items.all()}
        body |= draft.body
    return NoticeForm(request.POST or None, points=points, titles=titles, seen=case.stream.seq, **body)


def _resolution_form(request: DeskRequest, case: Case) -> ResolutionForm:
    draft, outcome = draft_of(case, ActKind.RESOLUTION), request.GET.get("resultado", "")
    body = (
        {**draft.body, "outcome": draft.outcome}
        if draft is not None
        else {name: drafting_text(case, f"resolution_{name}") for name in ("facts", "reasons", "recourse")}
        | {"outcome": outcome}
        | (archiving_words(case) if outcome == ARCHIVED else {})
    )
    outcomes = outcomes_of(procedure_shown(case, current_pack()), current_pack())
    return ResolutionForm(request.POST or None, outcomes=outcomes, seen=case.stream.seq, **body)


def _titles(case: Case) -> dict[str, str]:
    return {item.code: str(item.title) for item in procedure_shown(case, current_pack()).requirements}


def _drafted(
    request: DeskRequest, case: Case, form: ActForm, act: Callable[[], None], kind: str, template: str
) -> HttpResponse:
    """Keep a draft and show it as an act, or give everything typed back."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ActRefused as refusal:
            say_refusal(form, refusal)
            return _form_page(request, template, case, form, stale=isinstance(refusal, Stale))
        draft = draft_of(case, kind)
        messages.success(request, _("The draft is kept. Another person reviews and signs it."))
        return (
            redirect("desk:formal_act", case.number, draft.pk)
            if draft
            else redirect("desk:case", case.number)
        )
    return _form_page(request, template, case, form)


def _form_page(
    request: DeskRequest, template: str, case: Case, form: ActForm, *, stale: bool = False
) -> HttpResponse:
    status = CONFLICT if stale else UNPROCESSABLE if form.errors else 200
    if form.is_bound:
        form.shows(case.stream.seq)
    context = {"case": case, "form": form, "refused": form if form.errors else None}
    return desk_page(request, f"formal/{template}", context, status=status)


def _act_done(
    request: DeskRequest, case: Case, act: FormalAct, form: ActForm, do: Callable[[], None], done: str
) -> HttpResponse:
    """Carry out something on an act's page; a refusal shows the page with its reason and what was typed."""
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            do()
        except ActRefused as refusal:
            say_refusal(form, refusal)
            status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        else:
            messages.success(request, done)
            return redirect(reverse("desk:formal_act", args=[case.number, act.pk]))
    fresh = case_or_404(request.actor, case.number)
    form.shows(fresh.stream.seq)
    return _act_page(request, fresh, act_or_404(fresh, act.pk), refused=form, status=status)


def _act_page(
    request: DeskRequest, case: Case, act: FormalAct, *, refused: ActForm | None = None, status: int = 200
) -> HttpResponse:
    page = act_page(case, act, request.actor, pack=current_pack(), may_work=can_work(case, request.actor))
    return desk_page(request, "formal/act.html", {"page": page, "refused": refused}, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
