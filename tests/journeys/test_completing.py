"""A mail with only a subject becomes a complete case: by its receipt, without an account, and asked for at the desk."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.intake.letters import letter
from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import ANA, OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import fill, paper, take

SUBJECT = "Copia de una póliza de 2019"
ADDRESS = "nadia.luz@correo.example"
ANSWERS = {
    "¿En nombre de quién presenta la solicitud?": "•Persona natural",
    "Tipo de documento": "•DUI",
    "Número de DUI": "00016297-5",
    "Teléfono": "7123 4567",
    "Descripción de su solicitud": "Necesito una copia de la póliza que presenté en 2019.",
    "Confirmo que los datos que proporciono": "☑",
}


def test_a_mail_with_only_a_subject_is_completed(sv: Product, arrive: Arrive, tmp_path: Path) -> None:
    sv.receive(letter("", sender=f"Nadia Luz <{ADDRESS}>", subject=SUBJECT))
    receipt = sv.mailbox.wait(to=ADDRESS, subject="recibimos su correo")
    number = receipt.text.split("Número de caso: ")[1].split()[0]
    assert "- Teléfono" in receipt.text

    officer = arrive(sv, OFFICER, widths=BOTH)
    take(officer, number, SUBJECT)
    expect(officer.page.get_by_role("heading", name="Lo que falta")).to_be_visible()
    officer.page.locator("summary", has_text="Enviar enlace para completar").click()
    officer.look("desk-missing", picture=True)
    officer.press("Enviar el enlace")
    expect(officer.page.locator("main")).to_contain_text("El enlace para completar el caso va en camino")
    asked = sv.mailbox.wait(to=ADDRESS, subject=f"Caso {number}: complete su solicitud")

    citizen = arrive(sv, widths=BOTH)
    citizen.open(asked.link("/completar/"))
    expect(citizen.page.get_by_label("Asunto")).to_have_value(SUBJECT)
    citizen.look("completion-form", picture=True)
    fill(citizen.page, ANSWERS)
    citizen.press("Continuar")
    citizen.page.get_by_label("Documentos de apoyo").set_input_files(paper(tmp_path, "poliza.pdf", "Póliza"))
    citizen.look("completion-papers", picture=True)
    citizen.press("Continuar")
    citizen.look("completion-review", picture=True)
    citizen.press("Enviar")
    expect(citizen.page.get_by_role("heading", name="Recibimos lo que faltaba")).to_be_visible()
    expect(citizen.page.locator("main")).to_contain_text(number)
    citizen.look("completion-done", picture=True)

    citizen.open(asked.link("/documentos/"))
    citizen.look("completion-documents", picture=True)
    citizen.press("Enviar los documentos")
    expect(citizen.page.get_by_role("alert")).to_contain_text("elija al menos un archivo")
    citizen.look("completion-documents-empty", picture=True)
    citizen.page.get_by_label("Otros documentos").set_input_files(paper(tmp_path, "plano.pdf", "Plano"))
    citizen.press("Enviar los documentos")
    expect(citizen.page.locator("main")).to_contain_text(f"Recibimos en el caso {number}: plano.pdf")

    officer.page.reload()
    expect(officer.page.locator("main")).to_contain_text("poliza.pdf")
    expect(officer.page.get_by_role("heading", name="Lo que falta")).to_have_count(0)
    officer.look("desk-completed", picture=True)


def test_her_case_page_says_what_is_missing_and_a_spent_link_what_to_do(sv: Product, arrive: Arrive) -> None:
    sv.receive(letter("", sender=f"Ana Beltrán <{ANA}>", subject="Póliza que se perdió"))
    receipt = sv.mailbox.wait(to=ANA, subject="recibimos su correo")
    number = receipt.text.split("Número de caso: ")[1].split()[0]
    ana = arrive(sv, ANA, widths=BOTH)
    ana.open(f"/casos/{number}/")
    expect(ana.page.get_by_role("heading", name="Lo que falta")).to_be_visible()
    ana.look("case-missing", picture=True)
    ana.follow("Completar el formulario")
    expect(ana.page.locator("main")).to_contain_text(f"Está completando el caso {number}")
    ana.press("Guardar y continuar después")
    ana.look("completion-kept", picture=True)
    ana.open(f"/casos/{number}/pasos/withdraw/")
    ana.page.locator("main form").get_by_role("button").first.click()
    ana.page.wait_for_url(f"**/casos/{number}/")
    ana.open(receipt.link("/completar/"))
    expect(ana.page.get_by_role("heading", name="Este enlace ya no sirve")).to_be_visible()
    ana.look("completion-over", picture=True)
