"""The whole way where sending needs an account: sign-up confirmed by mail, an incident with its capture, no conformity."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, Arrive, Visitor
from tests.journeys.people import OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import (
    NEW_PASSWORD,
    NUMBER,
    answer,
    begin,
    fill,
    find_procedure,
    number_on,
    paper,
    send_too_early,
    take,
)

SUBJECT = "La pantalla de envío no responde"
ANSWER = "Se corrigió la falla de la pantalla de envío. Puede repetir la operación."
STILL = "Sigue igual: la pantalla de envío no responde en ninguno de mis equipos."


def incident(address: str) -> dict[str, str]:
    yesterday = dt.datetime.now(ZoneInfo("America/Guayaquil")) - dt.timedelta(days=1)
    return {
        "Tipo de persona": "•Persona natural - Ecuatoriana",
        "Nombres y apellidos": "Carlos Alberto Zambrano",
        "Número de cédula o RUC": "1714307103",
        "Tipo de operador": "Importador o exportador",
        "Correo electrónico": address,
        "Teléfono": "0991234567",
        "Sistema en el que ocurrió": "•Ecuapass",
        "Nombre completo de la pantalla u opción": "Trámites operativos › Envío de documentos",
        "Nombre completo del campo": "Botón Enviar",
        "Fecha y hora exactas del evento": f"{yesterday:%Y-%m-%dT%H:%M}",
        "Distrito": "Distrito Guayaquil Marítimo",
        "Resumen del incidente": SUBJECT,
        "¿Qué sucedió?": "Presioné Enviar tres veces y la pantalla se quedó en blanco.",
        "Usuario con el que ingresó al sistema": "CZAMBRANO1",
        "Número de entrega, declaración o trámite afectado": "No aplica",
        "Texto del mensaje de error": "Sin mensaje",
        "¿Con qué frecuencia ocurre?": "•Siempre que lo intento",
        "Navegador o programa utilizado": "•Google Chrome",
        "Sistema operativo": "•Windows",
        "Confirmo que mi documento contiene": "☑",
    }


def sign_up(citizen: Visitor, address: str) -> None:
    """Register from the page that shows, confirm by the link of the mail, and sign in."""
    citizen.look("sign-up", picture=True)
    answers = {
        "Nombre completo": "Carlos Alberto Zambrano",
        "Tipo de persona": "•Persona natural - Ecuatoriana",
        "Documento de identificación": "Cédula de identidad",
        "Número del documento": "1714307103",
        "Tipo de operador": "Importador o exportador",
        "Correo electrónico": address,
        "Contraseña": NEW_PASSWORD,
        "Contraseña, otra vez": NEW_PASSWORD,
    }
    fill(citizen.page, answers)
    citizen.press("Regístrese")
    citizen.page.wait_for_url("**/correo-enviado/")
    citizen.look("confirm-your-mail")
    letter = citizen.mailbox.wait(to=address, subject="confirme su correo electrónico")
    citizen.open(letter.link("/registro/correo/"))
    citizen.look("confirmation", picture=True)
    citizen.press("Sí, confirmarla")
    citizen.page.wait_for_url(lambda url: "/registro/correo/" not in url)
    if "/entrar/" in citizen.page.url:
        citizen.sign_in(address, NEW_PASSWORD)


@pytest.mark.xdist_group("the other pack")
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_incident_and_no_conformity(ec: Product, arrive: Arrive, tmp_path: Path, width: int) -> None:
    address = f"carlos.{width}@correo.example"
    citizen = arrive(ec, widths=(width,))
    find_procedure(citizen, "error en ecuapass", "Reporte de incidentes")
    begin(citizen)
    send_too_early(citizen)
    fill(citizen.page, incident(address))
    citizen.press("Continuar")
    citizen.press("Continuar")
    expect(citizen.page.get_by_role("alert")).to_contain_text("por corregir")
    citizen.look("captures-missing", picture=True)
    captures = citizen.page.get_by_label("Documento con las capturas de pantalla")
    captures.set_input_files(paper(tmp_path, "capturas.pdf", "Capturas"))
    citizen.press("Continuar")
    citizen.look("review-without-account", picture=True)
    review = citizen.page.url
    citizen.follow("Regístrese")
    sign_up(citizen, address)
    citizen.open(review)
    citizen.look("review-signed-in")
    citizen.press("Enviar")
    citizen.page.wait_for_url("**/constancia/")
    number = number_on(citizen.page)
    assert number.startswith("INC-")
    citizen.mailbox.wait(to=address, subject=f"Ticket {number}: registramos su requerimiento")

    officer = arrive(ec, OFFICER, widths=(width,))
    take(officer, number, SUBJECT)
    answer(officer, ANSWER, "Incidente solucionado", paper(tmp_path, "pasos.pdf", "Pasos"))

    told = citizen.mailbox.wait(to=address, subject=f"Ticket {number}: respuesta a su requerimiento")
    citizen.open(told.link(f"/casos/{number}/"))
    expect(citizen.page.locator("main")).to_contain_text(ANSWER)
    citizen.look("case-answered")
    citizen.page.get_by_text("No, no estoy conforme").click()
    citizen.page.get_by_label("¿Qué falta o qué está mal?").fill(STILL)
    citizen.look("not-conform-form", picture=True)
    citizen.press("Enviar: no estoy conforme")
    linked = citizen.page.locator("main").get_by_role("link", name=NUMBER).first
    expect(linked).to_be_visible()
    citizen.look("case-not-conform", picture=True)
    letter = citizen.mailbox.wait(to=address, subject=f"Ticket {number}: finalizado")
    follow_up = letter.link("/casos/")
    citizen.open("/casos/")
    citizen.follow(SUBJECT)
    expect(citizen.page.locator("main")).to_contain_text(STILL)
    expect(citizen.page.locator("main").get_by_role("link", name=number)).to_be_visible()
    citizen.look("follow-up", picture=True)
    assert follow_up
