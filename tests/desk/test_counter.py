"""The counter: a person hands in papers and goes away with a receipt; the legal clock counts from when she did."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.portal.filling import GENERAL, pdf
from tests.portal.reading import Page
from ventanilla.cases.aliases import Alias, add_alias
from ventanilla.cases.models import Case, CaseAlias, CaseParty, Draft
from ventanilla.formal.receipts import receipt_of, receipt_pdf
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.reference.current import zone

COUNTER = "/mesa/ventanilla/"
NUMBER = "E-2026-004512"


def begin(client: Client, procedure: str = "general-request") -> str:
    """Choose what is presented; returns the address of its form."""
    response = client.post(COUNTER, {"procedure": procedure})
    assert response.status_code == 302
    return str(response["Location"])


def answer(client: Client, form: str, **changes: Any) -> HttpResponse:
    """Answer the questions of a general request and go on."""
    data = {**GENERAL, "presented_at": local(minutes=-5), "scheme": "correspondence", "alias": "", **changes}
    shown = Page(client.post(form, {**data, "refresh": "1"})).value("shown_fields")
    return client.post(form, {**data, "shown_fields": shown, "continue": "1"})


def register(client: Client, form: str, **files: Any) -> HttpResponse:
    """Register with these files."""
    page = Page(client.get(f"{form}documentos/"))
    return client.post(f"{form}documentos/", {"key": page.value("key"), "register": "1", **files})


def local(**ago: float) -> str:
    """A moment as the browser's control writes it."""
    return (timezone.now() + dt.timedelta(**ago)).astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def draft_at(form: str) -> Draft:
    return Draft.objects.get(token=form.strip("/").split("/")[-1])


