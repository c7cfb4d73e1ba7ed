"""The analysis on its pages: the officer asks the tax system and others, and reads what came of it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.formal.tax_system import SOLVENT, tax_system
from tests.formal.test_pages import Desk, desk, text_of
from ventanilla.cases.models import Attachment
from ventanilla.formal.models import Inquiry, SolvencyCheck
from ventanilla.mail.models import MailOutgoing

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def test_the_officer_asks_and_sees_the_answer_in_panel_check_and_history(
    desk: Desk, settings: Settings
) -> None:
    before = text_of(desk.officer.get(desk.desk("solvencia/")))
    assert "No hay un sistema tributario conectado" in before
    with tax_system((200, SOLVENT)) as system:
        settings.SOLVENCY_URL, settings.SOLVENCY_TOKEN = system.url, "a-token"
        assert "DUI 00016297-5" in text_of(desk.officer.get(desk.desk("solvencia/")))
        answer = desk.officer.post(desk.desk("solvencia/consulta/"), desk.marks(), follow=True)
    assert "Estado tributario: solvente." in text_of(answer)
    assert "vigente hasta el 31/01/2027" in text_of(answer)
    case_page = text_of(desk.officer.get(desk.desk("")))
    assert "Solvencia tributaria solvente" in case_page
    assert "El sistema tributario indica que el solicitante está solvente" in case_page
    assert "puede marcarse como cumplido" in text_of(desk.officer.get(desk.desk("requisitos/")))


def test_who_is_not_shown_reads_it_on_her_page_and_in_her_mail_and_proves_it_on_paper(
    desk: Desk, settings: Settings
) -> None:
    with tax_system((404, "")) as system:
        settings.SOLVENCY_URL, settings.SOLVENCY_TOKEN = system.url, "a-token"
        marks = desk.marks()
        for _ in range(2):
            answer = desk.officer.post(desk.desk("solvencia/consulta/"), marks, follow=True)
    assert SolvencyCheck.objects.count() == 1
    assert "el sistema no lo refleja" in text_of(answer)
    assert MailOutgoing.objects.filter(kind="solvency_not_reflected").count() == 1
    mine = f"/casos/{desk.case.number}/"
    assert "Puede presentar el documento que lo ampare" in text_of(desk.applicant.get(mine))
    refused = desk.officer.post(
        desk.desk("solvencia/"), desk.marks(text="", valid_until="31 de mayo", attachment="")
    )
    assert refused.status_code == 422
    assert "escriba una fecha, como 31/12/2026" in text_of(refused)
    refused = desk.officer.post(desk.desk("solvencia/"), desk.marks(text="", valid_until="2030-05-31"))
    assert refused.status_code == 422
    assert "describa lo que se presentó en la ventanilla" in text_of(refused)
    assert 'value="2030-05-31"' in refused.content.decode()
    file = Attachment.objects.filter(case=desk.case)[0]
    typed = desk.marks(attachment=str(file.pk), text="Solvencia 55", valid_until="2030-05-31")
    done = desk.officer.post(desk.desk("solvencia/"), typed, follow=True)
    assert "probado con documento" in text_of(done)
    assert "Solvencia 55" in text_of(done)
    assert "Su estado tributario se probó con un documento" in text_of(desk.applicant.get(mine))


def test_a_question_that_cannot_be_asked_says_what_to_do(desk: Desk) -> None:
    answer = desk.officer.post(desk.desk("solvencia/consulta/"), desk.marks())
    assert answer.status_code == 422
    assert "anote el documento con que el solicitante lo prueba" in text_of(answer)


def test_an_inquiry_is_made_and_settled_and_its_words_are_kept(desk: Desk) -> None:
    refused = desk.officer.post(desk.desk("diligencias/"), desk.marks(what="¿Coinciden?", to_whom=""))
    assert refused.status_code == 422
    assert "A quién: escriba la oficina" in text_of(refused)
    assert "¿Coinciden?" in text_of(refused)
    desk.officer.post(desk.desk("diligencias/"), desk.marks(what="¿Coinciden?", to_whom="Fiscalización"))
    inquiry = Inquiry.objects.get()
    case_page = text_of(desk.officer.get(desk.desk("")))
    assert "Fiscalización sin resultado ¿Coinciden?" in case_page
    assert "Diligencia abierta" in case_page
    address = desk.desk(f"diligencias/{inquiry.pk}/resultado/")
    empty = desk.officer.post(address, desk.marks(result=""))
    assert empty.status_code == 422
    assert "escriba qué resultó de la diligencia" in text_of(empty)
    assert desk.officer.post(address, desk.marks(result="Sí, coinciden.")).status_code == 302
    page = text_of(desk.officer.get(desk.desk("diligencias/")))
    assert "Sí, coinciden." in page
    assert "Anotar el resultado" not in page
    assert desk.officer.post(desk.desk("diligencias/0/resultado/"), desk.marks()).status_code == 404
    assert "diligencia" not in text_of(desk.applicant.get(f"/casos/{desk.case.number}/")).lower()
