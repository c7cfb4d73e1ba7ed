"""*No fui yo*: the way out for whoever got a receipt of something she did not send."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ventanilla.cases.acts import deny_authorship
from ventanilla.cases.models import CaseParty
from ventanilla.portal.requests import PortalRequest
from ventanilla.procedures.drafting import procedure_shown


@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: PortalRequest, token: str) -> HttpResponse:
    """Ask first, for machines open links too; then take the case out of the account. Twice is once.

    The link is the proof, so nobody has to sign in; all it shows is the number and the procedure's name.
    """
    party = get_object_or_404(CaseParty.objects.select_related("case"), not_me_token=token)
    if request.method == "POST":
        deny_authorship(party=party, at=timezone.now(), via="portal")
        return redirect("portal:not_me", token=token)
    context = {
        "number": party.case.number,
        "procedure": procedure_shown(party.case.definition_id),
        "is_done": party.until is not None,
    }
    return render(request, "portal/not_me.html", context)
