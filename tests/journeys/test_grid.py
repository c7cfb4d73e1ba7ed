"""An annex filled in online, from the form to the estimate that the desk reads; with script, without, by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.bonds.sheets import GOODS
from tests.journeys.conftest import BOTH, Arrive, Visitor
from tests.journeys.people import DIEGO, OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import BOND_CHOSEN, BOND_TYPED, answer_bond_change, number_on

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CHOSEN = {"person_kind": "natural", "capacity": "owner", **BOND_CHOSEN}
WHISKY = {
    "Código arancelario": "2208.30.90",
    "Descripción": "Whisky",
    "Costo": "9,000.00",
    "Seguro": "100",
    "Flete": "500",
    "DAI %": "0",
    "Grado alcohólico": "40",
    "Litros por envase": "0.75",
    "Envases": "muchos",
    "Precio de venta sugerido por envase": "15.00",
}
RUM = "\t".join(("2208.40.90", "Ron", "", "", "2000", "20", "80", "0", "40", "0.75", "600", "9.50"))
GIN = RUM.replace("2208.40.90", "2208.50.00").replace("Ron", "Ginebra")
OWN_SHEET = "anexo-2-en-linea.xlsx"
PASTE = """(control, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  control.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_from_the_form_to_the_estimate(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, DIEGO, widths=BOTH)
    page = applicant.page
    to_documents(applicant)
    page.locator("input[name=application-letter]").set_input_files(a_file("solicitud.pdf", PDF))
    applicant.look("documents-annexes", picture=True)
    open_grid(page)
    applicant.look("annex-grid", picture=True)

    type_row(page, 1, WHISKY)
    compute(page)
    expect(page.get_by_role("alert")).to_contain_text("Fila 1: «muchos» no es un número")
    applicant.look("annex-grid-errors", picture=True)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(cell(page, 1, "Envases")).to_be_focused()
    cell(page, 1, "Envases").fill("1,200")
    cell(page, 5, "Código arancelario").evaluate(PASTE, f"{RUM}\n{GIN}\n")
    expect(cell(page, 6, "Descripción")).to_have_value("Ginebra")
    compute(page)
    expect(page.locator(".b-bond-amount")).to_contain_text("$")
    applicant.look("annex-grid-computed", picture=True)
    proposed = page.locator(".b-bond-amount").inner_text()
    page.get_by_role("button", name="Quitar fila 2").click()
    expect(page.get_by_role("button", name=re.compile("^Quitar fila"))).to_have_count(5)
    applicant.press("Guardar y volver al formulario")

    expect(page.locator("main")).to_contain_text(OWN_SHEET)
    expect(page.locator("main")).to_contain_text("solicitud.pdf")
    page.locator("input[name=sales-evidence]").set_input_files(a_file("ventas.pdf", PDF + b"% ventas\n"))
    page.locator("input[name=annex-1]").set_input_files(a_file("anexo-1.csv", GOODS))
    identity = page.locator("input[name=identity-document]")
    if identity.count():
        identity.set_input_files(a_file("dui.pdf", PDF + b"% dui\n"))
    applicant.press("Continuar")
    applicant.press("Enviar")
    page.wait_for_url("**/constancia/")
    number = number_on(page)
    applicant.open(f"/casos/{number}/anexos/")
    expect(page.locator("section", has_text="Anexo 2")).to_contain_text(proposed)
    applicant.look("annexes-presented", picture=True)
    page.get_by_role("link", name=re.compile("^Corregir en línea.*Anexo 2")).click()
    expect(cell(page, 2, "Descripción")).to_have_value("Ron")
    applicant.look("annex-grid-case", picture=True)
    cell(page, 2, "Envases").fill("700")
    applicant.press("Presentar este anexo")
    expect(page.locator("main")).to_contain_text("Recibimos su hoja")
    expect(page.locator("section", has_text="Anexo 2")).not_to_contain_text(proposed)
    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open(f"/mesa/casos/{number}/anexos/")
    expect(officer.page.locator("main")).to_contain_text(OWN_SHEET)


def test_without_script(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, DIEGO)
    to_documents(applicant)
    documents = applicant.page.url
    bare = arrive(sv, DIEGO, script=False)
    page = bare.open(documents)
    open_grid(page)
    type_row(page, 5, {**WHISKY, "Envases": "1200"})
    bare.press("Agregar cinco filas")
    expect(cell(page, 5, "Descripción")).to_have_value("Whisky")
    type_row(page, 10, {**WHISKY, "Descripción": "Ron"})
    bare.press("Guardar y volver al formulario")
    expect(page.get_by_role("alert")).to_contain_text("Fila 10")
    cell(page, 10, "Envases").fill("600")
    bare.look("annex-grid-no-script")
    bare.press("Guardar y volver al formulario")
    expect(page.locator("main")).to_contain_text(OWN_SHEET)
    open_grid(page)
    expect(cell(page, 2, "Descripción")).to_have_value("Ron")


def test_by_keyboard(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, DIEGO)
    page = applicant.page
    to_documents(applicant)
    open_grid(page)
    cell(page, 1, "Código arancelario").focus()
    stops = []
    for text in ("2208.30.90", "Whisky", "", "", "9000", "100", "500", "0", "40", ".75", "1200", "15"):
        stops.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert stops[0] == "Código arancelario, fila 1"
    assert stops[-1] == "Precio de venta sugerido por envase, fila 1", "from left to right"
    expect(page.get_by_role("button", name="Quitar fila 1")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".b-bond-amount")).to_contain_text("$")
    expect(cell(page, 1, "Descripción")).to_have_value("Whisky")


def to_documents(visitor: Visitor) -> None:
    """The questions of a bond change that imports alcohol, answered."""
    visitor.open("/tramites/modificacion-monto-fianza/formulario/")
    visitor.press("Comenzar")
    answer_bond_change(visitor.page, CHOSEN, BOND_TYPED, ticked=["imports_alcohol"])
    visitor.press("Continuar")
    visitor.page.wait_for_url("**/documentos/")


def open_grid(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Llenar en línea.*Anexo 2")).click()
    page.wait_for_url(re.compile(r"/anexos/2/(#.*)?$"))


def cell(page: Page, row: int, column: str) -> Locator:
    return page.get_by_label(f"{column}, fila {row}", exact=True)


def type_row(page: Page, row: int, texts: dict[str, str]) -> None:
    for column, text in texts.items():
        cell(page, row, column).fill(text)


def compute(page: Page) -> None:
    page.get_by_role("button", name="Calcular los tributos").click()


def a_file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
