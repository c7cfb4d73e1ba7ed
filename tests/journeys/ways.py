"""What people do in every journey, each in their own words: nothing here knows an id or an address of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from ventanilla.operations.population.papers import make_paper

NUMBER = re.compile(r"\b[A-Z]{3}-\d{4}-\d{6}\b")
NEW_PASSWORD = "Aduana#Abierta2026"

BOND_CHOSEN = {"document_type": "dui", "direction": "raise", "sales_evidence": "audited_balances"}
BOND_TYPED = {
    "dui": "04567890-3",
    "personal_details": "41 años, administrador, salvadoreño",
    "bond_number": "F-2026-0001",
    "insurer": "Afianzadora del Golfo, S.A.",
    "present_amount": "50000.00",
    "requested_amount": "60000.00",
    "description": "Crecieron las ventas.",
    "causes": "Una segunda sala.",
}
"""What the bond change asks whoever asks for it, by the codes of the form."""


def paper(folder: Path, name: str, title: str) -> Path:
    """A real file to attach."""
    path = folder / name
    path.write_bytes(make_paper(name, title, ["Documento de muestra"]))
    return path


def find_procedure(visitor: Visitor, words: str, title: str) -> None:
    """From the first page, search for a procedure and open its sheet."""
    visitor.open("/")
    visitor.page.get_by_role("searchbox", name="Buscar trámites").fill(words)
    visitor.press("Buscar")
    visitor.follow(title)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def begin(visitor: Visitor) -> None:
    """From a sheet to the first question."""
    visitor.follow("Presentar en línea")
    visitor.look("start", picture=True)
    visitor.press("Comenzar")


def send_too_early(visitor: Visitor) -> None:
    """Send a form with nothing in it: every fault is named at the top, and leads to its question."""
    visitor.press("Continuar")
    summary = visitor.page.get_by_role("alert")
    expect(summary).to_contain_text("por corregir")
    visitor.look("form-errors", picture=True)
    first = summary.get_by_role("link").first
    target = (first.get_attribute("href") or "").lstrip("#")
    first.click()
    expect(visitor.page.locator(f"[id='{target}']")).to_be_visible()


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Answer the questions in their order, by what they are called.

    An answer «•title» chooses an option, «☑» ticks a box, anything else is typed; a list takes the option's title.
    """
    for label, answer in answers.items():
        if answer.startswith("•"):
            group = page.get_by_role("group", name=label)
            group.get_by_label(answer[1:], exact=True).check()
            let_questions_follow(page)
        elif answer == "☑":
            page.get_by_label(label).check()
        else:
            _write(page.get_by_label(label, exact=True), answer)


def let_questions_follow(page: Page) -> None:
    """Wait until the questions that an answer calls for have come; without script they come by a button."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def _write(control: Locator, answer: str) -> None:
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=answer)
    else:
        control.fill(answer)


def number_on(page: Page) -> str:
    """The case's number on a proof of reception."""
    found = NUMBER.search(page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found.group()


def claim_account(visitor: Visitor, address: str) -> None:
    """Set the first password of an account born from a form, by the link that only its mailbox gets."""
    visitor.page.get_by_label("Correo electrónico").fill(address)
    visitor.press("Enviar correo")
    visitor.look("reset-sent")
    letter = visitor.mailbox.wait(to=address, subject="restablezca su contraseña")
    visitor.open(letter.link("/contrasena/enlace/"))
    visitor.page.get_by_label("Contraseña nueva", exact=True).fill("corta")
    visitor.page.get_by_label("Contraseña nueva, otra vez").fill("corta")
    visitor.press("Asignar contraseña")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    visitor.look("reset-weak-password", picture=True)
    visitor.page.get_by_label("Contraseña nueva", exact=True).fill(NEW_PASSWORD)
    visitor.page.get_by_label("Contraseña nueva, otra vez").fill(NEW_PASSWORD)
    visitor.press("Asignar contraseña")
    visitor.page.wait_for_url(lambda url: "/enlace/" not in url)
    visitor.look("password-assigned-signed-in")


def take(officer: Visitor, number: str, subject: str) -> None:
    """Take a case nobody has from the queue, and open it."""
    officer.open("/mesa/?vista=sin-asignar")
    officer.press(f"Tomar {number}")
    expect(officer.page.get_by_role("status")).to_be_visible()
    officer.look("queue-after-taking")
    officer.open("/mesa/")
    officer.follow(subject)
    officer.look("desk-case-taken", picture=True)


def answer(officer: Visitor, text: str, outcome: str, file: Path) -> None:
    """Answer the case that shows: a canned text, one's own words, an outcome, a file."""
    page = officer.page
    field = page.get_by_label("Texto que recibirá la persona solicitante").first
    page.get_by_label(re.compile("^Texto de uso frecuente")).first.select_option(index=1)
    officer.page.get_by_role("button", name="Insertar").first.click()
    field = page.get_by_label("Texto que recibirá la persona solicitante").first
    expect(field).not_to_have_value("")
    field.fill(text)
    page.get_by_label("Resultado").first.select_option(label=outcome)
    page.get_by_label(re.compile("^Adjuntar archivos")).first.set_input_files(file)
    officer.press("Enviar la respuesta")
    expect(page.get_by_text("Respondid").first).to_be_visible()
    officer.look("desk-case-decided", picture=True)


def answer_bond_change(
    page: Page, chosen: Mapping[str, str], typed: Mapping[str, str], *, ticked: Sequence[str] = ()
) -> None:
    """Answer the form of a bond change: first what other questions follow from, then what is typed."""
    for name, value in chosen.items():
        page.locator(f"[name={name}][value={value}]").check()
        let_questions_follow(page)
    page.locator("[name=notification_means][value=email]").check()
    for name in ticked:
        page.locator(f"[name={name}]").check()
    let_questions_follow(page)
    expect(page.locator("[name=dui]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    for code, value in typed.items():
        page.locator(f"[name={code}]").fill(value)
        expect(page.locator(f"[name={code}]")).to_have_value(value)
    page.locator("[name=truth]").check()
