"""The other doors: papers handed in at the counter, a call, and a complaint about a case."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import ANA, OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import let_questions_follow

ASKED = "¿Qué horario tiene la ventanilla en la última semana del año?"


def test_somebody_hands_in_papers_and_goes_away_with_a_receipt(sv: Product, arrive: Arrive) -> None:
    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open("/mesa/ventanilla/")
    officer.look("desk-counter", picture=True)
    officer.page.get_by_role("button", name="Solicitud general").click()
    page = officer.page
    page.get_by_label("Número del Sistema de Correspondencia").fill("E-2026-009001")
    page.locator("#id_person_kind_0").check()
    let_questions_follow(page)
    page.get_by_label("Nombre completo").fill("Dora Alicia Cruz")
    page.locator("#id_document_type_0").check()
    let_questions_follow(page)
    page.get_by_label("Número de DUI").fill("00016297-5")
    page.get_by_label("Teléfono").fill("7011 2233")
    page.get_by_label("Asunto").fill("Devolución de un depósito")
    page.get_by_label("Descripción de su solicitud").fill("Pide que se le devuelva el depósito de 2024.")
    page.get_by_label("Confirmo que los datos").check()
    officer.look("desk-counter-form", picture=True)
    officer.press("Continuar a los documentos")
    expect(page.locator("h1")).to_contain_text("Documentos entregados")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "escrito.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    officer.press("Adjuntar y seguir aquí")
    officer.look("desk-counter-documents", picture=True)
    officer.press("Registrar y dar la constancia")
    expect(page.locator("main")).to_contain_text("E-2026-009001")
    officer.look("desk-counter-receipt", picture=True)
    officer.follow("Ver el caso")
    expect(page.locator("main")).to_contain_text("E-2026-009001")

    officer.open("/mesa/ventanilla/")
    page.get_by_role("button", name="Solicitud general").click()
    page.get_by_label("Número del Sistema de Correspondencia").fill("e-2026-009001")
    officer.complaints.expected.add(422)
    officer.press("Continuar a los documentos")
    expect(page.locator("main")).to_contain_text("ya pertenece al caso")
    officer.look("desk-counter-taken", picture=True)


def test_a_call_is_recorded_by_keyboard_alone(sv: Product, arrive: Arrive) -> None:
    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open("/mesa/llamadas/")
    officer.look("desk-calls", picture=True)
    keys = officer.page.keyboard
    expect(officer.page.locator("#call-option")).to_be_focused()
    keys.type("5")
    for typed in ("Wilfredo Campos", "7455 0912", "", ASKED):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(officer.page.locator("main")).to_contain_text("Llamada registrada y resuelta")
    expect(officer.page.locator("main")).to_contain_text(ASKED)

    officer.complaints.expected.add(422)
    officer.press("Enviar enlace")
    officer.look("desk-calls-refused", picture=True)


def test_a_complaint_begins_on_the_page_of_its_case(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, ANA, widths=BOTH)
    applicant.open("/casos/")
    applicant.follow("Estado de una nota que presenté en septiembre")
    expect(applicant.page.locator("main")).to_contain_text("Me piden una hoja que ya entregué")
    applicant.look("case-complained-of", picture=True)
    applicant.follow("Presentar una queja")
    applicant.look("complaint-start", picture=True)
    applicant.press("Comenzar")
    expect(applicant.page.get_by_label("Número de caso")).not_to_have_value("")
    applicant.look("complaint-form", picture=True)


@pytest.mark.xdist_group("the other pack")
def test_calls_in_the_other_pack(ec: Product, arrive: Arrive) -> None:
    officer = arrive(ec, OFFICER, widths=BOTH)
    officer.open("/mesa/llamadas/")
    expect(officer.page.locator("main")).to_contain_text("Patricio Andrade")
    officer.look("desk-calls", picture=True)
