"""The analysis at the desk: the tax status, and the inquiries."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ventanilla.cases.errors import ActRefused, Stale
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.policies import can_work
from ventanilla.desk.access import DeskRequest
from ventanilla.desk.acting import CONFLICT, UNPROCESSABLE, VIA, marks
from ventanilla.desk.analysis_page import RESULTS, InquiriesPage, inquiry_rows, solvency_page
from ventanilla.desk.formal_forms import InquiryForm, PaperForm, ResultForm
from ventanilla.desk.forms import ActForm, say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.desk.views.formal import GET_POST, formal_case, works_cases
from ventanilla.formal.acts import open_inquiry, prove_solvency_on_paper, record_solvency, settle_inquiry
from ventanilla.formal.models import Inquiry, SolvencyCheck
from ventanilla.formal.solvency import ask_solvency, rule_for


@works_cases
@require_http_methods(GET_POST)
def solvency(request: DeskRequest, number: str) -> HttpResponse:
    """What is known of the tax status; a POST writes down the paper that proves it."""
    case = taxed_case(request, number)
    form = _paper_form(request, case)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            prove_solvency_on_paper(
                case=case,
                text=cleaned["text"],
                attachment=Attachment.objects.filter(case=case, pk=cleaned["attachment"] or 0).first(),
                valid_until=cleaned["valid_until"],
                by=request.actor,
                at=timezone.now(),
                via=VIA,
                **marks(cleaned),
            )
        except ActRefused as refusal:
            return _solvency_page(request, case, form, refusal=refusal)
        messages.success(request, _("The document is written down."))
        return redirect("desk:solvency", number)
    return _solvency_page(request, case, form)


@works_cases
@require_POST
def solvency_question(request: DeskRequest, number: str) -> HttpResponse:
    """Ask the tax system, then write down what it said."""
    case, form = taxed_case(request, number), ActForm(request.POST, code="question")
    key = form.cleaned_data["key"] if form.is_valid() else None
    try:
        answer = ask_solvency(case=case, by=request.actor)
        record_solvency(case=case, answer=answer, by=request.actor, at=timezone.now(), via=VIA, key=key)
    except ActRefused as refusal:
        return _solvency_page(
            request, case, PaperForm(files=_files(case), seen=case.stream.seq), refusal=refusal
        )
    tell = messages.success if answer.result == SolvencyCheck.Result.SOLVENT else messages.warning
    tell(request, _("Tax status: %(result)s.") % {"result": RESULTS[answer.result]})
    return redirect("desk:solvency", number)


@works_cases
@require_http_methods(GET_POST)
def inquiries(request: DeskRequest, number: str) -> HttpResponse:
    """The inquiries of a case; a POST opens one."""
    case = formal_case(request, number)
    form = InquiryForm(request.POST or None, code="inquiry", seen=case.stream.seq)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("what", "to_whom")}
        try:
            open_inquiry(
                case=case, by=request.actor, at=timezone.now(), via=VIA, **typed, **marks(form.cleaned_data)
            )
        except ActRefused as refusal:
            return _inquiries_page(request, case, form, refusal=refusal)
        messages.success(request, _("The inquiry is written down."))
        return redirect("desk:inquiries", number)
    return _inquiries_page(request, case, form)


@works_cases
@require_POST
def inquiry_result(request: DeskRequest, number: str, inquiry_id: int) -> HttpResponse:
    """Write down what came of an inquiry."""
    case = formal_case(request, number)
    inquiry = Inquiry.objects.select_related("case").filter(case=case, pk=inquiry_id).first()
    if inquiry is None:
        raise Http404
    form = ResultForm(request.POST, code=f"result-{inquiry.pk}")
    if form.is_valid():
        result, key = form.cleaned_data["result"], form.cleaned_data["key"]
        try:
            settle_inquiry(
                inquiry=inquiry, result=result, by=request.actor, at=timezone.now(), via=VIA, key=key
            )
        except ActRefused as refusal:
            return _inquiries_page(request, case, form, refusal=refusal, settling=inquiry.pk)
        messages.success(request, _("The result is written down."))
        return redirect("desk:inquiries", number)
    return _inquiries_page(request, case, form, settling=inquiry.pk)


def taxed_case(request: DeskRequest, number: str) -> Case:
    """A case whose procedure asks that the applicant be solvent; others have no such page."""
    case = formal_case(request, number)
    if rule_for(case) is None:
        raise Http404
    return case


def _paper_form(request: DeskRequest, case: Case) -> PaperForm:
    return PaperForm(request.POST or None, files=_files(case), seen=case.stream.seq)


def _files(case: Case) -> list[tuple[str, str]]:
    found = Attachment.objects.filter(case=case).order_by("-id").values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]


def _solvency_page(
    request: DeskRequest, case: Case, form: PaperForm, *, refusal: ActRefused | None = None
) -> HttpResponse:
    status = _returned(form, case, refusal)
    page = solvency_page(case, form, may_work=can_work(case, request.actor))
    question = ActForm(code="question", seen=case.stream.seq)
    context = {"case": case, "page": page, "question": question, "refused": form if form.errors else None}
    if refusal is not None and not form.is_bound:
        messages.error(request, refusal.text)
    return desk_page(request, "formal/solvency.html", context, status=status)


def _inquiries_page(
    request: DeskRequest,
    case: Case,
    form: InquiryForm | ResultForm,
    *,
    refusal: ActRefused | None = None,
    settling: int = 0,
) -> HttpResponse:
    status = _returned(form, case, refusal)
    typed = {settling: form} if isinstance(form, ResultForm) else {}
    fresh = form if isinstance(form, InquiryForm) else InquiryForm(code="inquiry", seen=case.stream.seq)
    page = InquiriesPage(case, inquiry_rows(case, typed), can_work(case, request.actor), fresh)
    context = {"case": case, "page": page, "refused": form if form.errors else None}
    return desk_page(request, "formal/inquiries.html", context, status=status)


def _returned(form: ActForm, case: Case, refusal: ActRefused | None) -> int:
    """The status of a page whose form comes back, with the reason where an act refused it."""
    if form.is_bound:
        if refusal is not None:
            say_refusal(form, refusal)
        case.stream.refresh_from_db()
        form.shows(case.stream.seq)
    if refusal is None:
        return UNPROCESSABLE if form.errors else 200
    return CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
