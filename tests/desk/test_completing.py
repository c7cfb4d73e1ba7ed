"""What is missing, at the desk: shown with its basis, and asked for with the link that completes the case."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from tests.cast import MONDAY, Cast
from tests.desk.desk import after, open_case_page
from ventanilla.cases.acts import complete_case
from ventanilla.cases.models import Case, CaseParty
from ventanilla.mail.models import MailOutgoing

REST = {"person_kind": "natural", "document_type": "dui", "dui": "00016297-5", "phone": "+50370707070"}


def test_the_officer_sees_what_is_missing_and_sends_the_link(officer: Client, case: Case) -> None:
    page = open_case_page(officer, case)
    assert "Lo que falta" in page.page.h2
    assert "Tipo de documento" in page.page.text
    shown = after(officer, case, page.send("completion", "enlace"))
    assert "El enlace para completar el caso va en camino" in shown.page.text
    assert "Enlace para completar el caso, enviado" in shown.page.text
    [sent] = MailOutgoing.objects.filter(kind="completion_link")
    assert sent.recipient == "ana.solis@example.com"


def test_where_nobody_can_be_reached_it_says_so(officer: Client, case: Case) -> None:
    page = open_case_page(officer, case)
    CaseParty.objects.filter(case=case).update(email="")
    response = page.send("completion", "enlace")
    assert response.status_code == 422
    assert "por otra vía" in after(officer, case, response).page.text


def test_a_completed_case_shows_what_came_and_asks_for_nothing(
    cast: Cast, officer: Client, case: Case
) -> None:
    complete_case(
        case=case,
        answers={**REST, "truth": True},
        files=(),
        by=cast.actor(cast.applicant),
        at=MONDAY + dt.timedelta(hours=1),
        via="portal",
    )
    page = open_case_page(officer, case)
    assert "Lo que falta" not in page.page.h2
    assert not page.has("completion")
    assert "La persona solicitante completó el caso" in page.page.text
    assert "Número de DUI" in page.page.text
