"""The pages that belong to no room: theme, icon, errors, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ventanilla.ui import theme as themes
from ventanilla.ui.context import current_pack, frame
from ventanilla.ui.samples import gallery_sample

_FOR_EVER = cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)


@require_safe
@_FOR_EVER
def theme(request: HttpRequest) -> HttpResponse:
    """The pack's colours; the address carries their digest."""
    return HttpResponse(themes.stylesheet(current_pack()), content_type="text/css; charset=utf-8")


@require_safe
@_FOR_EVER
def icon(request: HttpRequest) -> HttpResponse:
    """The site's icon in the pack's colours."""
    return HttpResponse(themes.icon(current_pack()), content_type="image/svg+xml")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with believable data; the desk gives it its address and says who may see it."""
    return render(request, "ui/gallery.html", gallery_sample())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "400", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; the text of PermissionDenied is shown, for it is written for people."""
    return _error(request, "403", 403, reason=str(exception or ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "404", 404)


def too_many_requests(request: HttpRequest, minutes: int | None = None) -> HttpResponse:
    """429, for a room's view to return; `minutes` until it may be tried again, where known."""
    response = _error(request, "429", 429, minutes=minutes)
    if minutes is not None:
        response["Retry-After"] = str(minutes * 60)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, made without request or database: either may be what failed."""
    return HttpResponse(render_to_string("ui/errors/500.html", frame(request.path)), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, "csrf", 403)


def _error(request: HttpRequest, name: str, status: int, **said: object) -> HttpResponse:
    """An error's page: it asks the database nothing, so whether the desk attends is told by the pack's calendar alone."""
    attending = frame(request.path)["attending"]
    return render(request, f"ui/errors/{name}.html", {"attending": attending, **said}, status=status)
