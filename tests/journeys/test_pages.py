"""The pages of the running product with its population, on a desk's screen and on a phone.

With VENTANILLA_SCREENS naming a folder (`run.py pictures`) those marked are photographed (see pictures.py).
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import Route

from tests.journeys.conftest import BOTH, Arrive, Visitor
from tests.journeys.people import ADMINISTRATOR, ANA, AUDITOR, HEAD, OFFICER, SECOND_OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import paper
from ventanilla.ui import views as errors


def see(visitor: Visitor, path: str, name: str, *, picture: bool = False) -> None:
    """Open a page and look at it."""
    visitor.open(path)
    visitor.look(name, picture=picture)


def see_case(visitor: Visitor, queue: str, subject: str, name: str, *, picture: bool = False) -> None:
    """Open a case from a list and look at it."""
    visitor.open(queue)
    visitor.follow(subject)
    visitor.look(name, picture=picture)


def test_what_everybody_sees(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    see(visitor, "/", "home", picture=True)
    see(visitor, "/tramites/", "procedures", picture=True)
    see(visitor, "/tramites/?q=fianza", "search", picture=True)
    see(visitor, "/tramites/?q=zzz", "search-nothing", picture=True)
    see(visitor, "/tramites/modificacion-monto-fianza/", "sheet", picture=True)
    see(visitor, "/tramites/servicio-extraordinario/", "sheet-without-form", picture=True)
    see(visitor, "/formularios/", "forms", picture=True)
    see(visitor, "/contacto/", "contact", picture=True)
    see(visitor, "/guia/", "guide", picture=True)
    visitor.press("English")
    visitor.look("guide-english", picture=True)


def test_accounts(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    see(visitor, "/entrar/", "sign-in", picture=True)
    visitor.page.get_by_label("Correo electrónico").fill("nadie@correo.example")
    visitor.page.get_by_label("Contraseña", exact=True).fill("No es la suya")
    visitor.page.locator("main").get_by_role("button", name="Ingresar").click()
    visitor.look("sign-in-refused", picture=True)
    see(visitor, "/registro/", "sign-up", picture=True)
    see(visitor, "/registro/correo-enviado/", "sign-up-mail-sent", picture=True)
    see(visitor, "/registro/correo/nothing/", "confirmation-link-spent", picture=True)
    see(visitor, "/contrasena/olvido/", "reset", picture=True)
    see(visitor, "/contrasena/olvido/enviado/", "reset-sent", picture=True)
    see(visitor, "/contrasena/enlace/1-nothing/", "reset-link-spent", picture=True)
    see(visitor, "/contrasena/asignada/", "password-assigned", picture=True)
    see(visitor, "/cuenta/inactiva/", "account-inactive", picture=True)


def test_an_account_s_own_pages(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, ANA, widths=BOTH)
    see(visitor, "/contrasena/", "password-change", picture=True)
    see(visitor, "/confirmar-identidad/", "identity-again", picture=True)
    see(visitor, "/salir/", "sign-out", picture=True)


def test_errors(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    visitor.open_refused("/no-hay/", 404)
    visitor.look("error-404", picture=True)
    visitor.open_refused("/tramites/?q=%00", 400)
    visitor.look("error-400", picture=True)
    for _ in range(6):
        visitor.complaints.expected.add(429)
        visitor.open("/contrasena/olvido/")
        visitor.page.get_by_label("Correo electrónico").fill("insistente@correo.example")
        visitor.press("Enviar correo")
    visitor.look("error-429", picture=True)
    visitor.open("/entrar/")
    visitor.page.context.clear_cookies()
    visitor.complaints.expected.add(403)
    visitor.page.get_by_label("Correo electrónico").fill("nadie@correo.example")
    visitor.page.get_by_label("Contraseña", exact=True).fill("nada")
    visitor.page.locator("main").get_by_role("button", name="Ingresar").click()
    visitor.look("error-csrf", picture=True)


def test_errors_that_nobody_can_bring_about(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    request = RequestFactory().get("/", headers={"host": "127.0.0.1"})
    drawn = {"error-403": errors.permission_denied(request), "error-500": errors.server_error(request)}
    for name, response in drawn.items():
        visitor.page.route(f"**/{name}/", partial(_answer, response))
        visitor.open_refused(f"/{name}/", response.status_code)
        visitor.look(name, picture=True)


def _answer(response: HttpResponse, route: Route) -> None:
    """The page as the product's own view makes it, at an address that the product does not have."""
    route.fulfill(status=response.status_code, content_type="text/html", body=response.content)


