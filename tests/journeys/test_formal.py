"""Formal acts through the pages: checked, prevented, signed by the head, verified by anybody, answered by the applicant."""

from __future__ import annotations

import datetime as dt
import re

import psycopg
from playwright.sync_api import expect

from tests.certificates import PHRASE, Authority, signed_pdf, write_p12
from tests.journeys.conftest import BOTH, Arrive, Visitor
from tests.journeys.people import DIEGO, SECOND_HEAD, SECOND_OFFICER
from tests.journeys.product import Product

SECONDS_TO_EXAMINE = 60
DEFECT = "El balance no está firmado por el auditor."


def test_a_notice_is_signed_verified_and_answered(sv: Product, arrive: Arrive) -> None:
    officer = arrive(sv, SECOND_OFFICER, widths=BOTH)
    officer.open("/mesa/?vista=unidad")
    waiting = officer.page.locator("main tr", has_text="Prevenida").filter(has_not_text="Un término venció")
    waiting.locator("a[href*='/mesa/casos/']").first.click()
    expect(officer.page.get_by_role("button", name="Continuar sin esperar la subsanación")).to_be_visible()
    case = officer.page.url
    officer.press("Continuar sin esperar la subsanación")
    number = case.rstrip("/").rpartition("/")[2]
    officer.open(f"{case}resolucion/")
    officer.look("desk-resolution", picture=True)
    officer.open(f"{case}requisitos/")
    evidence = officer.page.locator(
        "section", has_text=re.compile("estados? financieros|balance", re.IGNORECASE)
    ).last
    evidence.get_by_label("Resultado").select_option(label="No se cumple")
    evidence.get_by_label("Razón, que lee el solicitante").fill(DEFECT)
    officer.look("desk-checklist", picture=True)
    officer.press("Guardar la revisión")
    expect(officer.page.locator("main")).to_contain_text(DEFECT)
    officer.look("desk-notice", picture=True)
    officer.press("Guardar el borrador")
    draft = officer.page.url

    head = arrive(sv, SECOND_HEAD, widths=BOTH)
    head.open(draft)
    head.look("desk-act-draft", picture=True)
    head.press("Firmar y notificar")
    head.look("desk-act-signed", picture=True)

    anybody = arrive(sv, widths=BOTH)
    anybody.open("/verificar/")
    anybody.look("verify", picture=True)
    anybody.open(head.page.locator("main a[href*='/verificar/']").first.get_attribute("href") or "")
    anybody.look("verification", picture=True)

    applicant = arrive(sv, DIEGO, widths=BOTH)
    applicant.open(f"/casos/{number}/prevencion/")
    expect(applicant.page.locator("main")).to_contain_text(DEFECT)
    applicant.look("remedy", picture=True)
    applicant.page.get_by_label("Su respuesta").first.fill("Va firmado el balance.")
    auditor = Authority.make("Autoridad de pruebas").issue("Rosa Menjívar, auditora")
    balance = signed_pdf(auditor, at=dt.datetime.now(dt.UTC))
    changed = balance.replace(b"612", b"613", 1)
    applicant.page.locator("main input[type=file]").first.set_input_files(
        [
            {"name": "balance.pdf", "mimeType": "application/pdf", "buffer": balance},
            {"name": "balance-alterado.pdf", "mimeType": "application/pdf", "buffer": changed},
        ]
    )
    applicant.press("Enviar la respuesta a la prevención")
    expect(applicant.page.locator("main")).to_contain_text("Va firmado el balance.")
    applicant.look("case-remedied", picture=True)
    _resolve_with_a_certificate(sv, officer, head, anybody, case)


def _resolve_with_a_certificate(
    sv: Product, officer: Visitor, head: Visitor, anybody: Visitor, case: str
) -> None:
    """The desk reads the signatures of the answer, and the head signs with her own."""
    for _ in range(SECONDS_TO_EXAMINE):
        officer.open(case)
        if officer.page.get_by_text("lo firmado fue alterado").count():
            break
        officer.page.wait_for_timeout(1000)
    expect(officer.page.locator("main")).to_contain_text("Firmado por Rosa Menjívar")
    expect(officer.page.locator("main")).to_contain_text("íntegro")
    expect(officer.page.locator("main")).to_contain_text("lo firmado fue alterado")
    officer.look("desk-signed-files", picture=True)
    officer.open(f"{case}resolucion/")
    officer.page.locator("#resolution-outcome").select_option(index=1)
    officer.page.locator("#resolution-decision").fill("Auméntese la fianza a US$ 80,000.00.")
    officer.press("Guardar el borrador")

    material = Authority.make("Autoridad Certificadora de Pruebas").issue("Elena Barrios")
    kept = write_p12(sv.signing / f"{_number_of(sv, SECOND_HEAD)}.p12", material)
    try:
        head.open(officer.page.url)
        head.look("desk-act-certificate", picture=True)
        head.complaints.expected.add(422)
        head.page.get_by_label("Frase del certificado").fill("no es esta")
        head.press("Firmar y notificar")
        expect(head.page.locator("main")).to_contain_text("no abre el certificado")
        head.look("desk-act-refused", picture=True)
        head.page.get_by_label("Frase del certificado").fill(PHRASE)
        head.press("Firmar y notificar")
    finally:
        kept.unlink()
    head.look("desk-act-certified", picture=True)
    anybody.open(head.page.locator("main a[href*='/verificar/']").first.get_attribute("href") or "")
    anybody.look("verification-certified", picture=True)


def _number_of(sv: Product, email: str) -> int:
    with psycopg.connect(sv.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT id FROM person WHERE email = %s", [email]).fetchone()
    assert row is not None
    return int(row[0])


def test_what_stands_beside_the_acts(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, DIEGO, widths=BOTH)
    applicant.open("/casos/?estado=cerrados")
    applicant.follow("Modificación del monto de fianza")
    number = applicant.page.url.rstrip("/").rpartition("/")[2]
    applicant.look("case-resolved", picture=True)
    applicant.open(f"/casos/{number}/anexos/")
    applicant.look("annexes", picture=True)

    officer = arrive(sv, SECOND_OFFICER, widths=BOTH)
    case = f"/mesa/casos/{number}/"
    for path, name in (
        ("anexos/", "desk-annexes"),
        ("solvencia/", "desk-solvency"),
        ("diligencias/", "desk-inquiries"),
    ):
        officer.open(case + path)
        officer.look(name, picture=True)
    officer.open(case)
    officer.page.locator("main a[href*='/actos/']").first.click()
    officer.look("desk-act-resolved", picture=True)
    officer.open(f"{officer.page.url}fianza/")
    officer.look("desk-bond-registration", picture=True)
    officer.page.locator("#bond-valid_until").fill("2040-12-31")
    officer.page.locator("main form button").first.click()
    officer.open("/mesa/fianzas/")
    officer.look("desk-bonds", picture=True)
    officer.page.locator("main a[href*='/mesa/fianzas/']", has_not_text="días").last.click()
    officer.look("desk-bond", picture=True)
