"""A complaint that begins on the page of the case it is about."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from tests.cast import Cast, make_case
from tests.portal.filling import answer, draft_of, send
from tests.portal.reading import Page
from ventanilla.cases.models import Case, CaseLink
from ventanilla.cases.records import ComplaintAbout
from ventanilla.people.models import Person

Browser = Callable[..., Client]
START = "/tramites/quejas-sugerencias-felicitaciones/formulario/"
COMPLAINT = {
    "full_name": "Ana Solís",
    "email": "ana.solis@example.com",
    "complaint_kind": "complaint",
    "concerned_area": "user_service",
    "subject": "Nadie contesta",
    "description": "Llevo un mes esperando.",
    "truth": "on",
}


def test_the_page_of_a_case_leads_to_the_form_with_its_number(
    cast: Cast, browser: Browser, case: Case
) -> None:
    client = browser(cast.applicant)
    page = Page(client.get(f"/casos/{case.number}/"))
    assert "Presentar una queja" in page.text
    [address] = re.findall(r'href="([^"]*\?caso=[^"]*)"', page.html)
    assert f"Sobre el caso {case.number}" in Page(client.get(address)).text
    token = str(client.post(address)["Location"]).split("/")[2]
    answers = draft_of(token).answers
    assert (answers["related_case"], answers["concerned_area"]) == (case.number, "user_service")
    assert answer(client, token, COMPLAINT, related_case=case.number).status_code == 302
    assert send(client, token).status_code == 302
    complaint = Case.objects.get(procedure="complaint")
    assert complaint.unit == "unidad-calidad"
    assert ComplaintAbout.objects.get(case=complaint).unit == "atencion-usuario"
    assert CaseLink.objects.get().kind == "complaint"
    assert complaint.number in Page(client.get(f"/casos/{case.number}/")).text


def test_the_desk_of_the_unit_complained_of_shows_no_trace(cast: Cast, browser: Browser, case: Case) -> None:
    test_the_page_of_a_case_leads_to_the_form_with_its_number(cast, browser, case)
    complaint = Case.objects.get(procedure="complaint")
    for person in (cast.officer, cast.head):
        desk = browser(person)
        assert complaint.number not in Page(desk.get(f"/mesa/casos/{case.number}/")).html
        assert desk.get(f"/mesa/casos/{complaint.number}/").status_code == 404
        assert complaint.number not in Page(desk.get("/mesa/?vista=unidad")).html


def test_nobody_elses_number_is_taken(cast: Cast, browser: Browser, case: Case) -> None:
    stranger: Person = cast.stranger
    for client in (browser(stranger), browser()):
        address = f"{START}?caso={case.number}"
        assert case.number not in Page(client.get(address)).text
        token = str(client.post(address)["Location"]).split("/")[2]
        assert "related_case" not in draft_of(token).answers


def test_a_number_at_another_form_changes_nothing(cast: Cast, browser: Browser, case: Case) -> None:
    client = browser(cast.applicant)
    page = Page(client.get(f"/tramites/solicitud-general/formulario/?caso={case.number}"))
    assert case.number not in page.text


def test_a_complaint_is_not_complained_of(cast: Cast, browser: Browser) -> None:
    make_case(cast.applicant)
    test_the_page_of_a_case_leads_to_the_form_with_its_number(cast, browser, Case.objects.get())
    complaint = Case.objects.get(procedure="complaint")
    assert "Presentar una queja" not in Page(browser(cast.applicant).get(f"/casos/{complaint.number}/")).text
