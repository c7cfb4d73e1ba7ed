"""Writing to the desk from the demonstration's pages: what goes in is a real mail, what became of it is told."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.intake.letters import DESK, PDF, REGISTRATION
from ventanilla.cases.mailroom import raw_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.intake.draining import file_waiting
from ventanilla.mail.models import MailInbound, MailOutgoing
from ventanilla.operations.demo.views import STOP_ASKING
from ventanilla.operations.demo.writing import STRANGER

pytestmark = pytest.mark.django_db
ANA = "ana.nueva@correo.example"
NEW = {
    "recipient": DESK,
    "sender": ANA,
    "sender_name": "Ana Nueva",
    "subject": "Mi fianza",
    "text": "¿Qué falta?",
}


@pytest.fixture
def mails(tmp_path: Path, settings: object) -> Path:
    settings.DEMO_MAILS = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def write(client: Client, **changes: object) -> MailInbound:
    """A new mail, filed."""
    response = client.post("/demo/correos/nuevo/", {**NEW, **changes})
    assert response.status_code == 302, response.content.decode()
    return settle(response.headers["Location"])


def settle(address: str) -> MailInbound:
    """The mail whose page an address is, once the desk has read it."""
    file_waiting(clock=timezone.now)
    return MailInbound.objects.select_related("blob").get(pk=address.rstrip("/").rpartition("/")[2])


def deliver(folder: Path, outgoing: MailOutgoing, number: int = 0) -> str:
    """What the demonstration's mail server does with a mail it is given; returns the mail's id."""
    mail_id = f"20261120T0900000000{number:02}-0123456789ab"
    (folder / f"{mail_id}.eml").write_bytes(bytes(outgoing.rendered))
    MailOutgoing.objects.filter(pk=outgoing.pk).update(state="sent")
    return mail_id


def receipt(inbound: MailInbound) -> MailOutgoing:
    return MailOutgoing.objects.get(ref=inbound.ref, recipient=inbound.sender)


def parsed(inbound: MailInbound) -> EmailMessage:
    message = message_from_bytes(raw_of(inbound), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_new_mail_opens_a_case_and_its_receipt_shows(client: Client, mails: Path) -> None:
    inbound = write(client, attachments=SimpleUploadedFile("nota.pdf", PDF, "application/pdf"))
    case = Case.objects.get(number=inbound.ref)
    assert (case.subject, inbound.envelope_from, inbound.recipients) == ("Mi fianza", ANA, DESK)
    assert [item.name for item in Attachment.objects.filter(case=case)] == ["nota.pdf"]
    page = f"/demo/correos/recibidos/{inbound.pk}/"
    waiting = client.get(page, headers={"HX-Request": "true"})
    assert waiting.status_code == 200
    assert "en camino" in waiting.content.decode()
    mail_id = deliver(mails, receipt(inbound))
    done = client.get(page, headers={"HX-Request": "true"})
    assert done.status_code == STOP_ASKING
    assert f"/demo/correos/{mail_id}/" in done.content.decode()
    assert f"Está en el caso {case.number}" in client.get(page).content.decode()


def test_an_answer_is_threaded_and_carries_no_quotation_into_the_case(client: Client, mails: Path) -> None:
    inbound = write(client)
    sent = receipt(inbound)
    page = f"/demo/correos/{deliver(mails, sent)}/respuesta/"
    assert sent.reply_token in client.get(page).content.decode()
    files = [
        SimpleUploadedFile("a.pdf", PDF, "application/pdf"),
        SimpleUploadedFile("b.txt", b"hola", "multipart/x"),
    ]
    typed = {"sender": ANA, "subject": "Otro asunto", "text": "Aquí va.", "attachments": files}
    answer = settle(client.post(page, typed).headers["Location"])
    message = parsed(answer)
    assert message["In-Reply-To"] == sent.message_id
    assert message["References"] == f"{parsed(inbound)['Message-ID']} {sent.message_id}"
    assert message["To"] == f"servicios.dga+{sent.reply_token}@mh.gob.sv"
    assert (answer.state, answer.ref) == ("filed", inbound.ref)
    case = Case.objects.get(number=inbound.ref)
    assert case.messages.order_by("-id")[0].body == "Aquí va."
    assert {item.name for item in Attachment.objects.filter(case=case)} == {"a.pdf", "b.txt"}


def test_an_answer_by_somebody_else_is_held_with_its_reason(client: Client, mails: Path) -> None:
    inbound = write(client)
    page = f"/demo/correos/{deliver(mails, receipt(inbound))}/respuesta/"
    held = settle(client.post(page, {"sender": STRANGER, "text": "Yo también."}).headers["Location"])
    shown = client.get(f"/demo/correos/recibidos/{held.pk}/").content.decode()
    assert held.state == "held"
    assert f"{STRANGER} no tiene parte en él" in shown
    assert f"/mesa/correo/{held.pk}/" in shown


def test_the_registration_box_registers(client: Client, mails: Path) -> None:
    inbound = write(client, recipient=REGISTRATION)
    shown = client.get(f"/demo/correos/recibidos/{inbound.pk}/").content.decode()
    assert "La mesa hizo lo que pedía" in shown
    assert MailOutgoing.objects.get(recipient=ANA).subject in shown


def test_what_is_ignored_says_why(client: Client, mails: Path) -> None:
    inbound = write(client, sender="mailer-daemon@correo.example")
    shown = client.get(f"/demo/correos/recibidos/{inbound.pk}/").content.decode()
    assert inbound.state == "ignored"
    assert inbound.reason in shown


def test_a_refusal_keeps_what_was_typed_and_names_the_files_to_choose_again(client: Client) -> None:
    typed = {**NEW, "sender": "sin arroba", "attachments": SimpleUploadedFile("nota.pdf", PDF)}
    response = client.post("/demo/correos/nuevo/", typed)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Dirección de quien escribe: no es una dirección de correo." in shown
    assert "Elíjalos de nuevo: nota.pdf" in shown
    assert "¿Qué falta?" in shown
    assert not MailInbound.objects.exists()


def test_a_mail_whose_sender_the_desk_does_not_read_cannot_be_answered(client: Client, mails: Path) -> None:
    mail_id = "20261120T090000000000-0123456789ab"
    raw = b"From: otra@mesa.example\r\nTo: ana@correo.example\r\nSubject: Hola\r\n\r\nHola\r\n"
    (mails / f"{mail_id}.eml").write_bytes(raw)
    response = client.post(
        f"/demo/correos/{mail_id}/respuesta/", {"sender": "ana@correo.example", "text": "Sí"}
    )
    assert response.status_code == 422
    assert "nadie lee otra@mesa.example" in response.content.decode()


def test_the_list_of_what_came_says_what_became_of_each(client: Client, mails: Path) -> None:
    inbound = write(client)
    shown = client.get("/demo/correos/recibidos/").content.decode()
    assert f"Está en el caso {inbound.ref}" in shown
