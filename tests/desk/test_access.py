"""Who enters which page. The matrix tries every address; here is what each part sees, and why."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case, make_person
from tests.desk.conftest import Browser
from tests.desk.desk import QUEUE, address, open_case_page
from ventanilla.cases.acts import add_note
from ventanilla.cases.models import Case
from ventanilla.journal.models import JournalRead
from ventanilla.people.models import Role

PAGES = [
    QUEUE,
    "/mesa/buscar/",
    "/mesa/personal/",
    "/mesa/bitacora/",
    "/mesa/utilidad/",
    "/mesa/componentes/",
]


@pytest.mark.parametrize("path", [*PAGES, "/mesa/casos/DGA-2026-000001/", "/mesa/casos/nada/plazo/"])
def test_the_anonymous_are_sent_to_sign_in_and_come_back(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/entrar/?next={path}"


def test_an_anonymous_act_comes_back_to_the_queue(case: Case) -> None:
    response = Client().post(address(case, "notas"), {"text": "Hola"})
    assert response.headers["Location"] == f"/entrar/?next={QUEUE}"


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_staff_finds_nothing(browser: Browser, cast: Cast, path: str) -> None:
    assert browser(cast.stranger).get(path).status_code == 404


def test_an_applicant_does_not_find_her_own_case_at_the_desk(
    browser: Browser, cast: Cast, case: Case
) -> None:
    client = browser(cast.applicant)
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case, "notas"), {"text": "Hola"}).status_code == 404


def test_another_unit_does_not_find_the_case(browser: Browser, cast: Cast, case: Case) -> None:
    client = browser(cast.outsider)
    assert client.get(address(case)).status_code == 404
    assert client.get(address(case, "plazo")).status_code == 404
    assert client.post(address(case, "pasos/answer"), {"text": "Sí"}).status_code == 404


def test_a_head_finds_the_cases_of_the_units_below(browser: Browser, cast: Cast) -> None:
    below = make_case(cast.applicant, topic="bonds")
    assert below.unit == "leyes-especiales"
    boss = make_person(
        "carlos.mejia@example.org", "Carlos Mejía", unit="subdireccion-juridica", role=Role.HEAD
    )
    assert open_case_page(browser(boss), below).has("answer")
    assert browser(cast.head).get(address(below)).status_code == 404


def test_the_administrator_is_led_to_the_staff_and_finds_no_case(
    browser: Browser, cast: Cast, case: Case
) -> None:
    client = browser(cast.administrator)
    assert client.get(QUEUE).headers["Location"] == "/mesa/personal/"
    assert client.get(address(case)).status_code == 404
    assert client.get("/mesa/buscar/").status_code == 404
    assert client.get("/mesa/bitacora/").status_code == 404


def test_the_auditor_reads_without_forms_and_it_is_noted(browser: Browser, cast: Cast, case: Case) -> None:
    client = browser(cast.auditor)
    assert client.get(QUEUE).headers["Location"] == "/mesa/buscar/"
    page = open_case_page(client, case).page
    assert "accion-" not in page.html
    assert "Tomar" not in page.text
    [read] = JournalRead.objects.all()
    assert (read.actor, read.subject) == (f"person:{cast.auditor.pk}", f"case:{case.number}")


@pytest.mark.parametrize("where", ["pasos/answer", "mensajes", "notas", "asignacion", "traslado", "vinculos"])
def test_the_auditor_writes_nothing(browser: Browser, cast: Cast, case: Case, where: str) -> None:
    response = browser(cast.auditor).post(address(case, where), {"text": "Hola", "outcome": "attended"})
    assert response.status_code == 404
    case.stream.refresh_from_db()
    assert case.stream.seq == 1


def test_an_officer_reading_is_not_noted(officer: Client, case: Case) -> None:
    open_case_page(officer, case)
    assert not JournalRead.objects.exists()


def test_nobody_attends_to_her_own_case(browser: Browser, cast: Cast) -> None:
    own = make_case(cast.officer)
    add_note(
        case=own, text="Sospecha de la jefatura", by=cast.actor(cast.head), at=timezone.now(), via="desk"
    )
    client = browser(cast.officer)
    page = open_case_page(client, own)
    assert "Sospecha de la jefatura" not in page.page.text
    assert "Usted es parte en este caso" in page.page.text
    assert not page.has("answer")
    response = client.post(
        address(own, "pasos/answer"), {"text": "Me lo concedo", "outcome": "solved", "seen": 1}
    )
    assert response.status_code == 422
    assert "Me lo concedo" in response.content.decode()
    own.refresh_from_db()
    assert own.phase == "received"


def test_steps_of_the_applicant_are_not_taken_here(officer: Client, case: Case) -> None:
    assert officer.post(address(case, "pasos/withdraw"), {"text": "Desiste"}).status_code == 404
    assert officer.post(address(case, "pasos/nothing"), {"text": "Nada"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/mesa/casos/DGA%00/",
        f"/mesa/casos/{'9' * 300}/",
        "/mesa/buscar/?q=%00",
        "/mesa/?despues=%00&unidad=%00",
        "/mesa/?despues=WyJpbmZpbml0eSIsIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",
    ],
)
def test_nonsense_in_an_address_is_not_a_fault(officer: Client, path: str) -> None:
    assert officer.get(path).status_code in (200, 400, 404)


def test_a_case_says_who_and_what(officer: Client, cast: Cast, case: Case) -> None:
    add_note(case=case, text="Llamó ayer.", by=cast.actor(cast.officer), at=case.opened_at, via="desk")
    text = open_case_page(officer, case).page.text
    for words in (case.number, case.subject, "Ana Solís", "ana.solis@example.com", "Recibida", "Llamó ayer."):
        assert words in text
    assert "Nota interna" in text
