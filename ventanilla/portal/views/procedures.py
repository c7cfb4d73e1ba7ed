"""Procedures: the list with its search, the sheet, the index of forms, and what readers think of a sheet."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ventanilla.people.rates import hit
from ventanilla.portal.forms import FeedbackForm
from ventanilla.portal.listing import QUERY_LIMIT, audience_choices, entries, found, general_entry
from ventanilla.portal.requests import PortalRequest, procedure_or_404, source_of
from ventanilla.portal.sheets import parts_of
from ventanilla.procedures.acts import leave_feedback
from ventanilla.reference.current import unit_title
from ventanilla.ui.context import current_pack

OPINIONS_PER_HOUR = 20


@require_safe
def procedure_list(request: PortalRequest) -> HttpResponse:
    """All procedures, or those for one kind of people, or those that answer `?q=`."""
    pack = current_pack()
    choices = audience_choices(pack)
    chosen = next((item for item in choices if item.code == request.GET.get("para")), None)
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LIMIT]
    context = {
        "query": query,
        "audiences": choices,
        "chosen": chosen,
        "entries": found(pack, query, chosen.code if chosen else ""),
        "general": general_entry(pack),
    }
    return render(request, "portal/procedures.html", context)


@require_safe
def form_index(request: PortalRequest) -> HttpResponse:
    """The forms that can be filled in here, by themselves."""
    forms = entries(item for item in current_pack().procedures.values() if item.is_open)
    return render(request, "portal/forms.html", {"entries": forms})


@require_safe
def sheet(request: PortalRequest, slug: str) -> HttpResponse:
    """All that is public of one procedure."""
    return _sheet(request, slug, FeedbackForm())


@require_http_methods(["GET", "HEAD", "POST"])
def usefulness(request: PortalRequest, slug: str) -> HttpResponse:
    """*¿Te sirvió el contenido?*: kept for the sheet's owner."""
    procedure = procedure_or_404(slug)
    if request.method != "POST":
        return redirect("portal:procedure", slug=slug)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _sheet(request, slug, form, status=422)
    now = timezone.now()
    window = dt.timedelta(hours=1)
    if hit(f"opinion:{source_of(request)}", limit=OPINIONS_PER_HOUR, window=window, at=now):
        answer = form.cleaned_data
        leave_feedback(
            procedure=procedure.code, is_helpful=answer["helpful"] == "yes", comment=answer["comment"], at=now
        )
    messages.success(request, _("Thank you. Your opinion reaches those who keep this page."))
    return redirect("portal:procedure", slug=slug)


def _sheet(request: PortalRequest, slug: str, form: FeedbackForm, status: int = 200) -> HttpResponse:
    procedure = procedure_or_404(slug)
    pack = current_pack()
    context = {
        "procedure": procedure,
        "parts": parts_of(procedure, pack),
        "unit": unit_title(procedure.unit, pack.language),
        "general": general_entry(pack),
        "form": form,
    }
    return render(request, "portal/sheet.html", context, status=status)
