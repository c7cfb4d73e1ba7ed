"""Mail to the desk from the demonstration's own pages: written, answered with a file, held, filed by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, NARROW, WIDE, Arrive, Visitor
from tests.journeys.people import OFFICER
from tests.journeys.product import Product
from tests.journeys.ways import number_on, paper


def write(visitor: Visitor, sender: str, subject: str) -> str:
    """Write a new mail from the demonstration's line, wait for what becomes of it; returns the case's number."""
    visitor.page.get_by_role("link", name="Sus correos").first.click()
    visitor.follow("Escribir un correo nuevo")
    visitor.page.get_by_label("Nombre de quien escribe").fill("María Lemus")
    visitor.press("Enviar el correo")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Dirección de quien escribe")
    visitor.look("demo-mail-new", picture=True)
    expect(visitor.page.get_by_label("Nombre de quien escribe")).to_have_value("María Lemus")
    visitor.page.get_by_label("Dirección de quien escribe").fill(sender)
    visitor.page.get_by_label("Asunto").fill(subject)
    visitor.page.get_by_label("Texto").fill(
        "Buenas tardes. ¿Qué necesito para lo que les cuento en el asunto?"
    )
    visitor.press("Enviar el correo")
    visitor.page.wait_for_url("**/demo/correos/recibidos/**")
    wait_for(visitor, "Está en el caso")
    return number_on(visitor.page)


def wait_for(visitor: Visitor, words: str) -> None:
    """Until the page says so: by itself, or without script by asking again."""
    status = visitor.page.locator("main").get_by_role("status")
    if not visitor.has_script:
        for _ in range(60):
            again = visitor.page.locator("main").get_by_role(
                "link", name=re.compile("^ver de nuevo", re.IGNORECASE)
            )
            if not again.count():
                break
            again.first.click()
            visitor.page.wait_for_timeout(300)
    expect(status).to_contain_text(words)


def answer_mail(visitor: Visitor, subject: str, text: str, *files: Path, as_stranger: bool = False) -> None:
    """From the page of what became of a mail, open what the desk answered and answer it."""
    visitor.page.locator("main").get_by_role("link", name=subject).click()
    visitor.look("demo-mail", picture=True)
    visitor.follow("Responder")
    if as_stranger:
        visitor.page.get_by_label("Como si fuera otra persona").check()
    visitor.page.get_by_label("Texto").fill(text)
    if files:
        visitor.page.get_by_label("Archivos").set_input_files(list(files))
    visitor.look("demo-mail-answer", picture=True)
    visitor.press("Enviar la respuesta")
    visitor.page.wait_for_url("**/demo/correos/recibidos/**")


@pytest.mark.parametrize(("width", "script"), [(WIDE, True), (NARROW, True), (WIDE, False)])
def test_write_and_answer_with_a_file(
    sv: Product, arrive: Arrive, tmp_path: Path, width: int, script: bool
) -> None:
    address = f"maria.{width}.{script}@correo.example".lower()
    visitor = arrive(sv, widths=(width,), script=script)
    visitor.open("/")
    number = write(visitor, address, "Menaje de casa")
    wait_for(visitor, f"Caso {number}: recibimos su correo")
    visitor.look("demo-mail-filed", picture=True)
    file = paper(tmp_path, "lista-de-bienes.pdf", f"Lista de bienes {address}")
    answer_mail(visitor, f"Caso {number}", "Adjunto la lista de mis bienes.", file)
    wait_for(visitor, f"Está en el caso {number}")
    expect(visitor.page.locator("main")).to_contain_text("la dirección a la que respondió")
    officer = arrive(sv, OFFICER, widths=(width,), script=script)
    officer.open(f"/mesa/casos/{number}/")
    main = officer.page.locator("main")
    expect(main.get_by_role("link", name="lista-de-bienes.pdf").first).to_be_visible()
    expect(main).to_contain_text("Adjunto la lista de mis bienes.")
    expect(main).not_to_contain_text("escribió:")


def test_a_stranger_s_answer_is_held_and_filed_by_hand(sv: Product, arrive: Arrive) -> None:
    visitor = arrive(sv, widths=BOTH)
    visitor.open("/")
    number = write(visitor, "berta.fuentes@correo.example", "Fianza de mi tienda")
    wait_for(visitor, f"Caso {number}: recibimos su correo")
    answer_mail(visitor, f"Caso {number}", "Soy su contador y agrego esto.", as_stranger=True)
    wait_for(visitor, "no tiene parte en él")
    visitor.look("demo-mail-held", picture=True)
    held = visitor.page.locator("main").get_by_role("link", name="Decidir en la mesa").get_attribute("href")
    officer = arrive(sv, OFFICER, widths=BOTH)
    officer.open("/mesa/correo/")
    expect(officer.page.locator("main")).to_contain_text(number)
    officer.look("desk-mail", picture=True)
    officer.open("/mesa/correo/estado/")
    officer.look("desk-mail-state", picture=True)
    officer.open(held or "")
    officer.look("desk-mail-message", picture=True)
    officer.press("Agregar al caso")
    expect(officer.page.get_by_role("status").first).to_contain_text("El correo quedó en el caso")
    officer.open(f"/mesa/casos/{number}/")
    expect(officer.page.locator("main")).to_contain_text("Soy su contador y agrego esto.")
    visitor.page.reload()
    wait_for(visitor, f"Está en el caso {number}")
    visitor.open("/demo/correos/")
    visitor.look("demo-mails-sent", picture=True)
    visitor.open("/demo/correos/recibidos/")
    visitor.look("demo-mails-received", picture=True)


@pytest.mark.xdist_group("the other pack")
def test_the_other_pack_s_box(ec: Product, arrive: Arrive) -> None:
    visitor = arrive(ec, widths=BOTH)
    visitor.open("/")
    number = write(visitor, "carla.vera@correo.example", "Consulta por mi equipaje")
    wait_for(visitor, number)
    assert not number.startswith("DGA")
