"""What the applicant does with formal acts: answers a remedy notice point by point, asks for a paper copy."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ventanilla.cases.acts import NewFile
from ventanilla.cases.errors import ActRefused
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.formal.acts import answer_remedy, ask_copy
from ventanilla.formal.acts.answering import open_notice
from ventanilla.formal.models import ActState, FormalAct, RunningTerm
from ventanilla.portal.refusals import status_of
from ventanilla.portal.requests import PortalRequest, uuid_of, whole_number
from ventanilla.portal.views.cases import case_or_404
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.ui.context import current_pack

ANSWER_LIMIT = 10_000


@dataclass(slots=True)
class Point:
    """One point of the notice with what was typed for it and what is wrong with that."""

    n: int
    title: str
    defect: str
    requirement: str
    types: tuple[str, ...]
    typed: str = ""
    errors: tuple[str, ...] = ()
    file_errors: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remedy(request: PortalRequest, number: str) -> HttpResponse:
    """The open notice with a place to answer each of its points."""
    case = case_or_404(request, number)
    notice = open_notice(case)
    if notice is None:
        return redirect("portal:case", number=number)
    points = _points(case, notice)
    if request.method != "POST":
        return _page(request, case, notice, points)
    files = _taken(request, points)
    if any(point.file_errors or point.errors for point in points):
        return _page(request, case, notice, points, status=422)
    try:
        answer_remedy(
            case=case,
            answers={point.n: point.typed for point in points},
            files=files,
            by=request.actor,
            at=timezone.now(),
            via="portal",
            **_marks(request),
        )
    except ActRefused as refusal:
        return _refused(request, case, notice, points, refusal)
    messages.success(request, _("We received your answer to the notice. The review goes on."))
    return redirect("portal:case", number=number)


@require_POST
@login_required
def paper_copy(request: PortalRequest, number: str, act_id: int) -> HttpResponse:
    """Ask for a paper copy of a signed act of one's case."""
    case = case_or_404(request, number)
    acts = FormalAct.objects.select_related("case__stream").filter(case=case, state=ActState.SIGNED)
    act = acts.filter(pk=act_id).first()
    if act is None:
        raise Http404
    try:
        ask_copy(act=act, by=request.actor, at=timezone.now(), via="portal")
    except ActRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("We took note that you want a paper copy."))
    return redirect("portal:case", number=number)


def _marks(request: PortalRequest) -> dict[str, Any]:
    """The entry the page showed and the key by which twice is once."""
    return {
        "seen": whole_number(request.POST.get("seen", "")),
        "key": uuid_of(request.POST.get("key", "")),
    }


def _points(case: Case, notice: FormalAct) -> list[Point]:
    known = {item.code: item for item in procedure_shown(case.definition_id).requirements}
    types = current_pack().uploads.types
    return [
        Point(
            n=item.n,
            title=str(known[item.requirement].title) if item.requirement in known else _("Point"),
            defect=item.defect,
            requirement=item.requirement,
            types=tuple(known[item.requirement].types or types)
            if item.requirement in known
            else tuple(types),
        )
        for item in notice.items.all()
    ]


def _taken(request: PortalRequest, points: list[Point]) -> list[NewFile]:
    """Keep what was typed in the points, store their files under the one limit, and note what is refused."""
    files: list[NewFile] = []
    for point in points:
        point.typed = request.POST.get(f"point-{point.n}", "").strip()
        if len(point.typed) > ANSWER_LIMIT:
            text = _("Point %(n)s: write up to %(limit)s characters; send the rest in a document.")
            point.errors = (text % {"n": point.n, "limit": ANSWER_LIMIT},)
        taken = take_files(
            request.FILES.getlist(f"files-{point.n}"),
            at=timezone.now(),
            requirement=point.requirement,
            types=point.types,
            held=sum(file.blob.size for file in files),
            count=len(files),
        )
        files += taken.files
        point.file_errors = taken.refused
    return files


def _refused(
    request: PortalRequest, case: Case, notice: FormalAct, points: list[Point], refusal: ActRefused
) -> HttpResponse:
    """Nothing typed is lost; chosen files are named, for no browser sends them twice."""
    case.refresh_from_db()
    general = True
    for point in points:
        lost = ", ".join(file.name or "" for file in request.FILES.getlist(f"files-{point.n}"))
        if lost:
            point.file_errors = (_("Choose your files again: %(names)s.") % {"names": lost},)
        if refusal.field == f"point-{point.n}":
            point.errors, general = (refusal.text,), False
    return _page(
        request, case, notice, points, error=refusal.text if general else "", status=status_of(refusal)
    )


def _page(
    request: PortalRequest,
    case: Case,
    notice: FormalAct,
    points: list[Point],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    running = RunningTerm.objects.filter(case=case, code="remedy", state="running").first()
    context = {
        "case": case,
        "notice": notice,
        "points": points,
        "answer_by": running.due_on if running else None,
        "seen": case.stream.seq,
        "key": uuid.uuid4(),
        "errors": _errors(points, error),
    }
    response = render(request, "portal/remedy.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _errors(points: list[Point], general: str) -> list[tuple[str, str]]:
    """What is wrong, each with the control it leads to."""
    errors = [("", general)] if general else []
    for point in points:
        errors += [(f"#point-{point.n}", text) for text in point.errors]
        errors += [(f"#files-{point.n}", text) for text in point.file_errors]
    return errors
