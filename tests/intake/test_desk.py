"""The desk's page of waiting mail: who sees it, and what an officer does with it."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.intake.letters import PDF, TUESDAY, arrive, letter, notices, reply_to
from ventanilla.cases.acts import take_step
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.mailroom import open_by_hand
from ventanilla.cases.models import Case, CaseLink, CaseMailId, Message
from ventanilla.files.store import path_of
from ventanilla.intake.draining import file_waiting
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.boxes import note_fault, note_read
from ventanilla.mail.models import MailInbound
from ventanilla.operations.verification import verify_all
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack

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


class TestOpening:
    """A case opened from a waiting mail by hand."""

    @pytest.fixture
    def closed(self, cast: Cast, case: Case) -> MailInbound:
        """The applicant writes in her case, which is closed."""
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
        [receipt, *_] = notices(case)
        inbound = arrive(reply_to(receipt, "Volvió a ocurrir.", files=(("captura.pdf", PDF),)))
        assert (inbound.state, inbound.ref) == ("held", case.number)
        return inbound

    def test_linked_to_the_closed_case_in_one_click(
        self, client: Client, cast: Cast, case: Case, closed: MailInbound
    ) -> None:
        page = as_(client, cast.officer).get(f"{LIST}{closed.pk}/").content.decode()
        assert f"El caso {case.number} está cerrado: el nuevo quedará vinculado a él." in page
        answer = client.post(f"{LIST}{closed.pk}/caso-nuevo/", {"linked": "yes"})
        closed.refresh_from_db()
        opened = Case.objects.get(number=closed.ref)
        assert answer["Location"] == reverse("desk:case", args=[opened.number])
        assert (opened.parent, opened.channel, opened.is_internal, opened.phase) == (
            case,
            "email",
            False,
            "received",
        )
        assert CaseLink.objects.filter(first=case, second=opened, kind="follow_up").exists()
        assert opened.answers["description"] == "Volvió a ocurrir."
        assert opened.parties.get().person == cast.applicant
        assert [item.name for item in opened.attachments.all()] == ["captura.pdf"]
        assert [notice.recipient for notice in notices(opened, "receipt_by_email")] == [cast.applicant.email]
        assert (closed.state, closed.reason) == ("filed", "caso abierto por Marta Rivas")
        entry = JournalEntry.objects.get(kind="mail.opened")
        assert (entry.facts["mail"], entry.facts["case"]) == (closed.pk, opened.number)
        assert CaseMailId.objects.get(message_id=closed.message_id).case == opened
        assert list(verify_all()) == []

    def test_without_a_link_where_the_officer_says_so(
        self, client: Client, cast: Cast, case: Case, held: MailInbound
    ) -> None:
        as_(client, cast.officer).post(f"{LIST}{held.pk}/caso-nuevo/", {"linked": ""})
        held.refresh_from_db()
        opened = Case.objects.get(number=held.ref)
        assert (opened.parent, opened.applicant_name) == (None, "Ernesto Paz")
        assert opened.parties.get().person == cast.stranger
        assert opened.number != case.number

    def test_twice_is_once(self, client: Client, cast: Cast, held: MailInbound) -> None:
        as_(client, cast.officer).post(f"{LIST}{held.pk}/caso-nuevo/")
        count = Case.objects.count()
        assert client.post(f"{LIST}{held.pk}/caso-nuevo/").status_code == 404
        assert Case.objects.count() == count
        with pytest.raises(NotAllowed, match="Otra persona"):
            open_by_hand(inbound=held, by=cast.actor(cast.officer), at=TUESDAY)

    def test_one_without_a_sender_is_refused_in_words(self, client: Client, cast: Cast) -> None:
        inbound = arrive(b"Subject: Hola\r\n\r\nSin remitente\r\n")
        refused = as_(client, cast.officer).post(f"{LIST}{inbound.pk}/caso-nuevo/")
        assert refused.status_code == 422
        assert "no viene de una dirección a la que se pueda escribir" in refused.content.decode()
        assert not Case.objects.exists()

    def test_one_to_the_registration_box_opens_what_the_desk_opens(self, client: Client, cast: Cast) -> None:
        inbound = arrive(letter(to="registro.usuarios@mh.gob.sv"), box="registro")
        MailInbound.objects.filter(pk=inbound.pk).update(state="held")
        as_(client, cast.officer).post(f"{LIST}{inbound.pk}/caso-nuevo/")
        inbound.refresh_from_db()
        assert Case.objects.get(number=inbound.ref).procedure == "general-request"

    def test_only_staff_of_a_unit_may(self, cast: Cast, held: MailInbound) -> None:
        for person in (cast.auditor, cast.administrator, cast.applicant):
            with pytest.raises(NotAllowed):
                open_by_hand(inbound=held, by=cast.actor(person), at=TUESDAY)

    def test_a_pack_whose_boxes_open_nothing_says_so(
        self, cast: Cast, held: MailInbound, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        boxes = tuple(box for box in current_pack().mail.boxes if box.purpose == "registration")
        mail = current_pack().mail.model_copy(update={"boxes": boxes})
        monkeypatch.setitem(current_pack().__dict__, "mail", mail)
        with pytest.raises(NotAllowed, match="Ningún buzón"):
            open_by_hand(inbound=held, by=cast.actor(cast.officer), at=TUESDAY)

    def test_words_the_form_does_not_ask_for_are_kept(
        self, cast: Cast, held: MailInbound, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        procedures = dict(current_pack().procedures)
        procedures["general-request"] = procedures["general-request"].model_copy(update={"form": None})
        monkeypatch.setitem(current_pack().__dict__, "procedures", procedures)
        opened = open_by_hand(inbound=held, by=cast.actor(cast.officer), at=TUESDAY)
        assert "description" not in opened.answers
        assert "Soy su contador" in Message.objects.get(case=opened).body


def test_html_is_shown_harmless_and_the_whole_text_is_one_click_away(
    client: Client, cast: Cast, case: Case
) -> None:
    message = message_from_bytes(
        letter("Texto llano", sender="Ernesto Paz <ernesto.paz@example.com>", subject=f"Caso {case.number}"),
        policy=SMTP,
    )
    message.add_alternative(
        '<p onclick="x()">Con <b>formato</b></p><script>alert(1)</script><img src="https://espia.example/1.png">',
        subtype="html",
    )
    inbound = arrive(message.as_bytes())
    page = as_(client, cast.officer).get(f"{LIST}{inbound.pk}/").content.decode()
    assert "<p>Con <b>formato</b></p>" in page
    assert "espia.example" not in page
    assert "alert(1)" not in page
    assert "Todo el correo como texto simple" in page
    assert "Texto llano" in page


def test_a_reply_is_shown_without_what_it_quotes_and_the_rest_is_one_click_away(
    client: Client, cast: Cast, case: Case
) -> None:
    text = "Aquí va.\n\nEl lun, 9 mar 2026 a las 10:00, Mesa escribió:\n> Lo citado"
    inbound = arrive(
        letter(text, sender="Ernesto Paz <ernesto.paz@example.com>", subject=f"Caso {case.number}")
    )
    page = as_(client, cast.officer).get(f"{LIST}{inbound.pk}/").content.decode()
    assert page.index("Aquí va.") < page.index("Todo el correo como texto simple") < page.index("Lo citado")


def test_a_failed_one_says_when_it_is_tried_again(client: Client, cast: Cast, held: MailInbound) -> None:
    MailInbound.objects.filter(pk=held.pk).update(state="failed", next_try_at=TUESDAY, settled_at=None)
    assert "Se intentará otra vez el" in as_(client, cast.officer).get(LIST).content.decode()


def test_a_mailbox_that_cannot_be_read_is_said_to_whoever_reads_mail(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.MAILBOXES = {"solicitudes": "imap://x"}
    note_fault("solicitudes", "[AUTHENTICATIONFAILED]", at=TUESDAY)
    note_fault("registro", "ya no se lee por IMAP", at=TUESDAY)
    page = as_(client, cast.officer).get(LIST).content.decode()
    assert "Puede que no esté entrando correo" in page
    assert "<strong>servicios.dga@mh.gob.sv</strong>: No se puede leer, desde el" in page
    assert "[AUTHENTICATIONFAILED]" in page
    assert "ya no se lee" not in page
    assert client.get("/readyz").json()["parts"]["mailbox-solicitudes"] is False
    note_read("solicitudes", at=TUESDAY)
    assert "Puede que no" not in client.get(LIST).content.decode()
    assert client.get("/readyz").json()["parts"]["mailbox-solicitudes"] is True
