"""The receipt of what was presented: what it says, that it is one document for ever, and how anybody checks it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from zoneinfo import ZoneInfo

import pikepdf
import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast, make_case, make_cast
from tests.databases import TestDatabase
from ventanilla.cases.acts import write_message
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.formal.receipts import find_receipt, receipt_of, receipt_pdf
from ventanilla.reference.current import current_pack

ZONE = ZoneInfo("America/El_Salvador")
MONDAY_MORNING = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZONE)
FRIDAY_NIGHT = dt.datetime(2026, 3, 27, 21, 0, 5, tzinfo=ZONE)


def with_file(case: Case, cast: Cast, at: dt.datetime) -> int:
    files = take_files([SimpleUploadedFile("Balance.txt", b"balance")], at=at).files
    by = cast.actor(cast.applicant)
    return write_message(case=case, text="Va el balance", files=files, by=by, at=at, via="portal").seq


def test_it_says_number_place_medium_day_and_hour_and_each_file_with_its_hash(cast: Cast) -> None:
    case = make_case(cast.applicant, at=MONDAY_MORNING)
    receipt = receipt_of(case, with_file(case, cast, MONDAY_MORNING))
    assert receipt is not None
    assert receipt.presented_at == MONDAY_MORNING
    assert receipt.counts_from is None
    assert receipt.medium == "Portal en línea"
    assert receipt.place == "http://testserver"
    assert [(file.name, file.sha256) for file in receipt.files] == [
        ("Balance.txt", hashlib.sha256(b"balance").hexdigest())
    ]


def test_what_comes_outside_hours_bears_both_moments(cast: Cast) -> None:
    """Friday 27 March 2026 at night; Holy Week's public vacation runs to Easter Monday, 6 April."""
    receipt = receipt_of(make_case(cast.applicant, at=FRIDAY_NIGHT), 1)
    assert receipt is not None
    assert receipt.presented_at == FRIDAY_NIGHT
    assert receipt.counts_from == dt.datetime(2026, 4, 7, 7, 30, tzinfo=ZONE)


def test_only_what_somebody_presents_has_a_receipt(cast: Cast) -> None:
    case = make_case(cast.applicant, at=MONDAY_MORNING)
    seq = write_message(
        case=case, text="Hola", by=cast.actor(cast.officer), at=MONDAY_MORNING, via="desk"
    ).seq
    assert receipt_of(case, seq) is None
    assert receipt_of(case, 99) is None


def test_the_paper_is_a_tagged_pdf_in_spanish_with_a_title(cast: Cast) -> None:
    receipt = receipt_of(make_case(cast.applicant, at=MONDAY_MORNING), 1)
    assert receipt is not None
    with pikepdf.open(io.BytesIO(receipt_pdf(receipt))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "es"
        assert pdf.Root.StructTreeRoot.K
        assert pdf.docinfo["/Title"] == f"Constancia de presentación {receipt.case.number}"


def test_the_same_receipt_is_the_same_bytes(cast: Cast) -> None:
    receipt = receipt_of(make_case(cast.applicant, at=MONDAY_MORNING), 1)
    assert receipt is not None
    assert receipt_pdf(receipt) == receipt_pdf(receipt)


def test_a_code_finds_its_receipt_and_a_changed_one_none(cast: Cast) -> None:
    receipt = receipt_of(make_case(cast.applicant, at=MONDAY_MORNING), 1)
    assert receipt is not None
    assert find_receipt(f" {receipt.code} ") == receipt
    last = "0" if receipt.code[-1] != "0" else "1"
    for wrong in (receipt.code[:-1] + last, receipt.code.replace(".1.", ".2."), "", "DGA", "x" * 5000):
        assert find_receipt(wrong) is None


def test_a_receipt_of_a_history_that_somebody_changed_is_none(own_database: TestDatabase) -> None:
    case = make_case(make_cast().applicant, at=MONDAY_MORNING)
    receipt = receipt_of(case, 1)
    assert receipt is not None
    assert find_receipt(receipt.code) is not None
    with psycopg.connect(own_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE journal_entry SET recorded_at = recorded_at - interval '1 day'")
    assert find_receipt(receipt.code) is None


# ── On the pages ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_applicant_downloads_hers_and_the_stranger_nothing(cast: Cast) -> None:
    case = make_case(cast.applicant, at=MONDAY_MORNING)
    address = f"/casos/{case.number}/constancias/1/"
    mine, other = Client(), Client()
    mine.force_login(cast.applicant)
    other.force_login(cast.stranger)
    got = mine.get(address)
    assert got["Content-Type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    assert address in mine.get(f"/casos/{case.number}/").content.decode()
    assert other.get(address).status_code == 404


def test_anybody_verifies_it_and_compares_a_file(cast: Cast) -> None:
    case = make_case(cast.applicant, at=MONDAY_MORNING)
    receipt = receipt_of(case, with_file(case, cast, MONDAY_MORNING))
    assert receipt is not None
    page = Client().get(f"/verificar/{receipt.code}/").content.decode()
    assert "La administración emitió este documento" in page
    assert case.number in page
    assert cast.applicant.name not in page
    assert "Balance" not in page
    same = Client().post(f"/verificar/{receipt.code}/", {"file": SimpleUploadedFile("b.txt", b"balance")})
    assert "Es el mismo archivo" in same.content.decode()
    changed = Client().post(f"/verificar/{receipt.code}/", {"file": SimpleUploadedFile("b.txt", b"Balance")})
    assert "No es el mismo archivo" in changed.content.decode()
    assert Client().post(f"/verificar/{receipt.code}/").status_code == 422


@pytest.mark.django_db
def test_an_unknown_code_says_not_to_rely_on_it() -> None:
    answer = Client().get("/verificar/AAAA-BBBB-CCCC-DDDD/")
    assert answer.status_code == 404
    assert "no confíe en él" in answer.content.decode()
    assert Client().get("/verificar/?codigo=AAAA").headers["Location"] == "/verificar/AAAA/"
    assert Client().get("/verificar/?codigo=").status_code == 422
    assert current_pack().code == "sv"
