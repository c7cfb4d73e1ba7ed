"""The pages of the running product with its population, on a desk's screen and on a phone.

With VENTANILLA_SCREENS naming a folder (`run.py screens`) the main ones are photographed.
"""

from __future__ import annotations

from tests.journeys.conftest import BOTH, Arrive, Visitor
from tests.journeys.people import ADMINISTRATOR, ANA, AUDITOR, HEAD, OFFICER, SECOND_OFFICER
from tests.journeys.product import Product


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
    see(visitor, "/tramites/", "procedures")
    see(visitor, "/tramites/?q=fianza", "search", picture=True)
    see(visitor, "/tramites/?q=zzz", "search-nothing")
    see(visitor, "/tramites/modificacion-monto-fianza/", "sheet", picture=True)
    see(visitor, "/tramites/servicio-extraordinario/", "sheet-without-form")
    see(visitor, "/formularios/", "forms")
    see(visitor, "/contacto/", "contact")
    see(visitor, "/guia/", "guide")


def test_accounts(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    see(visitor, "/entrar/", "sign-in", picture=True)
    see(visitor, "/registro/", "sign-up")
    see(visitor, "/contrasena/olvido/", "forgotten")
    see(visitor, "/contrasena/enlace/1-nothing/", "reset-link-spent")
    see(visitor, "/registro/correo/nothing/", "confirmation-link-spent")


def test_the_demonstration_s_mails(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    see(visitor, "/demo/correos/", "mails")
    visitor.page.get_by_role("link", name="recibimos su solicitud").first.click()
    visitor.look("mail", picture=True)


def test_an_applicant_s_cases(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, ANA, widths=BOTH)
    see(visitor, "/casos/", "my-cases", picture=True)
    see_case(visitor, "/casos/", "Perdí el carné", "case-answered", picture=True)
    see_case(visitor, "/casos/", "Estado de una nota", "case-asked")
    see_case(visitor, "/casos/", "Ingreso de equipo de sonido", "case-in-review")
    see_case(visitor, "/casos/?estado=cerrados", "Paquete de entrega", "case-not-conform")
    see(visitor, "/contrasena/", "change-password")


def test_an_officer_s_desk(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, OFFICER, widths=BOTH)
    visitor.open("/mesa/")
    tabs = [tab.get_attribute("href") or "" for tab in visitor.page.locator(".v-tabs a").all()]
    assert len(tabs) == 7
    for tab in tabs:
        see(visitor, f"/mesa/{tab}" if tab.startswith("?") else tab, f"desk {tab}")
    see(visitor, "/mesa/?vista=unidad", "desk-queue", picture=True)
    see_case(visitor, "/mesa/?vista=unidad", "Ingreso de equipo de sonido", "desk-case", picture=True)
    see(visitor, visitor.page.url + "plazo/", "desk-term", picture=True)
    see(visitor, "/mesa/buscar/?q=declaraci%C3%B3n", "desk-search", picture=True)
    see(visitor, "/mesa/buscar/?q=zzzz", "desk-search-nothing")


def test_other_staff(sv: Product, arrive: Arrive) -> None:
    receiving = arrive(sv, SECOND_OFFICER, widths=BOTH)
    see_case(receiving, "/mesa/?vista=traslados", "Modificación del monto", "desk-case-offered")
    head = arrive(sv, HEAD, widths=BOTH)
    see_case(head, "/mesa/?vista=unidad", "Copia física", "desk-case-head")
    see(head, "/mesa/utilidad/", "desk-feedback")
    see(arrive(sv, ADMINISTRATOR, widths=BOTH), "/mesa/personal/", "desk-staff", picture=True)
    see(arrive(sv, ADMINISTRATOR, widths=BOTH), "/mesa/correo/estado/", "desk-mail-state")
    see(arrive(sv, AUDITOR, widths=BOTH), "/mesa/bitacora/", "desk-log", picture=True)


def test_the_other_pack(ec: Product, arrive: Arrive) -> None:
    visitor = arrive(ec, widths=BOTH)
    see(visitor, "/", "ec-home", picture=True)
    see(visitor, "/tramites/incidente-sistema-aduanero/", "ec-sheet")
    see(visitor, "/contacto/", "ec-contact")
    see(arrive(ec, ANA, widths=BOTH), "/casos/", "ec-my-cases")
    see(arrive(ec, OFFICER, widths=BOTH), "/mesa/?vista=unidad", "ec-desk-queue")
