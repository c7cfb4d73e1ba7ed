"""One who wrote twice: the officer is told, merges the two with one press, and can undo it; both pages say where to read."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import ANA, CUSTOMS_OFFICER
from tests.journeys.product import Product

SUBJECT = "Cómo pedir servicio extraordinario un sábado"


def test_two_letters_on_one_matter(sv: Product, arrive: Arrive) -> None:
    officer, applicant = arrive(sv, CUSTOMS_OFFICER, widths=BOTH), arrive(sv, ANA, widths=BOTH)
    officer.open("/mesa/?vista=unidad")
    officer.follow(f"RE: {SUBJECT}")
    merged = officer.page.url
    expect(officer.page.get_by_role("heading", name="¿El mismo asunto?")).to_be_visible()
    officer.look("desk-case-suggested", picture=True)
    officer.open(f"{merged}acciones/transfer/")
    expect(officer.page.get_by_label("Unidad")).to_be_visible()
    officer.look("desk-case-action", picture=True)
    officer.open(merged)
    officer.page.get_by_role("button", name="Unir este caso a ese").click()
    expect(officer.page.get_by_role("heading", name=SUBJECT, exact=True)).to_be_visible()
    target = officer.page.url
    assert target != merged
    expect(officer.page.get_by_role("heading", name="Casos unidos a este")).to_be_visible()
    officer.look("desk-case-target", picture=True)
    officer.open("/mesa/?vista=unidad")
    expect(officer.page.get_by_role("link", name=f"RE: {SUBJECT}")).to_have_count(0)
    officer.open(merged)
    officer.look("desk-case-merged", picture=True)

    applicant.open("/casos/?estado=cerrados")
    applicant.look("my-cases-merged")
    applicant.follow(f"RE: {SUBJECT}")
    applicant.look("case-merged", picture=True)
    applicant.page.get_by_role("link", name="Ir a DGA").click()
    expect(applicant.page.get_by_role("link", name="confirmacion-proveedor.pdf")).to_be_visible()
    applicant.look("case-target", picture=True)
    with applicant.page.expect_download() as download:
        applicant.follow("confirmacion-proveedor.pdf")
    assert download.value.suggested_filename == "confirmacion-proveedor.pdf"

    officer.press("Deshacer la unión")
    expect(officer.page.get_by_role("heading", name=f"RE: {SUBJECT}")).to_be_visible()
    expect(officer.page.get_by_role("heading", name="¿El mismo asunto?")).to_be_visible()
    officer.look("desk-case-apart")
