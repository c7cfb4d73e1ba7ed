"""Addresses of the pages the browser looks at here: the gallery, the three layouts and one form with conditions."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django_cotton.compiler_regex import CottonCompiler

from ventanilla.catalogue import get_pack
from ventanilla.ui import views
from ventanilla.ui.forms import form_for
from ventanilla.ui.navigation import desk_items
from ventanilla.ui.samples import gallery_sample

FORM = """{% extends "ui/layouts/public.html" %}{% block title %}Solicitud{% endblock %}
{% block header %}<c-page-header title="Solicitud general" />{% endblock %}
{% block content %}<form method="post" enctype="multipart/form-data" novalidate data-confirm-unsaved class="v-form">{% csrf_token %}
<c-error-summary :form="form" />{% include "ui/form_sections.html" %}
<c-file-upload id="id_extra" name="extra" label="Otros" :required="False" preserve />
<c-button-group><c-button>Continuar</c-button></c-button-group></form>{% endblock %}"""

DESK = """{% extends "ui/layouts/desk.html" %}{% block title %}Cola{% endblock %}
{% block header %}<c-page-header title="Cola de la unidad" />{% endblock %}
{% block content %}<c-tabs label="Cola" :items="gallery.tabs" /><c-panel flush title="Abiertos">{% include "cotton/data_table/example.html" %}</c-panel>
<div class="v-desk-split">{% include "cotton/timeline/example.html" %}<aside aria-label="Caso">{% include "cotton/description_list/example.html" %}</aside></div>{% endblock %}"""

PAPER = """{% extends "ui/layouts/print.html" %}{% block title %}Constancia{% endblock %}
{% block content %}<h1>Constancia de recepción</h1><c-description-list :items="gallery.facts" />{% endblock %}"""


def page(request: HttpRequest, source: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(
        engines["django"].from_string(CottonCompiler().process(source)).render(context, request)
    )


def form(request: HttpRequest) -> HttpResponse:
    pack = get_pack("sv")
    bound = form_for(
        pack.procedures["general-request"],
        pack=pack,
        now=datetime(2026, 11, 20, tzinfo=UTC),
        data=request.POST if request.method == "POST" else None,
        files=request.FILES if request.method == "POST" else None,
        facts={"channel": "online"},
    )
    context = {"form": bound, "refresh_url": request.path}
    if request.headers.get("HX-Request"):
        return render(request, "ui/form_sections.html", context)
    return page(request, FORM, context)


def desk(request: HttpRequest) -> HttpResponse:
    items = desk_items(request.path, allowed={"queue", "search", "staff", "log"}, counts={"queue": 42})
    return page(request, DESK, {**gallery_sample(), "desk_items": items, "unit_title": "Leyes Especiales"})


def paper(request: HttpRequest) -> HttpResponse:
    return page(request, PAPER, gallery_sample())


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


portal = ([path(f"portal/{name}/", nothing, name=name) for name in ("procedures", "forms", "cases", "contact", "sign_in", "sign_out", "language")], "portal")  # fmt: skip
staff = ([path(f"desk/{name}/", nothing, name=name) for name in ("queue", "search", "staff", "log")], "desk")

urlpatterns = [
    path("gallery/", views.gallery),
    path("form/", form),
    path("desk/", desk),
    path("paper/", paper),
    path("missing/", views.page_not_found),
    path("", include(portal)),
    path("", include(staff)),
    path("", include("ventanilla.ui.urls")),
]
