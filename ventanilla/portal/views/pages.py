"""Pages that stand by themselves: the guide, the contact data, the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from ventanilla.portal.account_adapter import password_policy
from ventanilla.portal.requests import PortalRequest
from ventanilla.rules.passwords import rules_in_words

A_YEAR = 365 * 24 * 3600


@require_safe
def guide(request: PortalRequest) -> HttpResponse:
    """How to use the desk, step by step."""
    rules = rules_in_words(password_policy(), get_language() or "es")
    return render(request, "portal/guide.html", {"password_rules": rules})


@require_safe
def contact(request: PortalRequest) -> HttpResponse:
    """Every contact datum of the pack, and the hours."""
    return render(request, "portal/contact.html")


@require_POST
def language(request: PortalRequest) -> HttpResponse:
    """Remember the chosen language and come back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("portal:home")
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        secure = settings.LANGUAGE_COOKIE_SECURE
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, chosen, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
