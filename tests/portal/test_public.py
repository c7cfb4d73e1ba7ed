"""What anybody reads: first page, procedures, sheets, forms, guide, contact, in both languages."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.portal.reading import Page
from ventanilla.catalogue import get_pack
from ventanilla.procedures.models import SheetFeedback

pytestmark = pytest.mark.django_db

SHEET = "/tramites/modificacion-monto-fianza/"
PAGES = {
    "/": "¿Qué necesita hacer?",
    "/tramites/": "Trámites",
    "/tramites/?q=fianza": "Trámites",
    "/tramites/?q=zzzz": "Trámites",
    "/tramites/?para=tiendas-libres": "Trámites",
    "/formularios/": "Formularios",
    SHEET: "Modificación del monto de fianza para beneficiarios del régimen aduanero de tiendas libres "
    "(ampliación o disminución)",
    "/tramites/renovacion-prorroga-fianza/": "Renovación o prórroga de fianza de depositarios aduaneros, tiendas "
    "libres y beneficiarios de la Ley de Servicios Internacionales",
    "/tramites/modificacion-monto-fianza/formulario/": "Modificación del monto de fianza de tiendas libres",
    "/guia/": "Cómo usar la mesa",
    "/contacto/": "Contacto",
    "/entrar/": "Ingresar",
    "/registro/": "Regístrese",
    "/registro/correo-enviado/": "Confirme su correo electrónico",
    "/registro/correo/nada/": "Este enlace ya no sirve",
    "/contrasena/olvido/": "¿Has olvidado tu contraseña?",
    "/contrasena/olvido/enviado/": "Revise su correo",
    "/contrasena/enlace/1-nada/": "Este enlace ya no sirve",
    "/contrasena/asignada/": "Su contraseña quedó asignada",
    "/cuenta/inactiva/": "Esta cuenta está cerrada",
}


def own_words(page: Page) -> str:
    """The text of a page without what it cites: the source of a fact stays in the language it was published in."""
    cited = re.sub(r'<details class="v-sourced">.*?</details>', "", page.html, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cited)))


def english_ids() -> list[str]:
    """Texts of the interface that stand in no Spanish page: sentences whose Spanish is another."""
    path = Path(django_settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as readable:
        ids = [message.id for message in read_po(readable) if isinstance(message.id, str)]
    return [text for text in ids if " " in text and not re.search(r"[%{<]", text)]


def spanish_texts() -> list[str]:
    """Spanish texts of the interface that stand in no English page."""
    path = Path(django_settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as readable:
        texts = [message.string for message in read_po(readable) if isinstance(message.string, str)]
    return [text for text in texts if text.count(" ") > 1 and not re.search(r"[%{<]", text)]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_a_title_and_the_contact_data(client: Client, address: str) -> None:
    page = Page(client.get(address))
    assert page.status == 200
    assert page.h1 == [PAGES[address]]
    assert page.title.endswith("· DGA")
    assert len(page.title) > len(" · DGA") + 3
    assert "+503 2244-5182" in page.text
    assert "usuario@aduana.gob.sv" in page.text
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("address", PAGES)
def test_nothing_stays_in_english_on_a_spanish_page(client: Client, address: str) -> None:
    text = own_words(Page(client.get(address)))
    assert [found for found in english_ids() if found in text] == []


@pytest.mark.parametrize("address", PAGES)
def test_the_same_pages_stand_in_english(client: Client, address: str) -> None:
    client.post("/idioma/", {"language": "en", "next": address})
    page = Page(client.get(address))
    assert page.status == 200
    assert '<html lang="en">' in page.html
    assert "Contacto" not in page.text
    assert len(page.h1) == 1
    text = own_words(page)
    assert [found for found in spanish_texts() if found in text] == []


@pytest.mark.parametrize(
    "address", [address for address in PAGES if address.startswith(("/tram", "/form", "/gu"))]
)
def test_pages_below_the_first_say_where_they_stand(client: Client, address: str) -> None:
    html_text = Page(client.get(address)).html
    assert 'aria-label="Ruta de navegación"' in html_text or 'class="v-breadcrumb"' in html_text
    assert 'aria-current="page"' in html_text


def test_home_leads_to_what_can_be_done(client: Client) -> None:
    page = Page(client.get("/"))
    assert 'action="/tramites/"' in page.html
    assert 'action="/casos/"' in page.html
    for procedure in get_pack("sv").procedures.values():
        assert f"/tramites/{procedure.slug}/" in page.html
    assert "Tiendas libres" in page.text
    assert re.search(r"Atiende ahora|Cerrado", page.text)


def test_the_list_is_by_audience_and_puts_what_can_be_sent_first(client: Client) -> None:
    page = Page(client.get("/tramites/?para=courier"))
    assert "Autorización de empresas courier" in page.text
    assert "Prórroga de admisión temporal" not in page.text
    every = Page(client.get("/tramites/")).html
    assert every.index("solicitud-general/") < every.index("renovacion-prorroga-fianza/")


def test_the_search_ranks_and_keeps_the_words(client: Client) -> None:
    page = Page(client.get("/tramites/", {"q": "  fianza   tiendas libres "}))
    assert page.value("q") == "fianza tiendas libres"
    assert "3 trámites para «fianza tiendas libres»" in page.text


def test_a_search_without_result_says_what_to_do(client: Client) -> None:
    page = Page(client.get("/tramites/", {"q": "<b>zzzz</b>" + "z" * 500}))
    assert "No encontramos nada" in page.text
    assert "<b>zzzz" not in page.html
    assert "/tramites/solicitud-general/" in page.html


def test_the_sheet_holds_all_its_headings(client: Client) -> None:
    procedure = get_pack("sv").procedures["bond-change"]
    page = Page(client.get(SHEET))
    for heading in procedure.sheet:
        assert heading.heading in page.h2
    for heading in (
        "Fundamento legal",
        "Medios de presentación",
        "Requisitos",
        "Tiempo de respuesta",
        "Costo",
    ):
        assert heading in page.h2
    for requirement in procedure.requirements:
        assert requirement.title in html.unescape(page.html)
        for basis in requirement.basis:
            assert basis in html.unescape(page.html)
    assert "Código Aduanero Uniforme Centroamericano, art. 21 literal g)" in page.text
    assert "10 días hábiles" in page.text
    assert "Fecha de última actualización" in page.text
    assert "5 de diciembre de 2025" in page.text
    assert "Lcdo. Raúl Antonio Medrano Ruiz" in page.text
    assert "/tramites/modificacion-monto-fianza/formulario/" in page.html


def test_what_is_not_confirmed_says_so_with_its_source(client: Client) -> None:
    page = Page(client.get("/tramites/solicitud-general/"))
    assert "por confirmar" in page.text
    assert "Por analogía con la ficha de modificación del monto de fianza" in page.text


def test_a_sheet_without_form_says_how_to_ask(client: Client) -> None:
    page = Page(client.get("/tramites/renovacion-prorroga-fianza/"))
    assert "todavía no tiene formulario" in page.text
    assert "/tramites/solicitud-general/" in page.html
    assert "/contacto/" in page.html
    assert client.get("/tramites/renovacion-prorroga-fianza/formulario/").status_code == 404


def test_a_sheet_where_there_is_no_general_request_leads_to_the_contacts(
    client: Client, settings: Settings
) -> None:
    settings.VENTANILLA_PACK = "ec"
    page = Page(client.get("/tramites/", {"q": "zzzz"}))
    assert "/contacto/" in page.html
    assert Page(client.get("/tramites/incidente-sistema-aduanero/")).status == 200


@pytest.mark.parametrize("pack", ["sv", "ec", "mx"])
def test_every_sheet_and_every_first_page_of_a_form_can_be_read(
    client: Client, settings: Settings, pack: str
) -> None:
    settings.VENTANILLA_PACK = pack
    for procedure in get_pack(pack).procedures.values():
        assert client.get(f"/tramites/{procedure.slug}/").status_code == 200
        expected = 200 if procedure.is_open else 404
        assert client.get(f"/tramites/{procedure.slug}/formulario/").status_code == expected


def test_there_is_no_sheet_where_there_is_no_procedure(client: Client) -> None:
    assert client.get("/tramites/nada/").status_code == 404
    assert client.get("/tramites/nada/formulario/").status_code == 404
    assert client.post("/tramites/nada/utilidad/", {"helpful": "yes"}).status_code == 404


def test_an_opinion_reaches_the_owner_of_the_sheet(client: Client) -> None:
    response = client.post(
        SHEET + "utilidad/", {"helpful": "no", "comment": " Falta el horario. "}, follow=True
    )
    assert "Su opinión llega a quienes mantienen esta página" in Page(response).text
    kept = SheetFeedback.objects.get()
    assert (kept.procedure, kept.unit, kept.is_helpful) == ("bond-change", "leyes-especiales", False)
    assert kept.comment == "Falta el horario."


def test_an_opinion_without_an_answer_says_what_is_missing_and_keeps_the_words(client: Client) -> None:
    page = Page(client.post(SHEET + "utilidad/", {"comment": "Muy útil"}))
    assert page.status == 422
    assert "elija sí o no" in page.errors
    assert "Muy útil" in page.html
    assert client.get(SHEET + "utilidad/").status_code == 302
    assert not SheetFeedback.objects.exists()


def test_one_visitor_cannot_fill_the_table_of_opinions(client: Client) -> None:
    for _ in range(22):
        assert client.post(SHEET + "utilidad/", {"helpful": "yes"}).status_code == 302
    assert SheetFeedback.objects.count() == 20
    assert SheetFeedback.objects.latest("at").at > timezone.now() - dt.timedelta(minutes=1)


def test_the_language_comes_back_to_the_page_and_to_no_other_site(client: Client) -> None:
    assert client.post("/idioma/", {"language": "en", "next": "/guia/"})["Location"] == "/guia/"
    assert client.cookies["idioma"].value == "en"
    for bad in ("https://malo.example/", "//malo.example", "javascript:alert(1)", ""):
        assert client.post("/idioma/", {"language": "xx", "next": bad})["Location"] == "/"
    assert client.cookies["idioma"].value == "en"
    assert client.get("/idioma/").status_code == 405


def test_the_guide_says_the_rules_of_the_password(client: Client) -> None:
    text = Page(client.get("/guia/")).text
    for rule in ("más de 8 caracteres", "letra mayúscula", "carácter especial (por ejemplo @ # $)"):
        assert rule in text


def test_no_page_says_the_word_that_means_to_pay(client: Client) -> None:
    for address in PAGES:
        assert not re.search(r"cancelar", Page(client.get(address)).text, re.IGNORECASE)
