"""What every answer carries, whatever page made it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere, so no nonce either. USWDS draws a few of its marks as data: images.
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def content_security_policy(get_response: Handler) -> Handler:
    """Only our own origin; a view that serves foreign content sets a stricter policy itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        return response

    return middleware


def chosen_language(get_response: Handler) -> Handler:
    """Spanish, unless the visitor chose otherwise here: the browser's own language does not decide."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def bounded_bodies(get_response: Handler) -> Handler:
    """No request fills the disk: Django writes uploads down before any view sees them.

    What has no length is read as empty, so the length that is named is all there can be.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > settings.LARGEST_REQUEST:
            raise BadRequest
        return get_response(request)

    return middleware


def no_null_cookies(get_response: Handler) -> Handler:
    """A cookie with a NUL is none of ours; quoted cookies can carry one, and no session is found by it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def no_null_characters(get_response: Handler) -> Handler:
    """An address with a NUL names nothing we have: PostgreSQL keeps no such text, and asking for it fails."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware
