"""The bond change from its first page to the paper copy in somebody's hand: begun online, and begun at the counter.

A company with a representative, annexes of alcohol and tobacco, a remedy notice answered, a tax system that does not
know the applicant and a paper that proves her status, a resolution signed by another and verified by anybody, its
notification returned by the mail server and made by hand, and the copy handed over.
"""

from __future__ import annotations

import re
from email.message import EmailMessage

import psycopg
from playwright.sync_api import Page, expect

from tests.bonds.sheets import DRINKS, GOODS
from tests.intake.letters import DESK, delivery_report
from tests.journeys.conftest import BOTH, Arrive, Visitor
from tests.journeys.people import ANA, DIEGO, OFFICER, SECOND_HEAD, SECOND_OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import BOND_CHOSEN, BOND_TYPED, NUMBER, answer_bond_change

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TOBACCO = (
    b"tariff_code,description,cost,insurance,freight,duty_rate,product,units,packs,retail_price\n"
    b"2402.20.00,Cigarrillos,800,10,40,0,cigarrillo,10000,500,2.50\n"
)
CHOSEN = {
    "person_kind": "legal",
    "capacity": "legal_representative",
    **BOND_CHOSEN,
}
ANNEXES = ("imports_alcohol", "imports_cigarettes")
AT_COUNTER = {
    "full_name": "Ana Lucía Menjívar",
    "organisation": "Duty Free del Puerto, S.A. de C.V.",
    "company_nit": "0614-311299-101-5",
    "email": ANA,
}
DEFECT = "El balance no lleva la firma del auditor."
ALIAS = "E-2026-004242"


def test_online(sv: Product, arrive: Arrive) -> None:
    applicant = arrive(sv, DIEGO, widths=BOTH)
    applicant.open("/tramites/modificacion-monto-fianza/formulario/")
    applicant.press("Comenzar")
    answer_bond_change(applicant.page, CHOSEN, BOND_TYPED, ticked=ANNEXES)
    applicant.press("Continuar")
    _attach(applicant.page)
    applicant.press("Continuar")
    applicant.press("Enviar")
    number = _number(applicant.page)
    sv.mailbox.wait(to=DIEGO, subject=number)
    _decide(sv, arrive, number, applicant)


def test_at_the_counter(sv: Product, arrive: Arrive) -> None:
    counter = arrive(sv, OFFICER, widths=BOTH)
    counter.open("/mesa/ventanilla/")
    counter.page.get_by_role("button", name=re.compile("fianza", re.IGNORECASE)).click()
    counter.page.get_by_label("Número del Sistema de Correspondencia").fill(ALIAS)
    answer_bond_change(counter.page, CHOSEN, {**BOND_TYPED, **AT_COUNTER}, ticked=ANNEXES)
    counter.press("Continuar a los documentos")
    _attach(counter.page)
    counter.press("Registrar y dar la constancia")
    expect(counter.page.locator("main")).to_contain_text(ALIAS)
    number = _number(counter.page)
    sv.mailbox.wait(to=ANA, subject=number)

    sv.receive(_annex_by_mail())
    applicant = arrive(sv, ANA, widths=BOTH)
    applicant.open(f"/casos/{number}/")
    expect(applicant.page.locator("main")).to_contain_text("anexo-3.csv")
    _decide(sv, arrive, number, applicant)


def _attach(page: Page) -> None:
    """The letter, the evidence and the three annexes, those of alcohol and tobacco as the desk's own templates ask."""
    papers = {
        "application-letter": ("solicitud.pdf", PDF),
        "sales-evidence": ("balances.pdf", PDF + b"% balances\n"),
        "annex-1": ("anexo-1.csv", GOODS),
        "annex-2": ("anexo-2.csv", DRINKS),
        "annex-3": ("anexo-3.csv", TOBACCO),
    }
    for code, (name, content) in papers.items():
        field = page.locator(f"input[name={code}]")
        if field.count():
            field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def _annex_by_mail() -> bytes:
    """The seed's own way: the annexes sent by a new mail that names the number they were handed in under."""
    mail = EmailMessage()
    mail["From"], mail["To"] = ANA, DESK
    mail["Subject"], mail["Message-ID"] = f"Anexos {ALIAS}", "<anexos-4242@correo.example>"
    mail.set_content("Adjunto los anexos de la solicitud.")
    mail.add_attachment(TOBACCO, maintype="text", subtype="csv", filename="anexo-3.csv")
    return bytes(mail)


def _number(page: Page) -> str:
    found = NUMBER.search(page.locator("main").inner_text())
    assert found, page.url
    return found[0]


def _decide(sv: Product, arrive: Arrive, number: str, applicant: Visitor) -> None:
    """What is the same whatever the door: from the completeness check to the copy."""
    officer, head = arrive(sv, SECOND_OFFICER, widths=BOTH), arrive(sv, SECOND_HEAD, widths=BOTH)
    case = f"/mesa/casos/{number}/"
    _transfer(arrive(sv, OFFICER, widths=BOTH), officer, case)
    _prevent(officer, head, case)

    sv.mailbox.wait(to=_address(applicant), subject=f"{number}: notificación de prevención")
    applicant.open(f"/casos/{number}/prevencion/")
    expect(applicant.page.locator("main")).to_contain_text(DEFECT)
    applicant.page.get_by_label("Su respuesta").first.fill("Va firmado el balance.")
    applicant.press("Enviar la respuesta a la prevención")

    officer.open(f"{case}solvencia/")
    officer.press("Consultar ahora")
    expect(officer.page.locator("main")).to_contain_text(re.compile("no refleja|no aparece", re.IGNORECASE))
    officer.look("desk-solvency-not-reflected", picture=True)
    officer.page.get_by_label("Documento presentado en la ventanilla").fill("Solvencia n.º 88, en papel")
    officer.press("Anotar el documento")
    expect(officer.page.locator("main")).to_contain_text("Solvencia n.º 88, en papel")

    act = _resolve(officer, head, case)
    letter = sv.mailbox.wait(to=_address(applicant), subject=f"{number}: notificación de resolución")
    anybody = arrive(sv, widths=BOTH)
    anybody.open(letter.link("/verificar/"))
    expect(anybody.page.locator("main")).to_contain_text("RES-ULE-")

    sv.receive(
        delivery_report(to=DESK, recipient=_address(applicant), message_id=letter.message["Message-ID"])
    )
    officer.open(act)
    expect(officer.page.locator("main")).to_contain_text("User unknown")
    officer.look("desk-act-bounced", picture=True)
    officer.page.get_by_text(re.compile("^Notificar a .* por otro medio$")).first.click()
    officer.page.get_by_label("Recibido por").first.fill("Marta Rivas, recepcionista")
    officer.page.get_by_role("button", name="Se entregó").first.click()
    expect(officer.page.locator("main")).to_contain_text("Marta Rivas, recepcionista")

    officer.press("El solicitante pide una copia")
    _next_business_day(sv)
    officer.open(act)
    officer.page.get_by_label("Entregada a").fill("Marta Rivas")
    officer.page.get_by_label("Documento de identificación").fill("00016297-5")
    officer.page.get_by_role("button", name="Se entregó").last.click()
    expect(officer.page.locator("main")).to_contain_text("Marta Rivas (00016297-5)")
    officer.look("desk-act-copied", picture=True)


def _transfer(counter: Visitor, officer: Visitor, case: str) -> None:
    """Whoever receives it passes it on whole to the unit that resolves, which accepts it."""
    counter.open(case)
    counter.press("Iniciar el análisis")
    transfer = counter.page.locator("form", has=counter.page.locator("[name=to_unit]"))
    if not transfer.is_visible():
        counter.page.locator("summary", has_text="Trasladar").first.click()
    transfer.get_by_label("Unidad").select_option(label="Unidad de Leyes Especiales")
    transfer.get_by_label("Motivo").fill("La solicitud está registrada: corresponde a esa unidad.")
    transfer.get_by_role("button").last.click()
    expect(counter.page.locator("main")).to_contain_text("Traslado propuesto")
    officer.open(case)
    officer.press("Aceptar el caso")


def _prevent(officer: Visitor, head: Visitor, case: str) -> None:
    officer.open(f"{case}requisitos/")
    evidence = officer.page.locator("section", has_text=re.compile("balances", re.IGNORECASE)).last
    evidence.get_by_label("Resultado").select_option(label="No se cumple")
    evidence.get_by_label("Razón, que lee el solicitante").fill(DEFECT)
    officer.press("Guardar la revisión")
    officer.press("Guardar el borrador")
    head.open(officer.page.url)
    head.press("Firmar y notificar")


def _resolve(officer: Visitor, head: Visitor, case: str) -> str:
    """Drafted by the officer, signed by the head; returns the act's address."""
    officer.open(f"{case}resolucion/")
    officer.page.get_by_label("Resultado").select_option(index=1)
    officer.page.get_by_label("Decisión").fill("Amplíese la fianza a US$ 80,000.00.")
    officer.press("Guardar el borrador")
    act = officer.page.url
    head.open(act)
    head.press("Firmar y notificar")
    expect(head.page.locator("main")).to_contain_text("RES-ULE-")
    return act


def _next_business_day(sv: Product) -> None:
    """The copy is ready the next business day: that day comes at once."""
    with psycopg.connect(sv.environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute("UPDATE paper_copy SET available_on = current_date - 1 WHERE handed_at IS NULL")


def _address(visitor: Visitor) -> str:
    return DIEGO if visitor.page.get_by_text("Diego Mora").count() else ANA
