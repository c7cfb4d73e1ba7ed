"""Layouts, theme and error pages: what stands on every page, in both languages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.utils import translation

from ventanilla.catalogue import get_pack
from ventanilla.ui import context, navigation, theme, views

ROOM = Path(views.__file__).parent
ERRORS = [
    (views.bad_request, 400),
    (views.permission_denied, 403),
    (views.page_not_found, 404),
    (views.too_many_requests, 429),
    (views.server_error, 500),
    (views.csrf_failure, 403),
]


@pytest.mark.parametrize(("view", "status"), ERRORS, ids=lambda value: getattr(value, "__name__", str(value)))
@pytest.mark.parametrize("language", ["es", "en"])
def test_error_pages_say_what_to_do_and_whom_to_ask(view, status: int, language: str) -> None:
    with translation.override(language):
        response = view(RequestFactory().get("/x/"))
        contacts = context.current_pack().contacts
    html = unescape(response.content.decode())
    assert response.status_code == status
    assert html.count("<h1>") == 1
    assert str(contacts.whatsapp) in html
    assert f'<html lang="{language}">' in html


def test_permission_denied_shows_its_reason() -> None:
    response = views.permission_denied(
        RequestFactory().get("/"), PermissionError("Solo la jefatura traslada.")
    )
    assert "Solo la jefatura traslada." in response.content.decode()


def test_too_many_requests_says_when() -> None:
    response = views.too_many_requests(RequestFactory().get("/"), 3)
    assert response["Retry-After"] == "180"
    assert "3 minutos" in response.content.decode()


@pytest.mark.django_db
def test_public_page_carries_every_contact_of_the_pack() -> None:
    html = unescape(views.gallery(RequestFactory().get("/")).content.decode())
    footer = html[html.index("<footer") :]
    contacts = get_pack(settings.VENTANILLA_PACK).contacts
    assert str(contacts.address) in footer
    assert str(contacts.hours) in footer
    for line in contacts.phones:
        assert str(line.number) in footer
    for email in contacts.emails:
        assert f"mailto:{email.address}" in footer
    for network in contacts.networks:
        assert network.label in footer


@pytest.mark.django_db
def test_public_page_says_whether_the_desk_attends() -> None:
    assert "v-attending" in views.gallery(RequestFactory().get("/")).content.decode()


@pytest.mark.django_db
def test_page_begins_with_the_skip_link() -> None:
    html = views.gallery(RequestFactory().get("/")).content.decode()
    body = html[html.index("<body") :]
    assert re.search(r"<a[^>]*>", body).group(0) == '<a class="v-skip" href="#main">'
    assert 'id="main"' in body


@pytest.mark.parametrize("code", ["sv", "ec", "mx"])
def test_theme_has_the_colours_of_the_pack(code: str) -> None:
    pack = get_pack(code)
    css = theme.stylesheet(pack)
    assert f"--v-primary: {pack.theme.primary};" in css
    assert theme.theme_url(pack) != theme.theme_url(get_pack("mx" if code == "sv" else "sv"))


@pytest.mark.parametrize("code", ["sv", "ec", "mx"])
def test_theme_is_legible(code: str) -> None:
    colours = get_pack(code).theme
    assert _contrast(colours.primary, "#ffffff") >= 4.5
    assert _contrast(colours.primary, colours.tint) >= 4.5
    assert _contrast(colours.primary_dark, "#ffffff") >= 7
    assert _contrast(colours.accent, "#1c1300") >= 4.5


def test_theme_is_kept_for_ever_and_is_css() -> None:
    response = views.theme(RequestFactory().get("/tema.css"))
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]


def test_style_sheets_name_only_files_that_are_there() -> None:
    for sheet in (ROOM / "static/ui").glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8")):
            assert (sheet.parent / name).resolve().is_file(), f"{sheet.name}: {name}"


def test_no_page_names_an_outside_host() -> None:
    for template in ROOM.parent.glob("**/templates/**/*.html"):
        source = template.read_text("utf-8")
        assert not re.search(r"(src|href|action)=\"(https?:)?//", source), template
        assert not re.search(r"\sstyle=|<style|\son\w+=\"", source), template


def test_static_files_of_the_layout_are_found() -> None:
    base = (ROOM / "templates/ui/layouts/base.html").read_text("utf-8")
    for name in re.findall(r"{% static '([^']+)' %}", base):
        assert finders.find(name), name


@pytest.mark.parametrize(
    "name",
    [f"portal:{name}" for name in navigation.PORTAL_NAMES]
    + [f"desk:{name}" for name in navigation.DESK_NAMES],
)
def test_every_name_of_the_menus_resolves(name: str) -> None:
    assert navigation.url_of(name)


def test_current_entry_is_the_longest_that_fits() -> None:
    items = navigation.desk_items("/mesa/buscar/", allowed={"queue", "search"}, counts={"queue": "999+"})
    assert [(item.code, item.is_current) for item in items] == [("queue", False), ("search", True)]
    assert items[0].count == "999+"


def test_budget_of_lines() -> None:
    long = [
        t.name for t in (ROOM / "templates").glob("**/*.html") if len(t.read_text("utf-8").splitlines()) > 120
    ]
    assert long == []


def _contrast(first: str, second: str) -> float:
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
