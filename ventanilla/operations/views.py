"""Pages about the installation itself."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ventanilla.operations.demo import mails
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


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail that the demonstration sent."""
    columns = [pgettext("mail", "Subject"), pgettext("mail", "To"), pgettext("mail", "Sent")]
    context = {"mails": mails.all_mails(settings.DEMO_MAILS), "columns": columns}
    return render(request, "operations/mail_list.html", context)


@require_safe
@never_cache
def mail_detail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail, as a reader would show it."""
    content = mails.read_mail(settings.DEMO_MAILS, mail_id)
    if content is None:
        raise Http404
    trail = [(gettext("Mails sent"), reverse("operations:mail_list")), (content.mail.subject, "")]
    return render(request, "operations/mail_detail.html", {"content": content, "trail": trail})


@require_safe
@never_cache
def mail_source(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail byte by byte, as text."""
    raw = mails.raw_mail(settings.DEMO_MAILS, mail_id)
    if raw is None:
        raise Http404
    return HttpResponse(raw, content_type="text/plain; charset=utf-8")
