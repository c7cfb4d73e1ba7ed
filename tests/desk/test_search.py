"""Finding a case."""

from __future__ import annotations

from django.test import Client

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.desk.desk import address
from tests.portal.reading import Page
from ventanilla.cases.models import Case, CaseAlias
from ventanilla.cases.search import index_pending

SEARCH = "/mesa/buscar/"


def find(client: Client, query: str) -> Page:
    index_pending()
    return Page(client.get(SEARCH, {"q": query}))


def test_a_whole_number_opens_its_case(officer: Client, case: Case) -> None:
    response = officer.get(SEARCH, {"q": f" {case.number.lower()} "})
    assert response.headers["Location"] == address(case)


def test_words_find_accents_or_not(officer: Client, cast: Cast) -> None:
    found = make_case(cast.applicant, subject="Devolución de garantía")
    make_case(cast.applicant, subject="Otra cosa")
    page = find(officer, "devolucion garantia")
    assert found.number in page.text
    assert "1 caso" in page.text
    assert 'value="devolucion garantia"' in page.html


def test_an_outside_number_finds_its_case(officer: Client, case: Case) -> None:
    CaseAlias.objects.create(case=case, scheme="correspondencia", value="COR-77")
    assert officer.get(SEARCH, {"q": "cor-77"}).headers["Location"] == address(case)


def test_an_outside_number_of_two_cases_shows_both(officer: Client, case: Case, cast: Cast) -> None:
    """Two systems may give the same number."""
    other = make_case(cast.applicant, subject="La otra")
    CaseAlias.objects.create(case=case, scheme="correspondencia", value="COR-77")
    CaseAlias.objects.create(case=other, scheme="archivo", value="COR-77")
    page = find(officer, "COR-77")
    assert case.subject in page.text
    assert other.subject in page.text


def test_a_case_elsewhere_is_not_found(browser: Browser, cast: Cast, case: Case) -> None:
    page = find(browser(cast.outsider), case.number)
    assert page.status == 200
    assert "No se encontró ningún caso" in page.text


def test_the_auditor_finds_everything(browser: Browser, cast: Cast) -> None:
    make_case(cast.applicant, subject="Fianza de tienda", topic="bonds")
    page = find(browser(cast.auditor), "fianza")
    assert "Fianza de tienda" in page.text
    assert "Unidad de Leyes Especiales" in page.text
    assert "Tomar" not in page.text


def test_more_than_a_page_says_so(officer: Client, cast: Cast) -> None:
    for _ in range(21):
        make_case(cast.applicant, subject="Manifiesto")
    page = find(officer, "manifiesto")
    assert "Los 20 más recientes" in page.text
    assert "Hay más" in page.text


def test_nothing_asked_says_what_may_be_asked(officer: Client) -> None:
    assert "¿Qué busca?" in find(officer, "").text
