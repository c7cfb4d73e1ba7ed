"""Acting for a company through the pages: what is on file is offered, used, seen by the officer; a power is accepted."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import DIEGO, OFFICER, SECOND_OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import BOND_CHOSEN, BOND_TYPED, answer_bond_change

COMPANY = "Tienda Libre Puerta del Istmo"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SHEET = b"tariff_code,description,quantity,unit,cost,insurance,freight,duty_rate\n33030000,Perfumes,4,unidad,40.00,1.00,2.00,0\n"
PAPERS = (
    ("application-letter", "solicitud.pdf", PDF),
    ("sales-evidence", "balances.pdf", PDF + b"% balances\n"),
    ("annex-1", "anexo-1.csv", SHEET),
)
HELD = "Ya está en nuestro poder"


def test_a_representative_is_asked_for_nothing_that_is_on_file(sv: Product, arrive: Arrive) -> None:
    diego = arrive(sv, DIEGO, widths=BOTH)
    diego.open("/casos/")
    diego.follow("Mis documentos")
    expect(diego.page.locator("main")).to_contain_text(COMPANY)
    diego.look("filed", picture=True)

    diego.open("/tramites/modificacion-monto-fianza/formulario/")
    expect(diego.page.get_by_label(re.compile(COMPANY))).to_be_checked()
    diego.look("start-power", picture=True)
    diego.press("Comenzar")
    expect(diego.page.get_by_label("NIT de la sociedad")).to_have_value("0614-050707-104-8")
    answer_bond_change(diego.page, BOND_CHOSEN, BOND_TYPED)
    diego.press("Continuar")
    main = diego.page.locator("main")
    expect(main).to_contain_text("Adjunte", ignore_case=True)
    expect(main.get_by_text(HELD)).to_have_count(2)
    diego.look("documents-on-file", picture=True)
    for code, name, content in PAPERS:
        diego.page.locator(f"input[name={code}]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
    diego.press("Continuar")
    expect(diego.page.locator("main").get_by_text(HELD)).to_have_count(2)
    diego.look("review-on-file", picture=True)
    diego.press("Enviar")
    number = diego.page.locator("main").get_by_text(re.compile(r"DGA-\d{4}-\d{6}")).first.inner_text()
    found = re.search(r"DGA-\d{4}-\d{6}", number)
    assert found
    diego.open(f"/casos/{found[0]}/")
    expect(diego.page.locator("main")).to_contain_text("Acreditado")

    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open(f"/mesa/casos/{found[0]}/requisitos/")
    expect(officer.page.locator("main")).to_contain_text("Del archivo: presentado el")
    officer.look("desk-checklist-on-file", picture=True)


def test_the_officer_sees_who_acts_for_whom(sv: Product, arrive: Arrive) -> None:
    officer = arrive(sv, SECOND_OFFICER, widths=BOTH)
    officer.open("/mesa/?vista=unidad")
    officer.follow("Modificación del monto de fianza")
    case = officer.page.url
    expect(officer.page.locator("main")).to_contain_text("En nombre de")
    officer.look("desk-case-represented", picture=True)
    officer.open(f"{case}personeria/")
    officer.look("desk-representation", picture=True)
    officer.press("Aceptar el poder")
    officer.look("desk-representation-refused")
    expect(officer.page.locator("main")).to_contain_text("Inscripción")
