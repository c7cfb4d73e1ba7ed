"""The look in a real browser: nothing axe objects to, nothing that overflows, and what script adds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

PAGES = ["/gallery/", "/form/", "/desk/", "/paper/", "/missing/"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are no news here."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def look(browser: Browser, url: str, width: int = 1280, *, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, locale="es-SV"
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, address: str, path: str, width: int
) -> None:
    page = look(browser, address + path, width)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]])
        for rule in results.response["violations"]
    ]
    assert found == []
    assert problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_page_loads_nothing_from_elsewhere_and_misses_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[tuple[str, int]] = []
    page.on("response", lambda response: asked.append((response.url, response.status)))
    page.goto(address + "/gallery/")
    page.wait_for_load_state("networkidle")
    assert [url for url, _status in asked if not url.startswith(address)] == []
    assert [(url, status) for url, status in asked if status >= 400] == []
    context.close()


def test_colours_of_the_pack_win_over_the_fallback(browser: Browser, address: str) -> None:
    page = look(browser, address + "/missing/")
    page.route(
        "**/tema.css*",
        lambda route: route.fulfill(content_type="text/css", body=":root { --v-primary: #6b1f3f; }"),
    )
    page.reload()
    colour = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--v-primary')")
    assert colour.strip() == "#6b1f3f"
    page.context.close()


def test_characters_are_counted_as_one_types(browser: Browser, address: str) -> None:
    page = look(browser, address + "/form/")
    page.fill("#id_description", "x" * 4003)
    assert page.inner_text("#id_description_count") == "Caracteres de más: 3"
    page.fill("#id_description", "ñandú\n1")
    assert page.inner_text("#id_description_count") == "Caracteres disponibles: 3993"
    page.context.close()


def test_questions_follow_the_answers_and_nothing_typed_is_lost(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "poliza.pdf"
    file.write_bytes(b"%PDF-1.7")
    page = look(browser, address + "/form/")
    page.fill("#id_full_name", "María Elena Guardado")
    page.set_input_files("#id_extra", file)
    page.check("input[name=document_type][value=dui]")
    page.wait_for_selector("#id_dui")
    assert page.input_value("#id_full_name") == "María Elena Guardado"
    assert page.is_checked("input[name=document_type][value=dui]")
    assert page.locator(".v-error-summary").count() == 0
    page.check("input[name=document_type][value=nit]")
    page.wait_for_selector("#id_nit")
    assert page.locator("#id_dui").count() == 0
    assert page.evaluate("document.querySelector('#id_extra').files[0].name") == "poliza.pdf"
    page.context.close()


def test_questions_follow_the_answers_without_script(browser: Browser, address: str) -> None:
    page = look(browser, address + "/form/", script=False)
    page.fill("#id_full_name", "María Elena Guardado")
    page.check("input[name=document_type][value=dui]")
    page.click("button[name=refresh] >> nth=0")
    assert page.is_visible("#id_dui")
    assert page.input_value("#id_full_name") == "María Elena Guardado"
    assert page.locator(".usa-error-message").count() == 0
    page.context.close()


def test_error_summary_takes_the_focus_and_leads_to_the_field(browser: Browser, address: str) -> None:
    page = look(browser, address + "/form/")
    page.click("text=Continuar")
    expect(page.locator("#error-summary")).to_be_focused()
    page.click(".v-error-summary a >> text=Nombre completo")
    expect(page.locator("#id_full_name")).to_be_focused()
    page.context.close()


def test_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    page = look(browser, address + "/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "v-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