def test_what_is_handed_in_becomes_a_case_with_a_receipt_on_paper(cast: Cast, officer: Client) -> None:
    form = begin(officer)
    assert answer(officer, form, alias=" e-2026- 004512").status_code == 302
    done = register(
        officer,
        form,
        **{"supporting-documents": pdf("escrito.pdf"), "_others": pdf("otro.pdf", b"%PDF-1.4\n%b\n%%EOF\n")},
    )
    assert done["Location"] == f"{form}constancia/"
    case = Case.objects.get()
    assert (case.channel, case.unit, case.is_internal) == ("counter", "atencion-usuario", False)
    assert CaseAlias.objects.get(case=case).value == NUMBER
    assert sorted(case.attachments.values_list("name", "requirement")) == [
        ("escrito.pdf", "supporting-documents"),
        ("otro.pdf", ""),
    ]
    page = Page(officer.get(done["Location"]))
    for said in (case.number, NUMBER, "Ventanilla, en persona", "Marta Rivas", "Ana Solís", "escrito.pdf"):
        assert said in page.text
    assert 'alt="Código de barras de' in page.html
    assert case.attachments.order_by("id")[0].blob_id in page.text
    paper = officer.get(f"{form}constancia/documento/")
    assert paper["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(paper.content)) as read:
        assert case.number in str(read.docinfo["/Title"])


def test_sent_twice_is_once(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form)
    page = Page(officer.get(f"{form}documentos/"))
    sent = {"key": page.value("key"), "register": "1"}
    first, second = (officer.post(f"{form}documentos/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_legal_clock_counts_from_the_presentation(officer: Client) -> None:
    """Both moments are journalled, and both stand on the receipt."""
    form = begin(officer)
    presented = local(days=-3)
    answer(officer, form, presented_at=presented)
    register(officer, form)
    case = Case.objects.get()
    entry = JournalEntry.objects.get(stream_id=case.stream_id, kind="case.opened")
    assert entry.effective_at.astimezone(zone()).strftime("%Y-%m-%dT%H:%M") == presented
    assert case.opened_at == entry.effective_at < entry.recorded_at - dt.timedelta(days=2)
    receipt = receipt_of(case, 1)
    assert receipt is not None
    assert receipt.presented_at == entry.effective_at
    assert receipt.registered_at == entry.recorded_at
    assert "Registrado en el sistema" in Page(officer.get(f"{form}constancia/")).text


def test_outside_hours_both_moments_are_on_the_receipt(officer: Client) -> None:
    sunday = timezone.now().astimezone(zone())
    sunday -= dt.timedelta(days=(sunday.weekday() + 1) % 7 or 7)
    form = begin(officer)
    answer(officer, form, presented_at=sunday.strftime("%Y-%m-%dT21:15"))
    register(officer, form)
    receipt = receipt_of(Case.objects.get(), 1)
    assert receipt is not None
    assert receipt.counts_from is not None
    assert receipt.counts_from > receipt.presented_at
    text = Page(officer.get(f"{form}constancia/")).text
    assert "21:15:00" in text
    assert "fuera del horario de atención" in text


@pytest.mark.parametrize(
    ("ago", "said"),
    [({"hours": 3}, "no puede estar en el futuro"), ({"days": -400}, "hace más de un año")],
)
def test_a_wrong_moment_is_refused_and_nothing_typed_is_lost(
    officer: Client, ago: dict[str, float], said: str
) -> None:
    form = begin(officer)
    typed = local(**ago)
    response = answer(officer, form, presented_at=typed, alias=NUMBER)
    page = Page(response)
    assert response.status_code == 422
    assert said in page.text
    again = Page(officer.get(form))
    assert again.value("presented_at") == typed
    assert again.value("alias") == NUMBER
    assert "Copia de una declaración" in again.html
    assert not Case.objects.exists()


def test_an_outside_number_that_is_taken_leads_to_its_case(cast: Cast, officer: Client) -> None:
    other = make_case(cast.applicant)
    add_alias(other, Alias("correspondence", NUMBER))
    form = begin(officer)
    response = answer(officer, form, alias=NUMBER.lower())
    page = Page(response)
    assert response.status_code == 422
    assert f"{NUMBER} ya pertenece al caso {other.number}" in page.text
    assert f"/mesa/casos/{other.number}/" in page.html
    assert page.value("alias") == NUMBER.lower()


def test_a_number_taken_meanwhile_is_refused_when_it_is_registered(cast: Cast, officer: Client) -> None:
    form = begin(officer)
    answer(officer, form, alias=NUMBER)
    add_alias(make_case(cast.applicant), Alias("correspondence", NUMBER))
    response = register(officer, form)
    assert response.status_code == 422
    assert "ya pertenece al caso" in Page(response).text
    assert Case.objects.count() == 1


def test_a_number_that_is_not_written_like_one_is_refused(officer: Client) -> None:
    response = answer(officer, begin(officer), alias="nota")
    assert response.status_code == 422
    assert "no está escrito como uno" in Page(response).text


def test_without_an_address_nobody_is_written_to(officer: Client) -> None:
    form = begin(officer)
    assert answer(officer, form, email="").status_code == 302
    register(officer, form)
    party = CaseParty.objects.get()
    assert (party.name, party.email, party.person_id) == ("Ana Solís", "", None)
    assert not MailOutgoing.objects.exists()
    page = officer.get(f"/mesa/casos/{party.case.number}/")
    assert page.status_code == 200
    assert "Ana Solís" in Page(page).text


def test_with_an_address_she_gets_her_number_by_mail_too(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form)
    register(officer, form)
    assert MailOutgoing.objects.get().recipient == "ana.solis@example.com"


def test_other_answers_stay_compulsory(officer: Client) -> None:
    response = answer(officer, begin(officer), full_name="")
    assert response.status_code == 422
    assert "Nombre completo" in Page(response).errors


def test_what_is_not_handed_in_is_shown_and_no_obstacle(officer: Client) -> None:
    form = begin(officer, "bond-change")
    Draft.objects.filter(token=draft_at(form).token).update(
        answers={"full_name": "Diego Mora", "person_kind": "natural"},
        aside={"presented_at": local(minutes=-2)},
        is_checked=True,
    )
    page = Page(officer.get(f"{form}documentos/"))
    assert "Sin entregar hasta ahora" in page.text
    assert register(officer, form).status_code == 302
    assert Case.objects.get().procedure == "bond-change"


def test_a_file_too_large_is_refused_by_name_and_what_fits_is_kept(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form)
    large = pdf("plano.pdf", b"%PDF-1.4\n" + b"x" * (25 * 1_048_576))
    response = register(officer, form, **{"supporting-documents": [pdf("carta.pdf"), large]})
    assert response.status_code == 422
    text = Page(response).text
    assert "plano.pdf" in text
    assert "carta.pdf" in text
    assert not Case.objects.exists()
    assert register(officer, form).status_code == 302


def test_a_file_can_be_taken_out_again(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form)
    officer.post(f"{form}documentos/", {"attach": "1", "_others": pdf("sobra.pdf")})
    file = draft_at(form).files.get()
    officer.post(f"{form}documentos/", {"remove": str(file.pk)})
    assert not draft_at(form).files.exists()


def test_another_officer_and_the_portal_do_not_open_it(cast: Cast, officer: Client, browser: Browser) -> None:
    form = begin(officer)
    assert browser(cast.colleague).get(form).status_code == 404
    token = draft_at(form).token
    assert officer.get(f"/solicitudes/{token}/").status_code == 404
    assert token not in officer.get("/casos/").content.decode()


def test_whoever_registers_prints_the_receipt_though_another_unit_gets_the_case(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form, topic="bonds")
    register(officer, form)
    case = Case.objects.get()
    assert case.unit == "leyes-especiales"
    page = Page(officer.get(f"{form}constancia/"))
    assert case.number in page.text
    assert f"/mesa/casos/{case.number}/" not in page.html


def test_only_procedures_of_the_counter_are_offered(officer: Client) -> None:
    page = Page(officer.get(COUNTER))
    offered = set(re.findall(r'name="procedure" value="([^"]+)"', page.html))
    assert offered == {"general-request", "bond-change", "complaint"}
    assert officer.post(COUNTER, {"procedure": "bond-return"}).status_code == 422


def test_the_desk_finds_it_by_its_outside_number_at_once(cast: Cast, officer: Client) -> None:
    form = begin(officer)
    answer(officer, form, alias=NUMBER)
    register(officer, form)
    case = Case.objects.get()
    for typed in (NUMBER, NUMBER.lower()):
        response = officer.get("/mesa/buscar/", {"q": typed})
        assert response["Location"] == f"/mesa/casos/{case.number}/"
    assert NUMBER in Page(officer.get(f"/mesa/casos/{case.number}/")).text


def test_the_same_receipt_is_the_same_bytes(officer: Client) -> None:
    form = begin(officer)
    answer(officer, form, alias=NUMBER)
    register(officer, form)
    receipt = receipt_of(Case.objects.get(), 1)
    assert receipt is not None
    assert receipt_pdf(receipt) == receipt_pdf(receipt)


def test_a_company_is_a_party_though_nobody_gave_an_address(officer: Client) -> None:
    """Who hands in papers for a company at the counter has proved no power by it."""
    form = begin(officer, "bond-change")
    answers = {"full_name": "Diego Mora", "organisation": "Istmo, S.A.", "company_nit": "0614-050707-104-8"}
    Draft.objects.filter(token=draft_at(form).token).update(
        answers={**answers, "person_kind": "legal"},
        aside={"presented_at": local(minutes=-2)},
        is_checked=True,
    )
    assert register(officer, form).status_code == 302
    party = CaseParty.objects.get()
    assert (party.person_id, party.power_id, party.name) == (None, None, "Diego Mora")
    assert officer.get(f"/mesa/casos/{party.case.number}/").status_code == 200
