"""What is read over the desk's shoulder: the journal, what people say of the sheets, and the components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from ventanilla.desk.access import DeskRequest, staff_only
from ventanilla.desk.feedback import feedback_page
from ventanilla.desk.log_page import LARGEST, log_page, stream_log
from ventanilla.desk.page import desk_page
from ventanilla.journal.models import JournalStream
from ventanilla.people.access import Permission
from ventanilla.ui import views as ui
from ventanilla.ui.context import current_pack

reads_journal = staff_only(Permission.READ_JOURNAL)


@reads_journal
@require_safe
def log(request: DeskRequest) -> HttpResponse:
    """The latest entries of every stream; `?caso=` leads to those of one case."""
    number = request.GET.get("caso", "").strip().upper()
    if number and JournalStream.objects.filter(subject=f"case:{number}").exists():
        return redirect("desk:case_log", number)
    page = log_page(pack=current_pack(), before=_mark(request, "antes"), after=_mark(request, "despues"))
    return desk_page(request, "log.html", {"page": page, "asked": number}, status=404 if number else 200)


@reads_journal
@require_safe
def case_log(request: DeskRequest, number: str) -> HttpResponse:
    """Every entry of one case, checked."""
    stream = get_object_or_404(JournalStream, subject=f"case:{number}")
    return desk_page(request, "case_log.html", {"page": stream_log(stream, pack=current_pack())})


@staff_only(Permission.READ_FEEDBACK)
@require_safe
def feedback(request: DeskRequest) -> HttpResponse:
    """The answers to *¿Te sirvió el contenido?* on the sheets the actor answers for."""
    page = feedback_page(
        request.actor,
        pack=current_pack(),
        procedure=request.GET.get("tramite", ""),
        before=_mark(request, "antes"),
    )
    return desk_page(request, "feedback.html", {"page": page})


@require_safe
def gallery(request: DeskRequest) -> HttpResponseBase:
    """Every component: for administrators, and in a demonstration for all staff."""
    permissions = () if settings.DEMO else (Permission.MANAGE_STAFF,)
    return staff_only(*permissions)(ui.gallery)(request)


def _mark(request: DeskRequest, name: str) -> int | None:
    """A mark of paging in the address; what is no number is a page that does not exist."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) < LARGEST):
        raise Http404
    return int(text)
