"""Terms through the pages: a day decreed and applied, a delegation, and what a lapsed term looks like on both sides."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import ADMINISTRATOR, DIEGO, SECOND_HEAD, SECOND_OFFICER
from tests.journeys.product import Product
from ventanilla.catalogue import get_pack


def test_a_day_is_decreed_and_the_cases_say_so(sv: Product, arrive: Arrive) -> None:
    day = get_pack("sv").calendar().add(dt.datetime.now(dt.UTC).date(), 5)
    administrator = arrive(sv, ADMINISTRATOR, widths=BOTH)
    administrator.open("/mesa/calendario/")
    administrator.look("desk-calendar", picture=True)
    form = administrator.page.locator("#decretar").locator("xpath=ancestor::section")
    form.get_by_label("Día", exact=True).fill(day.isoformat())
    form.get_by_label("Nombre del día").fill("Asueto por fiesta patronal (ilustrativo)")
    administrator.press("Ver qué mueve")
    administrator.look("desk-calendar-refused")
    form = administrator.page.locator("#decretar").locator("xpath=ancestor::section")
    form.get_by_label("Fundamento").fill("Decreto de muestra 2 (ilustrativo)")
    administrator.press("Ver qué mueve")
    administrator.look("desk-calendar-day", picture=True)
    administrator.press("Aplicar: el día ya no se cuenta")
    administrator.look("desk-calendar-applied", picture=True)


def test_a_head_delegates_her_signature(sv: Product, arrive: Arrive) -> None:
    head = arrive(sv, SECOND_HEAD, widths=BOTH)
    head.open("/mesa/delegaciones/")
    head.look("desk-delegations", picture=True)
    head.press("Delegar")
    expect(head.page.locator("main")).to_contain_text("Persona: elija quién firmará.")
    head.look("desk-delegations-refused")


def test_a_term_that_lapsed_is_said_on_both_sides(sv: Product, arrive: Arrive) -> None:
    officer = arrive(sv, SECOND_OFFICER, widths=BOTH)
    officer.open("/mesa/")
    officer.look("desk-queue-lapsed", picture=True)
    lapsed = officer.page.locator("main tr", has_text="Un término venció")
    lapsed.locator("a[href*='/mesa/casos/']").first.click()
    expect(officer.page.locator("main")).to_contain_text("La prevención no se subsanó a tiempo")
    officer.look("desk-case-lapsed", picture=True)
    number = officer.page.url.rstrip("/").rpartition("/")[2]
    officer.follow("Redactar la resolución de archivo")
    officer.look("desk-resolution-archiving")

    applicant = arrive(sv, DIEGO, widths=BOTH)
    applicant.open(f"/casos/{number}/")
    expect(applicant.page.locator("main")).to_contain_text("Venció el")
    applicant.look("case-lapsed", picture=True)
