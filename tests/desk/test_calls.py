"""The telephone: a call recorded in seconds, solved in it or turned into a form that the caller gets by mail."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.desk.conftest import Browser
from tests.intake.letters import read
from tests.portal.filling import GENERAL, draft_of, send
from tests.portal.filling import answer as answer_form
from tests.portal.reading import Page
from ventanilla.cases.calls import Call, record_call
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Draft
from ventanilla.cases.records import PhoneCall
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing

CALLS = "/mesa/llamadas/"
CALL = {
    "unit": "atencion-usuario",
    "option": "procedures",
    "caller_name": "Rosa Tobar",
    "phone": "7230 1188",
    "email": "rosa.tobar@example.com",
    "asked": "¿Qué documentos lleva la modificación de una fianza?",
    "outcome": "informed",
}


def take(client: Client, ending: str, **changes: Any) -> HttpResponse:
    """Record a call."""
    return client.post(CALLS, {**CALL, "key": str(uuid.uuid4()), "ending": ending, **changes})


def test_a_call_solved_on_the_spot_is_an_attention(cast: Cast, officer: Client) -> None:
    """One act: the case is opened and closed, with the outcome, in the channel `phone`."""
    assert take(officer, "solved").status_code == 302
    case = Case.objects.get()
    assert (case.channel, case.phase, case.outcome) == ("phone", "closed", "informed")
    assert (case.unit, case.officer_id, case.is_internal) == ("atencion-usuario", cast.officer.pk, False)
    assert case.closed_at == case.opened_at
    assert case.answers["description"] == CALL["asked"]
    kinds = list(JournalEntry.objects.filter(stream_id=case.stream_id).values_list("kind", "clock"))
    assert kinds == [("case.opened", "start"), ("call.solved", "end")]
    assert not MailOutgoing.objects.exists()
    page = Page(officer.get(CALLS))
    for said in ("Rosa Tobar", "1. Trámites y requisitos", case.number, "Marta Rivas"):
        assert said in page.text
    assert officer.get(f"/mesa/casos/{case.number}/").status_code == 200


def test_name_option_and_question_are_enough(officer: Client) -> None:
    assert take(officer, "solved", phone="", email="").status_code == 302
    assert Case.objects.get().parties.get().person_id is None


def test_what_is_not_solved_is_sent_as_a_form_filled_in(officer: Client, client: Client) -> None:
    assert take(officer, "link").status_code == 302
    assert not Case.objects.exists()
    [mail] = MailOutgoing.objects.all()
    assert mail.recipient == "rosa.tobar@example.com"
    draft = Draft.objects.get()
    link = reverse("portal:draft", args=[draft.token])
    assert link in read(mail).get_content()
    page = Page(client.get(link))
    assert page.value("full_name") == "Rosa Tobar"
    assert CALL["asked"] in page.html
    given = {**GENERAL, "email": CALL["email"], "full_name": "Rosa Tobar"}
    assert answer_form(client, draft.token, given).status_code == 302
    assert send(client, draft.token).status_code == 302
    case = Case.objects.get()
    assert (case.channel, draft_of(draft.token).case) == ("phone", case)
    assert "Enlace enviado y completado" in Page(officer.get(CALLS)).text


def test_sent_twice_is_once(officer: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert take(officer, "solved", key=key).status_code == 302
    assert (Case.objects.count(), PhoneCall.objects.count()) == (1, 1)
    key = str(uuid.uuid4())
    for _ in range(2):
        assert take(officer, "link", key=key).status_code == 302
    assert (Draft.objects.count(), MailOutgoing.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("ending", "changes", "said"),
    [
        ("solved", {"option": ""}, "Opción que eligió la persona: elija"),
        ("solved", {"option": "otra"}, "Opción que eligió la persona: elija"),
        ("solved", {"caller_name": " "}, "Quién llamó: escriba"),
        ("link", {"asked": ""}, "Qué se pidió: escríbalo"),
        ("link", {"email": ""}, "escriba adónde va"),
        ("link", {"email": "rosa"}, "escríbalo completo"),
        ("solved", {"outcome": "granted"}, "Cómo se resolvió: elija"),
        ("solved", {"option": "complaint"}, "Una queja no se resuelve en la llamada"),
    ],
)
def test_a_refusal_names_the_remedy_and_loses_nothing(
    officer: Client, ending: str, changes: dict[str, str], said: str
) -> None:
    response = take(officer, ending, **changes)
    page = Page(response)
    assert response.status_code == 422
    assert said in page.errors
    typed = {**CALL, **changes}
    assert page.value("phone") == typed["phone"]
    assert page.value("email") == typed["email"]
    assert typed["asked"] in page.html
    assert not PhoneCall.objects.exists()


def test_the_first_control_has_the_focus_and_order_is_that_of_a_call(officer: Client) -> None:
    html = officer.get(CALLS).content.decode()
    [option] = re.findall(r'<select[^>]*name="option"[^>]*>', html)
    assert "autofocus" in option
    order = [html.index(f'name="{name}"') for name in ("option", "caller_name", "phone", "email", "asked")]
    assert order == sorted(order)


def test_a_unit_sees_its_own_calls_of_today_alone(cast: Cast, officer: Client, browser: Browser) -> None:
    take(officer, "solved")
    PhoneCall.objects.update(caller_name="De hoy")
    take(officer, "solved", caller_name="De ayer")
    PhoneCall.objects.filter(caller_name="De ayer").update(at=timezone.now() - dt.timedelta(days=1))
    page = Page(officer.get(CALLS))
    assert "De hoy" in page.text
    assert "De ayer" not in page.text
    assert "De hoy" not in Page(browser(cast.outsider).get(CALLS)).text


def test_the_list_is_walked_by_key(cast: Cast, officer: Client) -> None:
    by = cast.actor(cast.officer)
    for number in range(27):
        call = Call("atencion-usuario", "other", f"Persona {number:02}", "¿Horario?", outcome="informed")
        record_call(call=call, by=by, at=timezone.now(), key=uuid.uuid4())
    first = Page(officer.get(CALLS))
    assert "Persona 26" in first.text
    assert "Persona 01" not in first.text
    onward = re.search(r'href="(/mesa/llamadas/\?antes=\d+)"', first.html)
    assert onward
    second = Page(officer.get(onward[1]))
    assert "Persona 01" in second.text
    assert "Persona 26" not in second.text
    assert officer.get(f"{CALLS}?antes=nada").status_code == 200


def test_nobody_records_the_calls_of_another_unit(cast: Cast) -> None:
    call = Call("atencion-usuario", "other", "Rosa", "¿Horario?", outcome="informed")
    with pytest.raises(NotAllowed):
        record_call(call=call, by=cast.actor(cast.outsider), at=timezone.now(), key=uuid.uuid4())
    with pytest.raises(NotAllowed):
        record_call(call=call, by=cast.actor(cast.applicant), at=timezone.now(), key=uuid.uuid4())


def test_an_outcome_of_another_procedure_is_refused(cast: Cast) -> None:
    call = Call("atencion-usuario", "other", "Rosa", "¿Horario?", outcome="granted")
    with pytest.raises(Invalid, match="no termina así"):
        record_call(call=call, by=cast.actor(cast.officer), at=timezone.now(), key=uuid.uuid4())
