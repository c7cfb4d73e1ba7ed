"""A merged case as its applicant sees it: where it went, and both histories as one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.portal.reading import Page
from tests.portal.test_public import english_ids, own_words, spanish_texts
from ventanilla.cases.acts import add_note, merge_cases, undo_merge, write_message
from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.cases.uploads import take_files

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def url(case: Case, *rest: int) -> str:
    return reverse("portal:file" if rest else "portal:case", args=[case.number, *rest])


@pytest.fixture
def older(cast: Cast) -> Case:
    return make_case(cast.applicant, subject="Fianza", at=timezone.now() - dt.timedelta(days=1))


@pytest.fixture
def merged(cast: Cast, older: Case) -> Case:
    """A second letter with a message, a file and a note of the staff, merged into the first."""
    now, officer = timezone.now(), cast.actor(cast.officer)
    newer = make_case(cast.applicant, subject="Fianza otra vez", at=now, description="El año es 2025.")
    files = take_files([SimpleUploadedFile("poliza.txt", b"poliza")], at=now).files
    by = cast.actor(cast.applicant)
    write_message(case=newer, text="La póliza.", files=files, by=by, at=now, via="portal")
    add_note(case=newer, text="Llamar mañana", by=officer, at=now, via="desk")
    merge_cases(case=newer, into=older, by=officer, at=now, via="desk")
    newer.refresh_from_db()
    return newer


def test_it_says_where_it_went_and_offers_nothing_else(
    browser: Browser, cast: Cast, older: Case, merged: Case
) -> None:
    page = Page(browser(cast.applicant).get(url(merged)))
    assert f"Los atendemos juntos en el caso {older.number}" in page.text
    assert f'href="{url(older)}"' in page.html
    assert "Sigue en otro caso" in page.text
    assert "<textarea" not in page.html
    assert "Desistir" not in page.text


def test_the_other_one_tells_both_without_the_notes(
    browser: Browser, cast: Cast, older: Case, merged: Case
) -> None:
    page = Page(browser(cast.applicant).get(url(older)))
    for words in (f"Llegó como {merged.number}", "El año es 2025.", "La póliza.", "poliza.txt"):
        assert words in page.text
    assert f"Su caso {merged.number} sigue en este" in page.text
    assert "Llamar mañana" not in page.text


def test_the_files_open_under_both_numbers(browser: Browser, cast: Cast, older: Case, merged: Case) -> None:
    client, file_id = browser(cast.applicant), Attachment.objects.get(case=merged).pk
    for one in (older, merged):
        assert b"".join(client.get(url(one, file_id)).streaming_content) == b"poliza"  # type: ignore[attr-defined]


def test_a_party_of_the_merged_case_alone_learns_its_number_and_sees_hers(
    browser: Browser, cast: Cast, older: Case, merged: Case
) -> None:
    CaseParty.objects.create(
        case=merged, person=cast.stranger, name="Ernesto Paz", not_me_token="x", since=timezone.now()
    )
    client = browser(cast.stranger)
    page = Page(client.get(url(merged)))
    assert older.number in page.text
    assert url(older) not in page.html
    assert "La póliza." in page.text
    assert client.get(url(older)).status_code == 404
    assert client.get(url(older, Attachment.objects.get(case=merged).pk)).status_code == 404


def test_a_party_of_the_target_alone_reads_what_was_merged_there(
    browser: Browser, cast: Cast, older: Case, merged: Case
) -> None:
    CaseParty.objects.create(
        case=older, person=cast.stranger, name="Ernesto Paz", not_me_token="x", since=timezone.now()
    )
    client = browser(cast.stranger)
    assert "La póliza." in Page(client.get(url(older))).text
    assert client.get(url(merged)).status_code == 404


def test_what_was_being_written_is_kept_and_told_where_to_go(
    browser: Browser, cast: Cast, older: Case, merged: Case
) -> None:
    client = browser(cast.applicant)
    response = client.post(
        reverse("portal:message", args=[merged.number]),
        {"text": "Un texto largo", "seen": 1, "key": uuid.uuid4()},
    )
    page = Page(response)
    assert response.status_code == 422
    assert f"{merged.number} se unió al caso {older.number}: continúe allí" in page.errors
    assert "Un texto largo" in page.text


def test_the_list_says_so(browser: Browser, cast: Cast, older: Case, merged: Case) -> None:
    client = browser(cast.applicant)
    assert merged.number not in Page(client.get(reverse("portal:cases"))).text
    ended = Page(client.get(reverse("portal:cases") + "?estado=cerrados"))
    assert merged.number in ended.text
    assert "Sigue en otro caso" in ended.text


def test_undone_each_is_alone_again(browser: Browser, cast: Cast, older: Case, merged: Case) -> None:
    undo_merge(case=merged, by=cast.actor(cast.officer), at=timezone.now(), via="desk")
    client = browser(cast.applicant)
    assert "La póliza." not in Page(client.get(url(older))).text
    page = Page(client.get(url(merged)))
    assert "La póliza." in page.text
    assert "<textarea" in page.html
    assert client.get(url(older, Attachment.objects.get(case=merged).pk)).status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_speaks_the_readers_language(
    browser: Browser, cast: Cast, older: Case, merged: Case, language: str
) -> None:
    client, others = browser(cast.applicant), {"es": english_ids, "en": spanish_texts}[language]()
    client.post("/idioma/", {"language": language})
    for one in (older, merged):
        text = own_words(Page(client.get(url(one))))
        assert [found for found in others if found in text] == []
