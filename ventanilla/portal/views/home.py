"""The first page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ventanilla.portal.listing import audience_choices, entries
from ventanilla.portal.requests import PortalRequest
from ventanilla.ui.context import current_pack


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Search, what can be done here, for whom, and the way to one's case."""
    pack = current_pack()
    # What people come for first; complaints about it after.
    procedures = sorted(pack.procedures.values(), key=lambda item: item.kind == "complaint")
    words = [item.keywords[0] for item in procedures if item.is_open and item.keywords]
    context = {
        "examples": f"{', '.join(words[:3])}…".capitalize(),
        "open_procedures": entries([item for item in procedures if item.is_open]),
        "other_procedures": entries([item for item in procedures if not item.is_open]),
        "audiences": audience_choices(pack),
    }
    return render(request, "portal/home.html", context)
