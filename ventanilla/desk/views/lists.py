"""The queue, and finding a case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from ventanilla.cases.queries import staff_units
from ventanilla.cases.search import find_cases, names_one
from ventanilla.desk.access import CASE_READERS, DeskRequest, staff_only
from ventanilla.desk.page import allowed_pages, desk_page
from ventanilla.desk.queue_page import Choice, queue_of
from ventanilla.desk.rows import Reading, found_rows
from ventanilla.ui.context import current_pack

QUERY_LIMIT = 200


@staff_only()
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """The desk's first page: one view of the units' cases. Who works no unit is led to her own first page."""
    actor = request.actor
    if not staff_units(actor):
        return redirect(f"desk:{allowed_pages(actor)[0]}")
    page = queue_of(actor, Choice.read(request.GET, actor), pack=current_pack(), now=timezone.now())
    return desk_page(request, "queue.html", {"page": page}, status=400 if page.is_mark_bad else 200)


@staff_only(*CASE_READERS)
@require_safe
def search(request: DeskRequest) -> HttpResponse:
    """Cases by number, alias or words; a whole number, or an alias of one case, leads to it at once."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_LIMIT]
    cases, more = find_cases(request.actor, query)
    if names_one(cases, query):
        return redirect("desk:case", cases[0].number)
    rows = found_rows(cases, Reading(current_pack(), timezone.now()))
    context = {"rows": rows, "more": more, "search_query": query}
    return desk_page(request, "search.html", context)
