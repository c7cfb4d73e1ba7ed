"""Files of a case: handed out as a download, or not and why."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.desk.desk import address, open_case_page
from tests.desk.test_acts import PDF
from tests.portal.reading import Page
from ventanilla.cases.acts import write_message
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.uploads import take_files
from ventanilla.files.models import Blob
from ventanilla.files.store import path_of


@pytest.fixture
def attachment(cast: Cast, case: Case) -> Attachment:
    """A file the applicant sent, with a content of its own."""
    content = PDF + uuid.uuid4().bytes
    taken = take_files([SimpleUploadedFile("factura nº 3 «ñ».pdf", content)], at=timezone.now())
    applicant = cast.actor(cast.applicant)
    write_message(case=case, text="", files=taken.files, by=applicant, at=timezone.now(), via="portal")
    return Attachment.objects.select_related("blob").get(case=case)


def where(attachment: Attachment) -> str:
    return address(attachment.case, f"archivos/{attachment.pk}")


def test_is_a_download_the_browser_does_not_run(officer: Client, attachment: Attachment) -> None:
    response = officer.get(where(attachment))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''factura")
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("pending", "se está revisando"),
        ("infected", "tiene un virus"),
    ],
)
def test_what_is_not_known_to_be_clean_stays_here(
    officer: Client, attachment: Attachment, state: str, words: str
) -> None:
    Blob.objects.filter(pk=attachment.blob_id).update(scan=state)
    response = officer.get(where(attachment))
    assert response.status_code == 409
    assert words in Page(response).text
    assert where(attachment) not in open_case_page(officer, attachment.case).page.html


def test_what_was_never_checked_waits_where_checking_is_required(
    officer: Client, attachment: Attachment, settings: object
) -> None:
    settings.SCAN = "required"  # type: ignore[attr-defined]
    response = officer.get(where(attachment))
    assert response.status_code == 409
    assert "nunca se revisó" in Page(response).text


def test_what_was_erased_or_lost_is_said_to_be(officer: Client, attachment: Attachment) -> None:
    path_of(attachment.blob.sha256).unlink()
    response = officer.get(where(attachment))
    assert response.status_code == 409
    assert "ya no está" in Page(response).text
    Blob.objects.filter(pk=attachment.blob_id).update(erased_at=timezone.now())
    assert officer.get(where(attachment)).status_code == 409


def test_of_another_case_or_unit_is_not_found(
    officer: Client, browser: Browser, cast: Cast, attachment: Attachment
) -> None:
    other = make_case(cast.applicant)
    assert officer.get(address(other, f"archivos/{attachment.pk}")).status_code == 404
    assert browser(cast.outsider).get(where(attachment)).status_code == 404
    assert officer.get(address(attachment.case, f"archivos/{10**30}")).status_code == 404


def test_without_a_scanner_staff_are_warned(officer: Client, case: Case, settings: object) -> None:
    assert "no se revisan los archivos" in open_case_page(officer, case).page.text
    settings.SCAN = "required"  # type: ignore[attr-defined]
    assert "no se revisan los archivos" not in open_case_page(officer, case).page.text
