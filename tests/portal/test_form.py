"""A form from *Comenzar* to its number: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.cast import Cast
from tests.portal.filling import CONSULTATION, GENERAL, PDF, answer, begin, draft_of, pdf, ready, send
from tests.portal.reading import Page
from ventanilla.cases.models import Attachment, Case, CaseParty, Draft, DraftFile
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def page_of(client: Client, name: str, token: str) -> Page:
    return Page(client.get(reverse(f"portal:{name}", args=[token])))


def test_before_one_starts_one_reads_what_to_have_at_hand(client: Client) -> None:
    page = Page(client.get("/tramites/modificacion-monto-fianza/formulario/"))
    assert "Tenga a mano" in page.h2
    assert "Fotocopia simple del documento de identificación del solicitante" in page.text
    assert "10 días hábiles" in page.text
    assert "No necesita una cuenta para enviarlo" in page.text
    assert "25 MB" in page.text
    assert not Draft.objects.exists()


def test_the_whole_way_of_somebody_without_account(client: Client) -> None:
    token = begin(client)
    response = answer(client, token, GENERAL)
    assert response["Location"] == reverse("portal:documents", args=[token])
    files = {"supporting-documents": [pdf("carta.pdf"), pdf("anexo.pdf", PDF + b"2")], "continue": "1"}
    response = client.post(response["Location"], files)
    assert response["Location"] == reverse("portal:review", args=[token])
    review = page_of(client, "review", token)
    for shown in ("Ana Solís", "00016297-5", "DUI", "Copia de una declaración", "carta.pdf", "anexo.pdf"):
        assert shown in review.text
    assert f"/solicitudes/{token}/#field-email" in review.html
    response = send(client, token)
    assert response["Location"] == reverse("portal:receipt", args=[token])
    case = Case.objects.get()
    receipt = page_of(client, "receipt", token)
    assert receipt.h1 == ["Recibimos su solicitud"]
    assert case.number in receipt.text
    assert "ana.solis@example.com" in receipt.text
    assert "/contrasena/olvido/" in receipt.html
    assert {file.name for file in Attachment.objects.filter(case=case)} == {"carta.pdf", "anexo.pdf"}
    mail = MailOutgoing.objects.get(kind="receipt")
    assert (mail.recipient, mail.ref) == ("ana.solis@example.com", case.number)
    person = Person.objects.get(email="ana.solis@example.com")
    assert not person.has_usable_password()
    assert CaseParty.objects.get(case=case).person == person


def test_what_is_wrong_is_named_and_everything_typed_is_kept(client: Client) -> None:
    token = begin(client)
    response = answer(client, token, GENERAL, dui="00016297-4", email="ana@", subject="")
    page = Page(response)
    assert page.status == 422
    assert "Hay 3 datos por corregir" in page.errors
    for said in ("Número de DUI", "Correo electrónico", "Asunto"):
        assert said in page.errors
    assert page.title.startswith("Corrija:")
    assert page.value("dui") == "00016297-4"
    assert page.value("email") == "ana@"
    assert "Necesito una copia de la declaración de 2019." in page.html
    again = page_of(client, "draft", token)
    assert again.value("dui") == "00016297-4"
    assert not draft_of(token).is_checked
    assert client.get(reverse("portal:review", args=[token])).status_code == 302


def test_questions_that_follow_from_an_answer_are_asked_without_script(client: Client) -> None:
    token = begin(client)
    first = page_of(client, "draft", token)
    assert "dui" not in first.inputs
    data = {"person_kind": "natural", "document_type": "dui", "full_name": "Ana Solís", "refresh": "1"}
    page = Page(client.post(reverse("portal:draft", args=[token]), data))
    assert page.status == 200
    assert page.errors == ""
    assert "dui" in page.inputs
    assert page.value("full_name") == "Ana Solís"
    assert draft_of(token).answers["full_name"] == "Ana Solís"


def test_script_gets_only_the_questions(client: Client) -> None:
    token = begin(client)
    data = {"document_type": "passport", "refresh": "1"}
    response = client.post(reverse("portal:draft", args=[token]), data, headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b'name="passport"' in response.content


def test_one_leaves_and_comes_back_by_the_link_in_the_mail(client: Client, browser: Browser) -> None:
    token = begin(client)
    data = {**GENERAL, "subject": "A medias", "truth": "", "save": "1"}
    response = client.post(reverse("portal:draft", args=[token]), data, follow=True)
    page = Page(response)
    assert page.h1 == ["Guardamos su formulario"]
    assert f"http://testserver/solicitudes/{token}/" in page.text
    assert "Enviamos el enlace a ana.solis@example.com" in page.text
    mail = MailOutgoing.objects.get(kind="draft_link")
    assert mail.recipient == "ana.solis@example.com"
    assert f"/solicitudes/{token}/".encode() in bytes(mail.rendered).replace(b"=\r\n", b"")
    assert page_of(browser(), "draft", token).value("subject") == "A medias"


def test_a_link_is_not_mailed_to_what_is_no_address_nor_without_end(client: Client) -> None:
    token = begin(client)
    save = reverse("portal:draft", args=[token])
    client.post(save, {"email": "ana@", "save": "1"})
    assert not MailOutgoing.objects.exists()
    for _ in range(5):
        client.post(save, {"email": "ana.solis@example.com", "save": "1"})
    assert MailOutgoing.objects.filter(kind="draft_link").count() == 3


def test_files_that_cannot_be_taken_are_named_and_the_others_kept(client: Client) -> None:
    token = ready(client)
    url = reverse("portal:documents", args=[token])
    files = [
        pdf("carta.pdf"),
        SimpleUploadedFile("programa.exe", b"MZ"),
        SimpleUploadedFile("falso.pdf", b"esto no es un PDF"),
        SimpleUploadedFile("vacio.pdf", b""),
    ]
    page = Page(client.post(url, {"supporting-documents": files, "continue": "1"}))
    assert page.status == 422
    for name in ("programa.exe", "falso.pdf", "vacio.pdf"):
        assert name in page.errors
    assert "carta.pdf" not in page.errors
    assert [file.name for file in DraftFile.objects.all()] == ["carta.pdf"]
    assert "carta.pdf" in page.text
    assert client.post(url, {"continue": "1"})["Location"] == reverse("portal:review", args=[token])


def test_all_files_together_keep_the_limit_of_the_pack(client: Client) -> None:
    token = ready(client)
    url = reverse("portal:documents", args=[token])
    big = PDF + b"\0" * (13 * 1_048_576)
    assert Page(client.post(url, {"supporting-documents": [pdf("uno.pdf", big)]})).errors == ""
    page = Page(client.post(url, {"supporting-documents": [pdf("dos.pdf", big + b"2"), pdf("tres.pdf")]}))
    assert "dos.pdf" in page.errors
    assert "25 MB" in page.errors
    assert "otro mensaje del mismo caso" in page.errors
    assert {file.name for file in DraftFile.objects.all()} == {"uno.pdf", "tres.pdf"}


def test_a_file_can_be_taken_out_again(client: Client) -> None:
    token = ready(client)
    url = reverse("portal:documents", args=[token])
    client.post(url, {"supporting-documents": [pdf("uno.pdf"), pdf("dos.pdf", PDF + b"2")]})
    unwanted = DraftFile.objects.get(name="uno.pdf")
    page = Page(client.post(url, {"remove": str(unwanted.pk)}))
    assert "uno.pdf" not in page.text
    assert "dos.pdf" in page.text
    assert client.post(url, {"remove": "x"}).status_code == 200


def test_documents_that_are_missing_hold_the_sending_back(client: Client, settings: Settings) -> None:
    settings.VENTANILLA_PACK = "ec"
    client.post(reverse("portal:start", args=["incidente-sistema-aduanero"]))
    draft = Draft.objects.get()
    Draft.objects.update(is_checked=True)
    url = reverse("portal:documents", args=[draft.token])
    assert Page(client.post(url, {"attach": "1"})).errors == ""
    page = Page(client.post(url, {"continue": "1"}))
    assert "Documento con las capturas de pantalla" in page.errors
    review = page_of(client, "review", draft.token)
    assert "Faltan documentos" in review.text
    assert "key" not in review.inputs


def test_sent_twice_it_is_one_case(client: Client) -> None:
    token = ready(client)
    review = page_of(client, "review", token)
    data = {"key": review.value("key"), "seen": review.value("seen")}
    url = reverse("portal:send", args=[token])
    first, second = client.post(url, data), client.post(url, data)
    assert first["Location"] == second["Location"] == reverse("portal:receipt", args=[token])
    assert Case.objects.count() == 1
    assert MailOutgoing.objects.filter(kind="receipt").count() == 1
    for name in ("draft", "documents", "review", "send", "saved"):
        response = client.get(reverse(f"portal:{name}", args=[token]))
        assert response["Location"] == reverse("portal:receipt", args=[token])


def test_what_changed_in_another_window_is_shown_before_it_is_sent(client: Client) -> None:
    token = ready(client)
    review = page_of(client, "review", token)
    answer(client, token, GENERAL, subject="Otro asunto")
    data = {"key": review.value("key"), "seen": review.value("seen")}
    page = Page(client.post(reverse("portal:send", args=[token]), data))
    assert page.status == 409
    assert "cambiaron en otra ventana" in page.errors
    assert "Otro asunto" in page.text
    assert not Case.objects.exists()
    assert send(client, token).status_code == 302


def test_a_key_that_somebody_changed_sends_nothing(client: Client) -> None:
    token = ready(client)
    review = page_of(client, "review", token)
    for key in (str(uuid.uuid4()), "x", ""):
        data = {"key": key, "seen": review.value("seen")}
        response = client.post(reverse("portal:send", args=[token]), data)
        assert response.status_code == 422
    assert not Case.objects.exists()


def test_what_was_not_checked_is_not_sent(client: Client) -> None:
    token = begin(client)
    response = client.post(reverse("portal:send", args=[token]), {"key": str(draft_of(token).key)})
    assert response["Location"] == reverse("portal:review", args=[token])
    assert client.get(response["Location"])["Location"] == reverse("portal:draft", args=[token])
    assert not Case.objects.exists()


def test_the_anonymous_form_is_no_mail_bomb(browser: Browser) -> None:
    for _ in range(5):
        client = browser()
        assert send(client, ready(client)).status_code == 302
    client = browser()
    token = ready(client)
    page = Page(send(client, token))
    assert page.status == 422
    assert "su borrador se conserva" in page.errors
    assert Case.objects.count() == 5


def test_one_place_cannot_begin_forms_without_end(client: Client) -> None:
    start = reverse("portal:start", args=["solicitud-general"])
    answers = [client.post(start).status_code for _ in range(122)]
    assert answers.count(302) == 120
    assert answers[-1] == 429


def test_a_form_of_somebody_else_is_not_found(cast: Cast, browser: Browser) -> None:
    token = begin(browser(cast.applicant))
    stranger, anonymous = browser(cast.stranger), browser()
    for name in ("draft", "documents", "review", "receipt", "saved"):
        url = reverse(f"portal:{name}", args=[token])
        assert stranger.get(url).status_code == 404
        assert anonymous.get(url)["Location"].startswith("/entrar/?next=")
        assert anonymous.get(url, headers={"HX-Request": "true"}).status_code == 401
    assert stranger.post(reverse("portal:draft", args=[token]), {"subject": "x"}).status_code == 404
    assert stranger.post(reverse("portal:send", args=[token]), {}).status_code == 404


def test_a_form_whose_time_is_over_is_gone(cast: Cast, browser: Browser) -> None:
    client = browser(cast.applicant)
    token = begin(client)
    Draft.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(reverse("portal:draft", args=[token])).status_code == 404
    assert "Comenzadas y sin enviar" not in Page(client.get("/casos/")).text


def test_who_is_signed_in_need_not_type_what_is_known(cast: Cast, browser: Browser) -> None:
    Person.objects.filter(pk=cast.applicant.pk).update(
        kind="natural", document_kind="sv.dui", document="00016297-5", phone="7070 7070"
    )
    client = browser(Person.objects.get(pk=cast.applicant.pk))
    token = begin(client)
    answers = draft_of(token).answers
    assert answers["full_name"] == "Ana Solís"
    assert answers["email"] == "ana.solis@example.com"
    assert answers["dui"] == "00016297-5"
    page = page_of(client, "draft", token)
    assert page.value("full_name") == "Ana Solís"
    answer(client, token, GENERAL)
    assert send(client, token).status_code == 302
    assert CaseParty.objects.get().person == cast.applicant
    assert "Para entrar a la página de su caso" not in page_of(client, "receipt", token).text


def test_a_form_begun_can_be_gone_on_with(cast: Cast, browser: Browser) -> None:
    client = browser(cast.applicant)
    token = begin(client)
    assert f"/solicitudes/{token}/" in Page(client.get("/casos/")).html
    start = Page(client.get("/tramites/solicitud-general/formulario/"))
    assert "Usted ya comenzó este formulario" in start.text
    assert f"/solicitudes/{token}/" in start.html


def test_the_bond_change_asks_for_papers_by_its_answers_and_states_what_one_declares(client: Client) -> None:
    token = begin(client, "modificacion-monto-fianza")
    Draft.objects.update(
        is_checked=True,
        answers={"person_kind": "legal", "capacity": "attorney", "imports_alcohol": True},
    )
    page = page_of(client, "documents", token)
    assert "Anexo 2." in page.text
    assert "Anexo 3." not in page.text
    assert "Documento que acredita al apoderado" in page.text
    review = page_of(client, "review", token)
    assert "Al enviarla, usted declara" in review.h2 or "Faltan documentos" in review.text
    assert "solvente de las obligaciones tributarias" in review.text


def test_where_the_pack_asks_for_an_account_one_fills_first_and_signs_in_at_the_end(
    cast: Cast, browser: Browser, settings: Settings
) -> None:
    settings.VENTANILLA_PACK = "ec"
    client = browser()
    start = Page(client.get("/tramites/consulta-procesos-aduaneros/formulario/"))
    assert "Para enviarlo necesita una cuenta" in start.text
    token = begin(client, "consulta-procesos-aduaneros")
    district = next(
        iter(Page(client.get(reverse("portal:draft", args=[token]))).html.split('name="post"')[1:])
    )
    code = district.split('<option value="')[2].split('"')[0]
    response = answer(client, token, CONSULTATION, post=code)
    assert response.status_code == 302, Page(response).errors
    review = page_of(client, "review", token)
    assert "Para enviarla, ingrese o regístrese" in review.text
    assert f"/entrar/?next=/solicitudes/{token}/revision/" in review.html
    assert f"/registro/?next=/solicitudes/{token}/revision/" in review.html
    refused = client.post(reverse("portal:send", args=[token]), {"key": str(draft_of(token).key)})
    assert refused["Location"].startswith("/entrar/?next=")
    assert not Case.objects.exists()
    client.force_login(cast.applicant)
    assert page_of(client, "review", token).value("key")
    assert draft_of(token).person == cast.applicant
    assert browser(cast.stranger).get(reverse("portal:review", args=[token])).status_code == 404
    assert send(client, token)["Location"] == reverse("portal:receipt", args=[token])
    assert Case.objects.get().number.startswith("CON-")


@pytest.mark.parametrize("address", ["ana@ñandú.example", "ana@[127.0.0.1]", '"ana solis"@example.com'])
def test_an_unusual_address_never_breaks_the_sending(client: Client, address: str) -> None:
    token = begin(client)
    response = answer(client, token, GENERAL, email=address)
    if response.status_code == 302:
        assert send(client, token).status_code == 302
        assert Case.objects.count() == 1
    else:
        assert "Correo electrónico" in Page(response).errors
