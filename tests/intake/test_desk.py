"""The desk's page of waiting mail: who sees it, and what an officer does with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.intake.letters import PDF, TUESDAY, arrive, letter, notices
from ventanilla.cases.acts import take_step
from ventanilla.cases.models import Case, CaseMailId, Message
from ventanilla.files.store import path_of
from ventanilla.intake.draining import file_waiting
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.boxes import note_fault, note_read
from ventanilla.mail.models import MailInbound
from ventanilla.operations.verification import verify_all
from ventanilla.people.models import Person

LIST = "/mesa/correo/"


@pytest.fixture
def held(cast: Cast, case: Case) -> MailInbound:
    """A stranger writes of the applicant's case, with a file and with HTML in his words."""
    raw = letter(
        "Soy su contador <script>alert(1)</script>",
        sender="Ernesto Paz <ernesto.paz@example.com>",
        subject=f"Caso {case.number}",
        files=(("balance.pdf", PDF),),
    )
    inbound = arrive(raw)
    assert inbound.state == "held"
    return inbound


def as_(client: Client, person: Person) -> Client:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_officer_sees_it_with_the_reason_and_its_text_runs_nothing(
    client: Client, cast: Cast, held: MailInbound
) -> None:
    as_(client, cast.officer)
    listed = client.get(LIST).content.decode()
    assert held.subject in listed
    assert "no tiene parte en él" in listed
    page = client.get(f"{LIST}{held.pk}/").content.decode()
    assert "Soy su contador &lt;script&gt;" in page
    assert "balance.pdf" in page
    raw = client.get(f"{LIST}{held.pk}/original/")
    assert raw["Content-Type"] == "text/plain; charset=utf-8"
    assert raw["Content-Security-Policy"] == "sandbox"
    assert b"Message-ID" in raw.content


def test_put_into_the_case_it_is_a_message_with_its_files(
    client: Client, cast: Cast, case: Case, held: MailInbound
) -> None:
    as_(client, cast.officer)
    answer = client.post(f"{LIST}{held.pk}/caso/", {"number": case.number.lower()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:mail"))
    held.refresh_from_db()
    message = Message.objects.get(case=case)
    assert (held.state, held.ref) == ("filed", case.number)
    assert (message.author, message.author_name) == (None, "Ernesto Paz <ernesto.paz@example.com>")
    assert [item.name for item in message.attachments.all()] == ["balance.pdf"]
    assert CaseMailId.objects.filter(message_id=held.message_id, case=case).exists()
    assert list(verify_all()) == []
    assert client.post(f"{LIST}{held.pk}/caso/", {"number": case.number}).status_code == 404


def test_a_wrong_number_or_a_closed_case_says_so_and_keeps_what_was_typed(
    client: Client, cast: Cast, case: Case, held: MailInbound
) -> None:
    as_(client, cast.officer)
    wrong = client.post(f"{LIST}{held.pk}/caso/", {"number": "DGA-2026-999999"})
    assert wrong.status_code == 422
    assert "DGA-2026-999999" in wrong.content.decode()
    take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
    closed = client.post(f"{LIST}{held.pk}/caso/", {"number": case.number})
    assert closed.status_code == 422
    assert "cerrado" in closed.content.decode()


def test_refused_it_keeps_the_reason_and_the_bytes(client: Client, cast: Cast, held: MailInbound) -> None:
    as_(client, cast.officer)
    assert client.post(f"{LIST}{held.pk}/rechazo/", {"reason": " "}).status_code == 422
    assert client.post(f"{LIST}{held.pk}/rechazo/", {"reason": "No es de nadie"}).status_code == 302
    held.refresh_from_db()
    assert (held.state, held.reason) == ("rejected", "Marta Rivas: No es de nadie")
    assert JournalEntry.objects.get(kind="mail.refused").facts["mail"] == held.pk
    assert list(verify_all()) == []


def test_tried_again_it_is_filed_by_the_rules_as_they_stand_now(
    client: Client, cast: Cast, case: Case, held: MailInbound
) -> None:
    case.parties.create(
        person=cast.stranger, name="Ernesto", email="ernesto.paz@example.com", not_me_token="x", since=TUESDAY
    )
    assert as_(client, cast.officer).post(f"{LIST}{held.pk}/reintento/").status_code == 302
    held.refresh_from_db()
    assert held.next_try_at is not None
    now = held.next_try_at
    file_waiting(clock=lambda: now)
    held.refresh_from_db()
    assert (held.state, held.ref) == ("filed", case.number)
    assert Message.objects.get(case=case).author == cast.stranger


def test_mail_of_no_case_is_for_the_units_of_its_box(client: Client, cast: Cast) -> None:
    inbound = arrive(b"Subject: Hola\r\n\r\nSin remitente\r\n")
    assert as_(client, cast.officer).get(f"{LIST}{inbound.pk}/").status_code == 200
    assert as_(client, cast.outsider).get(f"{LIST}{inbound.pk}/").status_code == 404
    assert as_(client, cast.auditor).get(f"{LIST}{inbound.pk}/").status_code == 200
    assert as_(client, cast.auditor).post(f"{LIST}{inbound.pk}/reintento/").status_code == 404


def test_lost_bytes_are_said(client: Client, cast: Cast, held: MailInbound) -> None:
    path_of(held.blob_id).unlink()
    assert as_(client, cast.officer).get(f"{LIST}{held.pk}/").status_code == 200
    assert client.get(f"{LIST}{held.pk}/original/").content == b""
    assert notices(Case.objects.get(number=held.ref))


def test_a_mailbox_that_cannot_be_read_is_said_to_whoever_reads_mail(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.MAILBOXES = {"solicitudes": "imap://x", "registro": "imap://y"}
    note_read("solicitudes", at=TUESDAY)
    note_fault("registro", "[AUTHENTICATIONFAILED]", at=TUESDAY)
    note_fault("de-antes", "ya no se lee", at=TUESDAY)
    page = as_(client, cast.officer).get(LIST).content.decode()
    assert "Buzones que no se pueden leer" in page
    assert "<b>registro</b>, desde el" in page
    assert "[AUTHENTICATIONFAILED]" in page
    assert "de-antes" not in page
    assert client.get("/readyz").json()["parts"]["mailboxes"] is False
    note_read("registro", at=TUESDAY)
    assert "Buzones que" not in client.get(LIST).content.decode()
    assert client.get("/readyz").json()["parts"]["mailboxes"] is True
