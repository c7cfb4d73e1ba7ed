"""The notices of a case on its page, and what the applicant sees of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.desk.desk import address, after, open_case_page
from tests.portal.reading import Page
from ventanilla.cases.acts import Said, note_failure, take_step
from ventanilla.cases.models import Case, CaseParty
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing, OutgoingState

ERROR = "550 5.1.1 No such user"


@pytest.fixture
def answered(cast: Cast, case: Case) -> Case:
    """The case answered; its answer waits to go out."""
    said = Said(text="Procede.", outcome="attended")
    take_step(case=case, step="answer", by=cast.actor(cast.officer), at=timezone.now(), via="desk", said=said)
    return case


def answer_of(case: Case, **changes: object) -> MailOutgoing:
    rows = MailOutgoing.objects.filter(ref=case.number, kind="answer")
    if changes:
        rows.update(**changes)
    return rows.get()


def send_again(client: Client, case: Case, notice: MailOutgoing, **changes: object) -> Page:
    opened = open_case_page(client, case)
    marks = opened.marks(f"notice-{notice.pk}") | changes
    done = client.post(address(case, "avisos", str(notice.pk)), marks)
    return after(client, case, done).page


class TestPanel:
    def test_says_what_each_was_to_whom_and_how_it_stands(self, officer: Client, answered: Case) -> None:
        now = timezone.now()
        answer_of(answered, state=OutgoingState.SENT, sent_at=now, attempt=2)
        page = open_case_page(officer, answered).page
        assert "Avisos enviados" in page.h2
        for words in ("Recibimos su solicitud", "Para ana.solis@example.com", "En cola", "2 intentos"):
            assert words in page.text
        assert "Aceptado por el servidor" in page.text
        assert "Enviar de nuevo" not in page.text

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"state": OutgoingState.QUEUED, "attempt": 1}, "Se intentará otra vez el"),
            ({"state": OutgoingState.SENDING}, "Enviándose"),
            ({"state": OutgoingState.FAILED, "last_error": ERROR}, "No se pudo entregar"),
            ({"state": OutgoingState.BOUNCED, "last_error": ERROR}, "Devuelto"),
            (
                {"state": OutgoingState.SENT, "last_error": "4.4.1 later"},
                "Con demora, según su servidor: 4.4.1 later",
            ),
        ],
    )
    def test_each_state_in_words(
        self, officer: Client, answered: Case, changes: dict[str, object], words: str
    ) -> None:
        answer_of(answered, **changes)
        assert words in open_case_page(officer, answered).page.text

    def test_many_are_behind_a_fold_and_the_undelivered_stand_first(
        self, officer: Client, case: Case
    ) -> None:
        receipt = MailOutgoing.objects.get(ref=case.number)
        for number in range(8):
            receipt.pk = None
            receipt.message_id, receipt.reply_token = f"<{number}@x>", f"t{number}"
            receipt.subject = f"Aviso {number}"
            receipt.save(force_insert=True)
        MailOutgoing.objects.filter(subject="Aviso 0").update(state=OutgoingState.FAILED)
        page = open_case_page(officer, case).page
        assert "5 más" in page.text
        assert page.text.index("Aviso 0") < page.text.index("Aviso 7")
        assert "1 sin entregar" in page.text

    def test_an_auditor_reads_it_and_sends_nothing(
        self, browser: Browser, cast: Cast, answered: Case
    ) -> None:
        answer_of(answered, state=OutgoingState.FAILED)
        page = open_case_page(browser(cast.auditor), answered).page
        assert "Avisos enviados" in page.h2
        assert "Enviar de nuevo" not in page.text

    def test_one_of_the_staff_who_is_a_party_does_not(
        self, browser: Browser, cast: Cast, answered: Case
    ) -> None:
        CaseParty.objects.filter(case=answered).update(person=cast.colleague)
        assert "Avisos enviados" not in open_case_page(browser(cast.colleague), answered).page.h2


class TestHistory:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (OutgoingState.SENT, "Enviado también por correo"),
            (OutgoingState.FAILED, "El correo no se pudo entregar"),
            (OutgoingState.BOUNCED, "El correo fue devuelto"),
        ],
    )
    def test_an_answer_says_whether_it_arrived(
        self, officer: Client, answered: Case, state: str, words: str
    ) -> None:
        answer_of(answered, state=state)
        page = open_case_page(officer, answered).page
        assert words in page.text
        assert ("No se entregó" in page.text) is (state != OutgoingState.SENT)


class TestSendingAgain:
    def test_queues_it_and_says_so(self, officer: Client, answered: Case) -> None:
        notice = answer_of(answered, state=OutgoingState.FAILED, last_error=ERROR, result_at=timezone.now())
        note_failure(notice_id=notice.pk, at=timezone.now())
        assert "No se pudo entregar un aviso" in open_case_page(officer, answered).page.text
        page = send_again(officer, answered, notice)
        assert "El aviso se está enviando de nuevo." in page.text
        assert "Un aviso se envía de nuevo" in page.text
        assert answer_of(answered).state == OutgoingState.QUEUED
        answered.refresh_from_db()
        assert answered.needs_attention == ""

    def test_one_that_went_meanwhile_is_refused_in_words(self, officer: Client, answered: Case) -> None:
        notice = answer_of(answered, state=OutgoingState.FAILED)
        marks = open_case_page(officer, answered).marks(f"notice-{notice.pk}")
        answer_of(answered, state=OutgoingState.SENT)
        refused = officer.post(address(answered, "avisos", str(notice.pk)), marks)
        assert refused.status_code == 422
        assert "ya llegó: no hace falta enviarlo de nuevo" in Page(refused).text

    def test_a_page_overtaken_by_an_act_is_told(self, officer: Client, answered: Case) -> None:
        notice = answer_of(answered, state=OutgoingState.FAILED, result_at=timezone.now())
        marks = open_case_page(officer, answered).marks(f"notice-{notice.pk}")
        note_failure(notice_id=notice.pk, at=timezone.now())
        refused = officer.post(address(answered, "avisos", str(notice.pk)), marks)
        assert refused.status_code == 409

    def test_one_of_another_case_is_refused(self, officer: Client, cast: Cast, answered: Case) -> None:
        other = make_case(cast.applicant, at=timezone.now())
        notice = answer_of(answered, state=OutgoingState.FAILED)
        marks = open_case_page(officer, answered).marks(f"notice-{notice.pk}")
        marks["seen"] = "1"
        assert officer.post(address(other, "avisos", str(notice.pk)), marks).status_code == 422
        assert not JournalEntry.objects.filter(kind="notice.resent").exists()


class TestApplicant:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (OutgoingState.QUEUED, "El correo está por salir"),
            (OutgoingState.SENT, "También lo enviamos por correo"),
            (OutgoingState.FAILED, "El correo con este texto no llegó: puede leerlo aquí."),
            (OutgoingState.BOUNCED, "si ahora usa otra, díganoslo en este caso"),
        ],
    )
    def test_sees_whether_the_answer_went_out_and_what_to_do(
        self, browser: Browser, cast: Cast, answered: Case, state: str, words: str
    ) -> None:
        answer_of(answered, state=state, last_error=ERROR)
        page = Page(browser(cast.applicant).get(f"/casos/{answered.number}/"))
        assert words in page.text
        assert ERROR not in page.text
        assert "Avisos enviados" not in page.text


def test_the_subject_stands_without_the_number_of_its_own_case(officer: Client, case: Case) -> None:
    text = open_case_page(officer, case).page.text
    assert f"Caso {case.number}: recibimos" not in text