def test_an_applicant_s_cases(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, ANA, widths=BOTH)
    see(visitor, "/casos/", "my-cases", picture=True)
    see_case(visitor, "/casos/", "Perdí el carné", "case-answered", picture=True)
    see_case(visitor, "/casos/", "Estado de una nota", "case-asked", picture=True)
    see_case(visitor, "/casos/", "Ingreso de equipo de sonido", "case-in-review", picture=True)
    visitor.follow("Desistir")
    visitor.look("case-withdraw", picture=True)
    see_case(visitor, "/casos/?estado=cerrados", "Paquete de entrega", "case-closed", picture=True)


def test_a_file_that_is_not_kept_any_more(sv: Product, arrive: Arrive, tmp_path: Path) -> None:
    visitor = arrive(sv, ANA, widths=BOTH)
    see_case(visitor, "/casos/", "Ingreso de equipo de sonido", "case-before-the-file")
    lost = paper(tmp_path, "perdido.pdf", "Documento que se perderá")
    visitor.page.get_by_label("Archivos").first.set_input_files(lost)
    visitor.press("Enviar mensaje")
    link = visitor.page.get_by_role("link", name="perdido.pdf").first
    path = link.get_attribute("href") or ""
    digest = hashlib.sha256(lost.read_bytes()).hexdigest()
    (sv.files / digest[:2] / digest[2:4] / digest).unlink()
    visitor.open(path)
    visitor.look("file-held", picture=True)
    officer = arrive(sv, OFFICER, widths=BOTH)
    see(officer, f"/mesa{path}", "desk-file-held", picture=True)


def test_an_officer_s_desk(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, OFFICER, widths=BOTH)
    visitor.open("/mesa/")
    tabs = [tab.get_attribute("href") or "" for tab in visitor.page.locator(".v-tabs a").all()]
    assert len(tabs) == 7
    for tab in tabs:
        is_unit = tab.endswith("=unidad")
        path = f"/mesa/{tab}" if tab.startswith("?") else tab
        see(visitor, path, "desk-queue" if is_unit else f"desk-queue {tab}", picture=is_unit)
    see_case(visitor, "/mesa/?vista=unidad", "Ingreso de equipo de sonido", "desk-case", picture=True)
    see(visitor, visitor.page.url + "plazo/", "desk-term", picture=True)
    see(visitor, "/mesa/buscar/?q=declaraci%C3%B3n", "desk-search", picture=True)
    see(visitor, "/mesa/buscar/?q=zzzz", "desk-search-nothing", picture=True)
    see(visitor, "/mesa/componentes/", "desk-gallery", picture=True)


def test_other_staff(sv: Product, arrive: Arrive) -> None:
    receiving = arrive(sv, SECOND_OFFICER, widths=BOTH)
    see_case(receiving, "/mesa/?vista=traslados", "Modificación del monto", "desk-case-offered", picture=True)
    head = arrive(sv, HEAD, widths=BOTH)
    see_case(head, "/mesa/?vista=unidad", "Copia física", "desk-case-head", picture=True)
    see(head, "/mesa/utilidad/", "desk-feedback", picture=True)
    see(arrive(sv, ADMINISTRATOR, widths=BOTH), "/mesa/personal/", "desk-staff", picture=True)
    see(arrive(sv, ADMINISTRATOR, widths=BOTH), "/mesa/correo/estado/", "desk-mail-state", picture=True)
    auditor = arrive(sv, AUDITOR, widths=BOTH)
    see(auditor, "/mesa/bitacora/", "desk-log", picture=True)
    number = auditor.page.locator("main a[href*='/bitacora/casos/']").first
    number.click()
    auditor.look("desk-case-log", picture=True)


@pytest.mark.xdist_group("the other pack")
def test_the_other_pack(ec: Product, arrive: Arrive) -> None:
    visitor = arrive(ec, widths=BOTH)
    see(visitor, "/", "home", picture=True)
    see(visitor, "/tramites/incidente-sistema-aduanero/", "sheet", picture=True)
    see(visitor, "/contacto/", "contact")
    see(arrive(ec, ANA, widths=BOTH), "/casos/", "my-cases")
    see(arrive(ec, OFFICER, widths=BOTH), "/mesa/?vista=unidad", "desk-queue")
