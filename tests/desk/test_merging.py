"""Merging on the case's page: suggested, done, read as one, undone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.desk.desk import QUEUE, Open, address, after, open_case_page
from tests.portal.reading import Page
from ventanilla.cases.acts import merge_cases, write_message
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.search import index_pending
from ventanilla.cases.uploads import take_files


@pytest.fixture
def older(cast: Cast) -> Case:
    """Presented yesterday."""
    return make_case(cast.applicant, subject="Fianza vencida", at=timezone.now() - dt.timedelta(days=1))


@pytest.fixture
def newer(cast: Cast, older: Case) -> Case:
    """The same matter, written anew today with a file."""
    now = timezone.now()
    second = make_case(
        cast.applicant, subject="RE: fianza  vencida", at=now, description="Olvidé decir el año: 2025."
    )
    files = take_files([SimpleUploadedFile("poliza.txt", b"poliza")], at=now).files
    by = cast.actor(cast.applicant)
    write_message(case=second, text="Aquí está la póliza.", files=files, by=by, at=now, via="portal")
    return second


@pytest.fixture
def merged(cast: Cast, older: Case, newer: Case) -> Case:
    merge_cases(case=newer, into=older, by=cast.actor(cast.officer), at=timezone.now(), via="desk")
    newer.refresh_from_db()
    return newer


def send_suggestion(opened: Open, other: Case) -> Open:
    """Press the button beside a suggested case."""
    marks = opened.marks(f"same-{other.number}")
    response = opened.client.post(address(opened.case, "union"), {**marks, "number": other.number})
    return after(opened.client, opened.case, response)


class TestSuggested:
    def test_on_both_pages_with_the_way_it_goes(self, officer: Client, older: Case, newer: Case) -> None:
        on_older, on_newer = open_case_page(officer, older).page, open_case_page(officer, newer).page
        for page, button in ((on_older, "Unirlo a este caso"), (on_newer, "Unir este caso a ese")):
            assert "¿El mismo asunto?" in page.text
            assert button in page.text

    @pytest.mark.parametrize("on", ["older", "newer"])
    def test_one_press_merges_the_newer_into_the_older(
        self, officer: Client, older: Case, newer: Case, on: str
    ) -> None:
        here, there = (older, newer) if on == "older" else (newer, older)
        done = send_suggestion(open_case_page(officer, here), there)
        newer.refresh_from_db()
        assert newer.merged_into == older
        assert f"Casos unidos: lo dicho en {newer.number} se lee también aquí" in done.page.text
        assert done.page.title.startswith(older.number)

    def test_not_where_the_subject_differs(self, officer: Client, cast: Cast, older: Case) -> None:
        make_case(cast.applicant, subject="Otra cosa")
        assert "¿El mismo asunto?" not in open_case_page(officer, older).page.text

    def test_an_auditor_sees_it_without_a_button(self, browser: Browser, cast: Cast, newer: Case) -> None:
        page = open_case_page(browser(cast.auditor), newer).page
        assert "¿El mismo asunto?" in page.text
        assert "Unir este caso" not in page.text

    def test_an_overtaken_page_shows_what_is_new(
        self, officer: Client, cast: Cast, older: Case, newer: Case
    ) -> None:
        opened = open_case_page(officer, older)
        by = cast.actor(cast.applicant)
        write_message(case=older, text="Ya no hace falta", by=by, at=timezone.now(), via="portal")
        response = send_suggestion(opened, newer)
        assert response.page.status == 409
        assert "Qué pasó mientras escribía" in response.page.text or "mientras" in response.page.errors
        newer.refresh_from_db()
        assert newer.merged_into is None


class TestByNumber:
    def test_any_case_with_a_party_in_common(self, officer: Client, cast: Cast, older: Case) -> None:
        other = make_case(cast.applicant, subject="Con otro asunto")
        response = open_case_page(officer, older).send("merging", "union", number=f" {other.number.lower()} ")
        assert response.status_code == 302
        other.refresh_from_db()
        assert other.merged_into == older

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("", "Caso: escriba el número del otro caso"),
            ("DGA-2026-999999", "Caso: no hay ninguno con ese número entre los que usted puede ver"),
        ],
    )
    def test_no_number_or_none_visible_keeps_what_was_typed(
        self, officer: Client, older: Case, number: str, words: str
    ) -> None:
        opened = open_case_page(officer, older)
        refused = after(officer, older, opened.send("merging", "union", number=number))
        assert refused.page.status == 422
        assert words.lower() in refused.page.errors.lower()
        assert f'value="{number}"' in refused.page.html

    def test_nobody_in_common_says_to_link_them(self, officer: Client, cast: Cast, older: Case) -> None:
        other = make_case(cast.stranger, subject="Fianza vencida")
        refused = after(
            officer, older, open_case_page(officer, older).send("merging", "union", number=other.number)
        )
        assert refused.page.status == 422
        assert "En su lugar, vincúlelos" in refused.page.errors

    def test_itself(self, officer: Client, older: Case) -> None:
        refused = after(
            officer, older, open_case_page(officer, older).send("merging", "union", number=older.number)
        )
        assert (refused.page.status, "otro caso" in refused.page.errors) == (422, True)


class TestRead:
    def test_the_target_tells_both_and_opens_the_files(
        self, officer: Client, older: Case, merged: Case
    ) -> None:
        page = open_case_page(officer, older).page
        said = (
            f"El caso {merged.number} se unió a este",
            f"Llegó como {merged.number}",
            "Olvidé decir el año: 2025.",
            "Aquí está la póliza.",
            "Casos unidos a este",
        )
        for words in said:
            assert words in page.text
        file_id = Attachment.objects.get(case=merged).pk
        assert address(older, "archivos", str(file_id)) in page.html
        for one in (older, merged):
            response = officer.get(address(one, "archivos", str(file_id)))
            assert b"".join(response.streaming_content) == b"poliza"  # type: ignore[attr-defined]

    def test_a_merged_case_says_where_it_went_and_takes_nothing(
        self, officer: Client, older: Case, merged: Case
    ) -> None:
        opened = open_case_page(officer, merged)
        assert f"Este caso se unió al caso {older.number}" in opened.page.text
        assert "Falta el calendario" not in opened.page.text
        assert f'href="{address(older)}"' in opened.page.html
        for form in ("answer", "message", "note", "links", "merging"):
            assert not opened.has(form)
        marks = opened.marks("separation")
        response = officer.post(address(merged, "notas"), {**marks, "text": "Una nota"})
        assert response.status_code == 422
        refused = Page(response)
        assert f"{merged.number} se unió al caso {older.number}: continúe allí" in refused.errors
        assert "Una nota" in refused.html

    def test_queues_name_the_target_alone(self, officer: Client, older: Case, merged: Case) -> None:
        for view in ("unidad", "sin-asignar", "cerrados"):
            text = officer.get(QUEUE, {"vista": view}).content.decode()
            assert merged.number not in text
        assert older.number in officer.get(QUEUE, {"vista": "sin-asignar"}).content.decode()

    def test_both_numbers_and_their_words_are_found(self, officer: Client, older: Case, merged: Case) -> None:
        index_pending()
        for one in (older, merged):
            found = officer.get("/mesa/buscar/", {"q": one.number})
            assert found.headers["Location"] == address(one)
        page = Page(officer.get("/mesa/buscar/", {"q": "fianza vencida"}))
        assert address(older) in page.html
        assert address(merged) in page.html
        assert "Unido a otro caso" in page.text

    def test_the_log_tells_it(self, browser: Browser, cast: Cast, older: Case, merged: Case) -> None:
        page = Page(browser(cast.auditor).get(f"/mesa/bitacora/casos/{merged.number}/"))
        assert f"Unido al caso {older.number}" in page.text


class TestUndone:
    def test_by_the_button_of_the_merged_case(self, officer: Client, older: Case, merged: Case) -> None:
        opened = open_case_page(officer, merged)
        marks = opened.marks("separation")
        response = officer.post(address(merged, "separacion"), marks)
        done = after(officer, merged, response)
        assert "El caso vuelve a estar por su cuenta." in done.page.text
        assert done.has("answer")
        again = officer.post(address(merged, "separacion"), {**marks, "key": ""})
        assert again.status_code == 409
        text = open_case_page(officer, older).page.text
        assert f"El caso {merged.number} se separó de este" in text
        assert "Aquí está la póliza." not in text

    def test_not_by_an_auditor(self, browser: Browser, cast: Cast, merged: Case) -> None:
        page = open_case_page(browser(cast.auditor), merged).page
        assert "Deshacer la unión" not in page.text
