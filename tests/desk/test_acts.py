"""What staff do with a case: each act done, and each refused with everything typed kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import OTHER_UNIT, Cast, make_case, make_person
from tests.desk.conftest import Browser
from tests.desk.desk import address, after, open_case_page
from tests.portal.reading import Page
from ventanilla.cases.acts import Said, assign_case, deny_authorship, take_step
from ventanilla.cases.models import Attachment, Case, CaseLink, CaseParty, Message
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Role

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def entries(case: Case, kind: str) -> int:
    return JournalEntry.objects.filter(stream_id=case.stream_id, kind=kind).count()


def mails(case: Case, kind: str) -> int:
    return MailOutgoing.objects.filter(ref=case.number, kind=kind).count()


class TestAnswering:
    def test_goes_to_the_applicant_and_shows_its_outcome(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case)
        done = after(officer, case, opened.step("answer", text="Puede pasar.", outcome="solved"))
        assert "La respuesta va en camino" in done.page.text
        for words in ("Respondida", "Solicitud resuelta favorablemente", "Puede pasar.", "Marta Rivas"):
            assert words in done.page.text
        case.refresh_from_db()
        assert (case.phase, case.outcome, case.officer_id) == ("decided", "solved", opened_by(officer))
        assert mails(case, "answer") == 1

    def test_without_words_and_outcome_names_both(self, officer: Client, case: Case) -> None:
        refused = after(officer, case, open_case_page(officer, case).step("answer", text=" ", outcome=""))
        assert refused.page.status == 422
        assert "Texto que recibirá la persona solicitante: escríbalo." in refused.page.errors
        assert "Resultado: elija cómo termina el caso" in refused.page.errors
        assert refused.page.title.startswith("Corrija:")

    def test_without_outcome_keeps_the_words(self, officer: Client, case: Case) -> None:
        refused = after(officer, case, open_case_page(officer, case).step("answer", text="Sí, puede."))
        assert refused.page.status == 422
        assert refused.typed("answer-text") == "Sí, puede."
        again = after(
            officer, case, refused.step("answer", text=refused.typed("answer-text"), outcome="attended")
        )
        assert "Respondida" in again.page.text

    def test_with_an_outcome_of_another_list_is_refused(self, officer: Client, case: Case) -> None:
        response = open_case_page(officer, case).step("answer", text="Sí.", outcome="thanked")
        assert response.status_code == 422
        assert "Resultado: elija uno de la lista." in Page(response).errors

    def test_files_go_with_it(self, officer: Client, case: Case) -> None:
        upload = SimpleUploadedFile("constancia.pdf", PDF)
        opened = open_case_page(officer, case)
        done = after(
            officer, case, opened.step("answer", text="Adjunto.", outcome="solved", attachments=upload)
        )
        [attachment] = Attachment.objects.filter(case=case)
        assert attachment.message is not None
        assert f"archivos/{attachment.pk}/" in done.page.html

    def test_a_file_that_does_not_fit_is_named_and_nothing_is_sent(self, officer: Client, case: Case) -> None:
        upload = SimpleUploadedFile("programa.exe", b"MZ\x90\x00")
        response = open_case_page(officer, case).step(
            "answer", text="Adjunto.", outcome="solved", attachments=upload
        )
        page = Page(response)
        assert response.status_code == 422
        assert "programa.exe" in page.errors
        assert "elija de nuevo estos: programa.exe" in page.errors
        assert "Adjunto." in page.text
        assert entries(case, "step.answered") == 0

    def test_sent_twice_is_once(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case)
        for _ in range(2):
            assert opened.step("answer", text="Puede pasar.", outcome="solved").status_code == 302
        assert entries(case, "step.answered") == 1
        assert mails(case, "answer") == 1

    def test_two_at_once_the_second_is_told_and_loses_nothing(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        mine, hers = open_case_page(officer, case), open_case_page(browser(cast.colleague), case)
        assert hers.step("answer", text="Yo contesté primero.", outcome="solved").status_code == 302
        response = mine.step("answer", text="Falta el certificado de origen.", outcome="denied")
        assert response.status_code == 409
        refused = after(officer, case, response)
        assert "cambió mientras usted escribía" in refused.page.errors
        assert "Lo que ocurrió mientras usted escribía" in refused.page.text
        assert "Luis Mena" in refused.page.text
        assert "Yo contesté primero." in refused.page.text
        assert refused.typed("kept-text") == "Falta el certificado de origen."
        case.refresh_from_db()
        assert case.outcome == "solved"
        sent = refused.send("message", "mensajes", text=refused.typed("kept-text"))
        assert sent.status_code == 302

    def test_an_overtaken_page_that_may_still_answer_can_send_again(
        self, officer: Client, head: Client, cast: Cast, case: Case
    ) -> None:
        mine = open_case_page(officer, case)
        open_case_page(head, case).send("assignment", "asignacion", person=cast.colleague.pk)
        response = mine.step("answer", text="Sí.", outcome="solved")
        assert response.status_code == 409
        again = after(officer, case, response)
        assert again.typed("answer-text") == "Sí."
        assert again.step("answer", text="Sí.", outcome="solved").status_code == 302

    def test_a_note_of_a_colleague_does_not_make_the_page_old(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        mine = open_case_page(officer, case)
        open_case_page(browser(cast.colleague), case).send("note", "notas", text="Ojo con la fecha.")
        assert mine.step("answer", text="Sí.", outcome="solved").status_code == 302

    def test_a_damaged_page_says_so_and_keeps_the_words(self, officer: Client, case: Case) -> None:
        response = officer.post(
            address(case, "pasos/answer"), {"text": "Sí.", "outcome": "solved", "key": "x", "seen": "y"}
        )
        assert response.status_code == 422
        refused = after(officer, case, response)
        assert "vuelva a cargarla" in refused.page.errors
        assert refused.step("answer", text="Sí.", outcome="solved").status_code == 302


def opened_by(client: Client) -> int:
    return int(client.session["_auth_user_id"])


class TestOtherSteps:
    def test_asking_for_information_stops_the_clock(self, officer: Client, case: Case) -> None:
        done = after(
            officer, case, open_case_page(officer, case).step("request_information", text="Falta la factura.")
        )
        assert "el plazo queda detenido" in done.page.text
        assert "Plazo detenido" in done.page.text
        assert mails(case, "information_request") == 1

    def test_asking_for_nothing_is_refused(self, officer: Client, case: Case) -> None:
        response = open_case_page(officer, case).step("request_information", text="")
        assert response.status_code == 422
        assert 'id="accion-request_information" open' in response.content.decode()

    def test_a_step_without_words_is_a_button(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case)
        assert not opened.has("start_review")
        done = after(officer, case, opened.step("start_review"))
        assert "El caso está ahora en: En revisión." in done.page.text
        again = after(officer, case, officer.post(address(case, "pasos/start_review"), {"seen": 99}))
        assert again.page.status == 422
        assert "no procede" in again.page.errors

    def test_closing_without_an_answer_is_the_heads(self, officer: Client, head: Client, case: Case) -> None:
        assert not open_case_page(officer, case).has("close_without_answer")
        refused = officer.post(
            address(case, "pasos/close_without_answer"), {"text": "Duplicado del anterior.", "seen": 1}
        )
        assert refused.status_code == 422
        assert "Duplicado del anterior." in Page(refused).text
        done = after(
            head,
            case,
            open_case_page(head, case).step("close_without_answer", text="Duplicado del anterior."),
        )
        assert "El caso quedó cerrado." in done.page.text
        assert "accion-" not in done.page.html

    def test_a_closed_case_takes_no_note(self, officer: Client, head: Client, case: Case) -> None:
        mine = open_case_page(officer, case)
        mine.unfold("note")
        open_case_page(head, case).step("close_without_answer", text="Duplicado.")
        refused = after(officer, case, mine.send("note", "notas", text="Llamó de nuevo."))
        assert refused.page.status == 422
        assert "está cerrado" in refused.page.errors
        assert refused.typed("kept-text") == "Llamó de nuevo."


class TestOpeningAnAction:
    def test_the_page_has_one_form_and_fetches_the_others(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case)
        assert 'id="answer-text"' in opened.page.html
        assert 'id="note-text"' not in opened.page.html
        assert 'id="note-text"' in opened.unfold("note")
        assert "<html" not in opened.unfold("note")

    def test_without_javascript_its_link_opens_it_in_place_of_the_first(
        self, officer: Client, case: Case
    ) -> None:
        page = open_case_page(officer, case, "acciones/transfer/").page
        assert 'id="accion-transfer" open' in page.html
        assert 'id="transfer-to_unit"' in page.html
        assert 'id="answer-text"' not in page.html

    def test_a_form_fetched_later_is_as_old_as_its_page(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        mine = open_case_page(officer, case)
        open_case_page(browser(cast.colleague), case).step("request_information", text="Falta la factura.")
        response = mine.send("message", "mensajes", text="Ya casi.")
        assert response.status_code == 409
        assert "cambió mientras usted escribía" in after(officer, case, response).page.errors

    def test_no_page_is_ahead_of_its_case(self, officer: Client, case: Case) -> None:
        where = address(case, "acciones", "note")
        for asked in ("9" * 30, "-1", "x", ""):
            html = officer.get(f"{where}?seen={asked}", headers={"HX-Request": "true"}).content.decode()
            assert f'id="note-seen" value="{case.stream.seq}"' in html, asked

    def test_what_the_case_no_longer_offers_leads_back_to_it(
        self, officer: Client, head: Client, case: Case
    ) -> None:
        mine = open_case_page(officer, case)
        open_case_page(head, case).step("close_without_answer", text="Duplicado.")
        assert "El caso ya no lo ofrece" in mine.unfold("note")
        assert officer.get(address(case, "acciones", "note")).headers["Location"] == address(case)


class TestMessagesAndNotes:
    def test_a_message_goes_by_mail_and_moves_nothing(self, officer: Client, case: Case) -> None:
        done = after(
            officer, case, open_case_page(officer, case).send("message", "mensajes", text="La vemos hoy.")
        )
        assert "El mensaje va en camino." in done.page.text
        assert "La vemos hoy." in done.page.text
        assert "El correo está por salir" in done.page.text
        assert mails(case, "message") == 1
        case.refresh_from_db()
        assert case.phase == "received"

    def test_an_empty_message_is_refused(self, officer: Client, case: Case) -> None:
        response = open_case_page(officer, case).send("message", "mensajes", text="")
        assert (response.status_code, Page(response).errors.count("Mensaje: escriba")) == (422, 1)

    def test_a_note_is_marked_internal_and_told_to_nobody(self, officer: Client, case: Case) -> None:
        before = MailOutgoing.objects.count()
        done = after(
            officer, case, open_case_page(officer, case).send("note", "notas", text="Ver el caso 12.")
        )
        assert "Nota interna" in done.page.text
        assert "v-entry-note" in done.page.html
        assert MailOutgoing.objects.count() == before
        assert Message.objects.get(case=case).audience == Message.Audience.INTERNAL

    def test_a_note_twice_is_once(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case)
        for _ in range(2):
            opened.send("note", "notas", text="Una vez.")
        assert entries(case, "note.added") == 1

    def test_an_empty_note_is_refused(self, officer: Client, case: Case) -> None:
        response = open_case_page(officer, case).send("note", "notas", text="   ")
        assert response.status_code == 422
        assert "Nota: escriba el texto de la nota." in Page(response).errors

    def test_what_is_written_is_shown_as_text(self, officer: Client, case: Case) -> None:
        done = after(
            officer,
            case,
            open_case_page(officer, case).send("note", "notas", text="<script>alert(1)</script> x"),
        )
        assert "<script>alert" not in done.page.html


class TestResponsibility:
    def test_taking_and_giving_back(self, officer: Client, cast: Cast, case: Case) -> None:
        opened = open_case_page(officer, case)
        assert "Tomar el caso" in opened.page.text
        taken = after(officer, case, opened.send("responsible", "asignacion", person=cast.officer.pk))
        assert f"Usted tiene el caso {case.number}." in taken.page.text
        assert "Devolver a la cola" in taken.page.text
        given = after(officer, case, taken.send("responsible", "asignacion", person=""))
        assert "Sin asignar" in given.page.text

    def test_a_head_gives_it_to_anybody_of_the_unit(self, head: Client, cast: Cast, case: Case) -> None:
        opened = open_case_page(head, case)
        assert opened.has("assignment")
        done = after(head, case, opened.send("assignment", "asignacion", person=cast.colleague.pk))
        assert "Asignado a Luis Mena" in done.page.text
        assert mails(case, "staff_assigned") == 1

    def test_to_somebody_elsewhere_is_refused(self, head: Client, cast: Cast, case: Case) -> None:
        response = open_case_page(head, case).send("assignment", "asignacion", person=cast.outsider.pk)
        assert response.status_code == 422
        assert "Responsable: elija a alguien que sirva hoy" in Page(response).errors

    def test_an_officer_does_not_share_out(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        assert not open_case_page(officer, case).has("assignment")
        at = timezone.now()
        assign_case(case=case, person_id=cast.colleague.pk, by=cast.actor(cast.colleague), at=at, via="desk")
        assert "Devolver a la cola" not in open_case_page(officer, case).page.text
        response = officer.post(address(case, "asignacion"), {"person": cast.officer.pk, "seen": 2})
        assert "Pida a la jefatura" in Page(response).errors


class TestTransfers:
    def offer(self, officer: Client, case: Case, **typed: str) -> Page:
        values = {"to_unit": OTHER_UNIT, "reason": "Trata de una fianza."} | typed
        opened = open_case_page(officer, case)
        return after(officer, case, opened.send("transfer", "traslado", **values)).page

    def test_waits_here_until_the_other_unit_accepts(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        page = self.offer(officer, case)
        assert "Traslado propuesto a Unidad de Leyes Especiales" in page.text
        assert "Trata de una fianza." in page.text
        theirs = browser(cast.outsider)
        opened = open_case_page(theirs, case)
        assert "Aceptar el caso" in opened.page.text
        assert not opened.has("answer")
        accepted = opened.send("settlement", "traslado/respuesta", verdict="accept")
        done = after(theirs, case, accepted)
        assert f"Su unidad tiene el caso {case.number}." in done.page.text
        assert done.has("answer")
        assert officer.get(address(case)).status_code == 404
        assert mails(case, "transfer") == 1

    def test_is_returned_with_a_reason_alone(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        self.offer(officer, case)
        theirs = browser(cast.outsider)
        opened = open_case_page(theirs, case)
        refused = opened.send("settlement", "traslado/respuesta", verdict="return", reason=" ")
        assert refused.status_code == 422
        assert "Motivo: explique por qué se devuelve el caso." in Page(refused).errors
        returned = opened.send("settlement", "traslado/respuesta", verdict="return", reason="Es de ustedes.")
        assert returned.headers["Location"] == "/mesa/?vista=traslados"
        page = open_case_page(officer, case).page
        assert "Traslado devuelto por Unidad de Leyes Especiales" in page.text
        assert "Es de ustedes." in page.text

    @pytest.mark.parametrize(
        ("typed", "error"),
        [
            ({"to_unit": ""}, "Unidad de destino: elija una."),
            ({"to_unit": "atencion-usuario"}, "Unidad de destino: elija otra unidad de la lista."),
            ({"to_unit": "nada"}, "Unidad de destino: elija otra unidad de la lista."),
            ({"reason": ""}, "Motivo: explique a la unidad por qué le corresponde el caso."),
        ],
    )
    def test_is_refused_in_words(
        self, officer: Client, case: Case, typed: dict[str, str], error: str
    ) -> None:
        page = self.offer(officer, case, **typed)
        assert page.status == 422
        assert error in page.errors
        assert typed.get("reason", "Trata de una fianza.") in page.text

    def test_a_second_one_waits_for_the_first(self, officer: Client, case: Case) -> None:
        self.offer(officer, case)
        assert "ya espera que otra unidad acepte" in self.offer(officer, case).errors

    def test_what_was_settled_is_settled(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        self.offer(officer, case)
        colleague = make_person("blanca.sosa@example.org", "Blanca Sosa", unit=OTHER_UNIT, role=Role.OFFICER)
        hers, his = (open_case_page(browser(person), case) for person in (cast.outsider, colleague))
        hers.send("settlement", "traslado/respuesta", verdict="accept")
        late = his.send("settlement", "traslado/respuesta", verdict="return", reason="No es nuestro.")
        assert late.status_code == 422
        assert "otra persona ya lo aceptó o lo devolvió" in Page(late).errors
        assert "No es nuestro." in Page(late).text


class TestLinks:
    def test_both_pages_name_each_other(self, officer: Client, cast: Cast, case: Case) -> None:
        other = make_case(cast.stranger, subject="Mismo embarque")
        opened = open_case_page(officer, case)
        done = after(officer, case, opened.send("links", "vinculos", number=f" {other.number.lower()} "))
        assert "Mismo embarque" in done.page.text
        assert f"Vinculado con el caso {other.number}" in done.page.text
        assert case.subject in open_case_page(officer, other).page.text

    @pytest.mark.parametrize("number", ["", "DGA-1999-000001"])
    def test_what_is_not_there_is_refused(self, officer: Client, case: Case, number: str) -> None:
        response = open_case_page(officer, case).send("links", "vinculos", number=number)
        assert response.status_code == 422
        assert "Caso:" in Page(response).errors
        assert not CaseLink.objects.exists()

    def test_a_case_of_another_unit_is_not_there_either(
        self, officer: Client, cast: Cast, case: Case
    ) -> None:
        hidden = make_case(cast.applicant, topic="bonds")
        response = open_case_page(officer, case).send("links", "vinculos", number=hidden.number)
        assert "no hay ninguno con ese número" in Page(response).errors

    def test_itself_and_twice_are_refused(self, officer: Client, cast: Cast, case: Case) -> None:
        opened = open_case_page(officer, case)
        itself = opened.send("links", "vinculos", number=case.number)
        assert "otro caso" in Page(itself).errors
        other = make_case(cast.applicant)
        opened.send("links", "vinculos", number=other.number)
        again = open_case_page(officer, case).send("links", "vinculos", number=other.number)
        assert "ya está vinculado" in Page(again).errors


class TestCannedTexts:
    BODY = "necesitamos que adjunte lo siguiente"

    def test_begin_an_answer_by_address(self, officer: Client, case: Case) -> None:
        opened = open_case_page(officer, case, "?canned=documents-missing")
        assert self.BODY in opened.typed("answer-text")

    def test_an_unknown_one_begins_nothing(self, officer: Client, case: Case) -> None:
        assert open_case_page(officer, case, "?canned=nothing").typed("answer-text") == ""

    def test_one_of_another_procedure_is_not_offered(self, officer: Client, case: Case) -> None:
        html = open_case_page(officer, case).page.html
        assert 'value="documents-missing"' in html
        assert 'value="bond-annexes-missing"' not in html

    @pytest.mark.parametrize("action", ["answer", "request_information", "message"])
    def test_are_put_after_what_is_typed_and_nothing_is_sent(
        self, officer: Client, case: Case, action: str
    ) -> None:
        opened = open_case_page(officer, case)
        response = opened.send(
            action, "textos", action=action, text="Buenos días:", canned="documents-missing", outcome="denied"
        )
        assert response.status_code == 200
        back = after(officer, case, response)
        text = back.typed(f"{action}-text")
        assert text.startswith("Buenos días:\n\n")
        assert self.BODY in text
        assert back.page.errors == ""
        assert f'id="accion-{action}" open' in back.page.html
        if action == "answer":
            assert '<option value="denied" selected>' in back.page.html
        assert entries(case, "message.sent") == entries(case, "step.answered") == 0

    def test_htmx_gets_the_text_alone(self, officer: Client, case: Case) -> None:
        response = officer.post(
            address(case, "textos"),
            {"action": "answer", "text": "Hola.", "canned": "documents-missing"},
            headers={"HX-Request": "true"},
        )
        html = response.content.decode()
        assert "<html" not in html
        assert 'id="answer-text"' in html
        assert "Hola.\n\n" in html
        assert self.BODY in html

    def test_without_a_choice_what_is_typed_stays(self, officer: Client, case: Case) -> None:
        response = open_case_page(officer, case).send("answer", "textos", action="answer", text="Hola.")
        assert after(officer, case, response).typed("answer-text") == "Hola."

    def test_of_no_form_is_not_found(self, officer: Client, case: Case) -> None:
        for action in ("", "nothing", "withdraw", "start_review"):
            response = officer.post(address(case, "textos"), {"action": action})
            assert response.status_code == 404, action


class TestParties:
    def test_who_denied_is_shown_as_gone(self, officer: Client, case: Case) -> None:
        deny_authorship(party=CaseParty.objects.get(case=case), at=timezone.now(), via="portal")
        text = open_case_page(officer, case).page.text
        assert "Ya no es parte" in text
        assert "«No fui yo»" in text
        assert "Averigüe quién lo presentó antes de responder." in text

    def test_other_cases_of_the_applicant_are_named(self, officer: Client, cast: Cast, case: Case) -> None:
        other = make_case(cast.applicant, subject="La anterior")
        hidden = make_case(cast.applicant, subject="La de fianzas", topic="bonds")
        page = open_case_page(officer, case).page
        assert "La anterior" in page.text
        assert other.number in page.text
        assert hidden.number not in page.text


def test_an_answered_case_says_when_it_closes_by_itself(officer: Client, cast: Cast, case: Case) -> None:
    at = dt.datetime(2026, 3, 10, 16, 0, tzinfo=dt.UTC)
    said = Said(text="Listo.", outcome="attended")
    take_step(case=case, step="answer", by=cast.actor(cast.officer), at=at, via="desk", said=said)
    assert "Si no dice si está conforme, se cierra el" in open_case_page(officer, case).page.text
