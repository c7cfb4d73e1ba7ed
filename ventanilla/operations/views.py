"""Pages about the installation itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ventanilla.operations.health import readiness


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether pages can be served (200 or 503), and how the rest is doing. Names no host, user or path."""
    checks = readiness()
    is_ready = all(check.is_ok for check in checks if check.is_essential)
    parts = {check.name: check.is_ok for check in checks}
    return JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)
