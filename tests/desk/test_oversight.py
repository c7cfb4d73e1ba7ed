"""The log, the usefulness of the sheets, and the gallery."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case, make_person
from tests.desk.conftest import Browser
from tests.desk.desk import address, open_case_page
from tests.portal.reading import Page
from ventanilla.cases.models import Case
from ventanilla.journal.acts import append, lock_streams
from ventanilla.journal.anchors import anchor_heads
from ventanilla.journal.models import JournalAnchor, JournalStream
from ventanilla.people.acts import grant_membership
from ventanilla.people.models import Role
from ventanilla.procedures.acts import leave_feedback

LOG = "/mesa/bitacora/"


@pytest.fixture
def auditor(browser: Browser, cast: Cast) -> Client:
    """The auditor's browser."""
    return browser(cast.auditor)


def entries(page: Page) -> list[str]:
    return re.findall(r'<td class="d-log-subject"[^>]*>.*?>(DGA-[\d-]+)<', page.html)


class TestLog:
    def test_shows_acts_with_their_case_and_author(
        self, auditor: Client, officer: Client, cast: Cast, case: Case
    ) -> None:
        open_case_page(officer, case).send("responsible", "asignacion", person=cast.officer.pk)
        page = Page(auditor.get(LOG))
        for words in ("Asignado a Marta Rivas", "Caso presentado", case.number, "En la mesa"):
            assert words in page.text
        assert f'href="{address(case)}#asiento-2"' in page.html

    def test_says_whether_the_last_anchor_holds(self, auditor: Client, case: Case) -> None:
        assert "Todavía no hay anclaje" in Page(auditor.get(LOG)).text
        anchor_heads(at=timezone.now())
        assert "El último anclaje coincide" in Page(auditor.get(LOG)).text
        JournalAnchor.objects.create(at=timezone.now(), previous="0" * 64, root="1" * 64)
        assert "El último anclaje no coincide" in Page(auditor.get(LOG)).text

    def test_pages_both_ways(self, auditor: Client, case: Case) -> None:
        stream = lock_streams([case.stream_id])[case.stream_id]
        for _ in range(60):
            append(stream, kind="note.added", actor="system", via="system", at=timezone.now())
        first = Page(auditor.get(LOG))
        older = re.search(r'href="([^"]*)"[^>]*rel="next"', first.html)
        assert older
        second = Page(auditor.get(older.group(1)))
        assert (len(entries(first)), len(entries(second))) == (50, 11)
        newer = re.search(r'href="([^"]*)"[^>]*rel="prev"', second.html)
        assert newer
        assert entries(Page(auditor.get(newer.group(1)))) == entries(first)

    @pytest.mark.parametrize("query", ["antes=x", "despues=-1", f"antes={10**30}", "antes=²"])
    def test_a_mark_that_is_no_number_is_not_found(self, auditor: Client, query: str) -> None:
        assert auditor.get(f"{LOG}?{query}").status_code == 404

    def test_of_one_case_is_whole_and_checked(self, auditor: Client, case: Case) -> None:
        response = auditor.get(LOG, {"caso": case.number.lower()})
        assert response.headers["Location"] == f"{LOG}casos/{case.number}/"
        page = Page(auditor.get(response.headers["Location"]))
        assert "La cadena está íntegra: 1 asiento." in page.text
        JournalStream.objects.filter(pk=case.stream_id).update(head="0" * 64)
        assert "La cadena no está íntegra" in Page(auditor.get(response.headers["Location"])).text

    def test_of_no_case_says_so(self, auditor: Client) -> None:
        response = auditor.get(LOG, {"caso": "DGA-1"})
        assert response.status_code == 404
        assert "ninguno tiene ese número" in Page(response).text
        assert auditor.get(f"{LOG}casos/DGA-1/").status_code == 404

    def test_tells_of_the_staff_too(self, auditor: Client, cast: Cast) -> None:
        grant_membership(
            person=cast.stranger,
            unit="atencion-usuario",
            role=Role.HEAD,
            since=dt.date(2026, 1, 1),
            until=None,
            by=cast.actor(cast.administrator),
            at=timezone.now(),
        )
        text = Page(auditor.get(LOG)).text
        assert "Rol concedido" in text
        assert "Ernesto Paz · Jefatura · Departamento de Atención al Usuario" in text


class TestFeedback:
    @pytest.fixture(autouse=True)
    def _answers(self, db: None) -> None:
        for helpful, comment in ((True, ""), (False, "No dice cuánto tarda.")):
            leave_feedback(
                procedure="general-request", is_helpful=helpful, comment=comment, at=timezone.now()
            )
        leave_feedback(procedure="bond-change", is_helpful=True, comment="Clara.", at=timezone.now())

    def test_a_head_reads_that_of_her_sheets(self, head: Client) -> None:
        text = Page(head.get("/mesa/utilidad/")).text
        assert "No dice cuánto tarda." in text
        assert "Clara." not in text

    def test_the_administrator_reads_all_and_one_sheet(self, browser: Browser, cast: Cast) -> None:
        client = browser(cast.administrator)
        assert "Clara." in Page(client.get("/mesa/utilidad/")).text
        one = Page(client.get("/mesa/utilidad/", {"tramite": "bond-change"}))
        assert "Clara." in one.text
        assert "No dice cuánto tarda." not in one.text

    def test_pages_on(self, head: Client) -> None:
        for _ in range(60):
            leave_feedback(procedure="general-request", is_helpful=True, comment="", at=timezone.now())
        first = Page(head.get("/mesa/utilidad/"))
        further = re.search(r'href="([^"]*antes=\d+)"', first.html)
        assert further
        assert "No dice cuánto tarda." not in first.text
        assert "No dice cuánto tarda." in Page(head.get(further.group(1).replace("&amp;", "&"))).text

    def test_none_says_so(self, browser: Browser) -> None:
        boss = make_person("g@example.org", "Gil Sol", unit="unidad-calidad", role=Role.HEAD)
        assert "Todavía no hay respuestas" in Page(browser(boss).get("/mesa/utilidad/")).text


class TestGallery:
    def test_is_for_staff_in_a_demonstration(self, officer: Client, browser: Browser, cast: Cast) -> None:
        assert officer.get("/mesa/componentes/").status_code == 200
        assert browser(cast.stranger).get("/mesa/componentes/").status_code == 404

    def test_else_for_administrators(
        self, officer: Client, browser: Browser, cast: Cast, settings: object
    ) -> None:
        settings.DEMO = False  # type: ignore[attr-defined]
        assert officer.get("/mesa/componentes/").status_code == 404
        assert browser(cast.administrator).get("/mesa/componentes/").status_code == 200


def test_a_case_page_asks_no_more_for_a_long_history(
    officer: Client, cast: Cast, case: Case, django_assert_max_num_queries: object
) -> None:
    for index in range(12):
        open_case_page(officer, case).send("note", "notas", text=f"Nota {index}")
        make_case(cast.applicant)
    with django_assert_max_num_queries(19):  # type: ignore[operator]
        open_case_page(officer, case)


def test_a_mark_of_thousands_of_figures_is_a_page_that_does_not_exist(browser: Browser, cast: Cast) -> None:
    assert browser(cast.auditor).get("/mesa/bitacora/", {"antes": "9" * 5000}).status_code == 404
