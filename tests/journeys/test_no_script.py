"""The whole way in a browser that runs no script: form, files, sending, answering, conformity."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import (
    NEW_PASSWORD,
    answer,
    claim_account,
    fill,
    number_on,
    paper,
    take,
)

SUBJECT = "Estado de mi correspondencia"
ANSWER = "Su nota se trasladó a la unidad competente el mismo día."


def test_no_script_is_needed(sv: Product, arrive: Arrive, tmp_path: Path) -> None:
    address = "sin.script@correo.example"
    citizen = arrive(sv, script=False)
    page = citizen.open("/tramites/solicitud-general/formulario/")
    citizen.press("Comenzar")
    fill(
        page,
        {
            "¿En nombre de quién presenta la solicitud?": "•Persona natural",
            "Nombre completo": "Ofelia Campos",
            "Tipo de documento": "•NIT",
        },
    )
    page.get_by_role("button", name="Mostrar las preguntas").first.click()
    expect(page.get_by_label("Nombre completo")).to_have_value("Ofelia Campos")
    fill(
        page,
        {
            "Número de NIT": "0614-050707-104-8",
            "Correo electrónico": address,
            "Teléfono": "2222 3333",
            "Asunto": SUBJECT,
            "Descripción de su solicitud": "Entregué una nota y deseo saber quién la tiene.",
            "Confirmo que los datos que proporciono": "☑",
        },
    )
    citizen.press("Continuar")
    page.get_by_label("Documentos de apoyo").set_input_files(paper(tmp_path, "nota.pdf", "Nota"))
    citizen.press("Adjuntar y seguir aquí")
    expect(page.locator("main")).to_contain_text("nota.pdf")
    citizen.press("Continuar")
    citizen.press("Enviar")
    page.wait_for_url("**/constancia/")
    number = number_on(page)
    receipt = citizen.mailbox.wait(to=address, subject=f"Caso {number}: recibimos su solicitud")
    citizen.open(receipt.link("/contrasena/olvido/"))
    claim_account(citizen, address)

    officer = arrive(sv, OFFICER, script=False)
    take(officer, number, SUBJECT)
    officer.page.locator("summary", has_text="Nota interna").click()
    officer.follow("Abrir el formulario")
    officer.page.get_by_label("Nota", exact=True).fill("Viene de Acajutla.")
    officer.press("Guardar la nota")
    expect(officer.page.locator("main")).to_contain_text("Viene de Acajutla.")
    answer(officer, ANSWER, "Información proporcionada", paper(tmp_path, "traslado.pdf", "Traslado"))

    citizen.open(f"/casos/{number}/")
    if "/entrar/" in page.url:
        citizen.sign_in(address, NEW_PASSWORD)
    expect(page.locator("main")).to_contain_text(ANSWER)
    citizen.press("Sí, estoy conforme")
    expect(page.locator("main")).to_contain_text("Cerrad")
