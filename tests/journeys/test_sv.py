"""The first whole way where no account is needed: from the search to *Estoy conforme*."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, NARROW, WIDE, Arrive
from tests.journeys.people import OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import (
    NEW_PASSWORD,
    answer,
    begin,
    claim_account,
    fill,
    find_procedure,
    number_on,
    paper,
    send_too_early,
    take,
)

SUBJECT = "Copia de una constancia de pago"
CONTACT = {
    "¿En nombre de quién presenta la solicitud?": "•Persona natural",
    "Nombre completo": "Beatriz Ayala Solano",
    "Tipo de documento": "•DUI",
    "Número de DUI": "00016297-5",
}
REQUEST = {
    "Asunto": SUBJECT,
    "Descripción de su solicitud": "Necesito copia de la constancia de pago de una declaración de marzo.",
    "Confirmo que los datos que proporciono": "☑",
}
ANSWER = "Adjuntamos la copia que solicitó. Puede verificarla en la ventanilla si lo desea."


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_from_the_search_to_the_answer(sv: Product, arrive: Arrive, tmp_path: Path, width: int) -> None:
    address = f"beatriz.{width}@correo.example"
    citizen = arrive(sv, widths=(width,))
    find_procedure(citizen, "solicitud", "Solicitud general")
    begin(citizen)
    send_too_early(citizen)
    fill(citizen.page, CONTACT | {"Correo electrónico": address, "Teléfono": "7123 4567"})
    form = citizen.page.url
    citizen.press("Guardar y continuar después")
    expect(citizen.page.get_by_role("status").first).to_contain_text(address)
    citizen.look("form-saved", picture=True)
    citizen.open(form)
    fill(citizen.page, REQUEST)
    citizen.look("form", picture=True)
    citizen.press("Continuar")
    citizen.page.get_by_label("Documentos de apoyo").set_input_files(
        paper(tmp_path, "comprobante.pdf", "Comprobante")
    )
    citizen.look("documents", picture=True)
    citizen.press("Continuar")
    expect(citizen.page.locator("main")).to_contain_text("comprobante.pdf")
    citizen.look("review", picture=True)
    citizen.press("Enviar")
    citizen.page.wait_for_url("**/constancia/")
    number = number_on(citizen.page)
    citizen.look("receipt", picture=True)

    receipt = citizen.mailbox.wait(to=address, subject=f"Caso {number}: recibimos su solicitud")
    assert "25 MB" in receipt.text
    assert "/no-fui-yo/" in receipt.link("/no-fui-yo/")
    citizen.open(receipt.link("/contrasena/olvido/"))
    claim_account(citizen, address)

    officer = arrive(sv, OFFICER, widths=(width,))
    take(officer, number, SUBJECT)
    answer(officer, ANSWER, "Solicitud resuelta favorablemente", paper(tmp_path, "copia.pdf", "Copia"))

    told = citizen.mailbox.wait(to=address, subject=f"Caso {number}: respuesta a su solicitud")
    assert ANSWER[:30] in told.text
    citizen.open(told.link(f"/casos/{number}/"))
    if "/entrar/" in citizen.page.url:
        citizen.sign_in(address, NEW_PASSWORD)
    expect(citizen.page.get_by_role("heading", name="Nuestra respuesta")).to_be_visible()
    expect(citizen.page.locator("main")).to_contain_text(ANSWER)
    citizen.look("case-answered-with-file")
    with citizen.page.expect_download() as downloading:
        citizen.page.get_by_role("link", name="copia.pdf").first.click()
    assert downloading.value.suggested_filename == "copia.pdf"
    citizen.press("Sí, estoy conforme")
    expect(citizen.page.locator("main")).to_contain_text("Cerrad")
    citizen.look("case-closed-by-me")
    citizen.mailbox.wait(to=address, subject=f"Caso {number}: caso cerrado")
    citizen.open("/casos/?estado=cerrados")
    expect(citizen.page.locator("main")).to_contain_text(number)


def test_who_did_not_send_it_takes_the_case_out_of_the_account(
    sv: Product, arrive: Arrive, tmp_path: Path
) -> None:
    address = "otra.persona@correo.example"
    mistaken = arrive(sv)
    mistaken.open("/tramites/solicitud-general/formulario/")
    mistaken.press("Comenzar")
    fill(mistaken.page, CONTACT | {"Correo electrónico": address, "Teléfono": "7123 4567"} | REQUEST)
    mistaken.press("Continuar")
    mistaken.press("Continuar")
    mistaken.press("Enviar")
    mistaken.page.wait_for_url("**/constancia/")
    number = number_on(mistaken.page)
    owner = arrive(sv, widths=BOTH)
    owner.open(
        owner.mailbox.wait(to=address, subject=f"Caso {number}: recibimos su solicitud").link("/no-fui-yo/")
    )
    owner.look("not-me", picture=True)
    owner.press("Yo no la envié")
    owner.look("not-me-done", picture=True)
    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open(f"/mesa/casos/{number}/")
    expect(officer.page.locator("main")).to_contain_text("no envió esta solicitud")
    officer.look("desk-case-not-me", picture=True)
