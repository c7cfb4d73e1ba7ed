"""The link that completes a case: the prefilled form without signing in, more documents, and what it says when it is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.portal.filling import GENERAL, answer, draft_of, pdf, send
from tests.portal.reading import Page
from ventanilla.cases.acts import Said, deny_authorship, take_step, write_message
from ventanilla.cases.links import completion_path, upload_path
from ventanilla.cases.models import Attachment, Case, CaseParty, Draft
from ventanilla.journal.models import JournalEntry
from ventanilla.reference.current import current_pack

pytestmark = pytest.mark.django_db
MB = 1_048_576


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case of today that lacks half of its form, as one that came by mail does."""
    return make_case(cast.applicant, subject="Copia de una declaración")


def party_of(case: Case) -> CaseParty:
    return CaseParty.objects.filter(case=case).order_by("id")[0]


def form_link(case: Case, days_ago: int = 0) -> str:
    return completion_path(party_of(case), at=timezone.now() - dt.timedelta(days=days_ago))


def documents_link(case: Case, days_ago: int = 0) -> str:
    return upload_path(party_of(case), at=timezone.now() - dt.timedelta(days=days_ago))


def opened(client: Client, case: Case) -> str:
    """Follow the link; returns the token of the form it opens."""
    response = client.get(form_link(case))
    assert response.status_code == 302
    return str(response["Location"]).split("/")[2]


class TestForm:
    def test_opens_prefilled_without_signing_in(self, client: Client, case: Case) -> None:
        page = Page(client.get(form_link(case), follow=True))
        assert f"Está completando el caso {case.number}" in page.text
        assert page.value("subject") == "Copia de una declaración"
        assert page.value("full_name") == "Ana Solís"

    def test_shows_neither_conversation_nor_files(self, client: Client, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        now = timezone.now()
        write_message(case=case, text="Un secreto del caso", by=officer, at=now, via="desk")
        client.post(documents_link(case), {"_others": [pdf("privado.pdf")]})
        for page in (
            Page(client.get(form_link(case), follow=True)),
            Page(client.get(documents_link(case))),
        ):
            assert "secreto" not in page.text
        again = Page(client.get(documents_link(case)))
        assert "privado.pdf" not in again.text
        assert client.get(reverse("portal:case", args=[case.number])).status_code == 302

    def test_is_the_same_form_however_often_it_is_opened(self, client: Client, case: Case) -> None:
        assert opened(client, case) == opened(Client(), case)
        assert Draft.objects.count() == 1

    def test_sent_it_completes_the_case_and_no_other_is_opened(self, client: Client, case: Case) -> None:
        token = opened(client, case)
        assert answer(client, token, GENERAL).status_code == 302
        url = reverse("portal:documents", args=[token])
        client.post(url, {"supporting-documents": [pdf("carta.pdf")], "continue": "1"})
        page = Page(send(client, token))
        done = Page(client.get(reverse("portal:receipt", args=[token])))
        assert page.status == 302
        assert done.h1 == ["Recibimos lo que faltaba"]
        assert case.number in done.text
        case.refresh_from_db()
        assert (case.answers["dui"], Case.objects.count()) == ("00016297-5", 1)
        [attachment] = Attachment.objects.filter(case=case)
        assert (attachment.name, attachment.requirement) == ("carta.pdf", "supporting-documents")

    def test_sent_twice_it_is_once(self, client: Client, case: Case) -> None:
        token = opened(client, case)
        answer(client, token, GENERAL)
        page = Page(client.get(reverse("portal:review", args=[token])))
        data = {"key": page.value("key"), "seen": page.value("seen")}
        for _ in range(2):
            assert client.post(reverse("portal:send", args=[token]), data).status_code == 302
        assert JournalEntry.objects.filter(kind="case.completed").count() == 1

    def test_needs_no_account_where_the_pack_wants_one_to_send(
        self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(current_pack().__dict__, "account_required_to_send", True)
        token = opened(client, case)
        answer(client, token, GENERAL)
        assert send(client, token)["Location"] == reverse("portal:receipt", args=[token])

    def test_left_for_later_it_is_found_by_the_link_again(self, client: Client, case: Case) -> None:
        token = opened(client, case)
        response = client.post(
            reverse("portal:draft", args=[token]), {**GENERAL, "phone": "7", "save": "1"}, follow=True
        )
        page = Page(response)
        assert f"por la página del caso {case.number}" in page.text
        assert draft_of(token).answers["phone"] == "7"
        assert opened(client, case) == token

    def test_a_form_that_completes_is_not_listed_among_those_that_open(
        self, cast: Cast, case: Case, browser: Callable[..., Client]
    ) -> None:
        mine = browser(cast.applicant)
        opened(mine, case)
        page = Page(mine.get(reverse("portal:cases")))
        assert "Copia de una declaración" in page.text
        assert reverse("portal:draft", args=[Draft.objects.get().token]) not in page.html

    def test_with_the_answers_complete_it_leads_to_the_documents(self, client: Client, case: Case) -> None:
        token = opened(client, case)
        answer(client, token, GENERAL)
        send(client, token)
        page = Page(client.get(form_link(case), follow=True))
        assert page.h1 == ["Enviar documentos"]
        assert "En su caso no falta nada" in page.text


class TestDocuments:
    def test_join_the_case_with_their_requirement(self, client: Client, case: Case) -> None:
        page = Page(client.get(documents_link(case)))
        assert page.h1 == ["Enviar documentos"]
        for _ in range(2):
            data = {
                "key": page.value("key"),
                "supporting-documents": [pdf("carta.pdf")],
                "_others": [pdf("plano.pdf", b"%PDF-1.4 otro")],
            }
            done = Page(client.post(documents_link(case), data, follow=True))
        assert "Recibimos en el caso" in done.text
        assert {(item.name, item.requirement) for item in Attachment.objects.filter(case=case)} == {
            ("carta.pdf", "supporting-documents"),
            ("plano.pdf", ""),
        }

    def test_nothing_chosen_is_said(self, client: Client, case: Case) -> None:
        response = client.post(documents_link(case), {})
        assert response.status_code == 422
        assert "elija al menos un archivo" in Page(response).errors

    def test_what_is_refused_is_named_and_the_rest_is_kept(self, client: Client, case: Case) -> None:
        half = pdf().read() + b"\0" * (13 * MB)
        chosen = [pdf("uno.pdf", half), pdf("dos.pdf", half + b"1"), pdf("tres.pdf")]
        page = Page(client.post(documents_link(case), {"_others": chosen}, follow=True))
        assert "uno.pdf, tres.pdf" in page.text
        assert "«dos.pdf»" in page.text
        assert "25 MB" in page.text
        page = Page(
            client.post(documents_link(case), {"_others": [pdf("dos.pdf", half + b"1")]}, follow=True)
        )
        assert "dos.pdf" in page.text
        assert Attachment.objects.filter(case=case).count() == 3

    def test_all_refused_is_said_and_nothing_is_done(self, client: Client, case: Case) -> None:
        response = client.post(documents_link(case), {"_others": [pdf("virus.exe", b"MZ")]})
        assert response.status_code == 422
        assert "virus.exe" in Page(response).errors
        lies = client.post(documents_link(case), {"_others": [pdf("falso.pdf", b"MZ programa")]})
        assert lies.status_code == 422
        assert "falso.pdf" in Page(lies).errors
        assert not JournalEntry.objects.filter(kind="case.completed").exists()


class TestOver:
    @pytest.mark.parametrize("link", [form_link, documents_link])
    def test_too_old_it_says_what_to_do(self, client: Client, case: Case, link: Callable[..., str]) -> None:
        response = client.get(link(case, days_ago=31))
        page = Page(response)
        assert (page.status, page.h1) == (410, ["Este enlace ya no sirve"])
        assert "30 días" in page.text
        assert "responda a nuestro correo" in page.text
        assert not Draft.objects.exists()

    def test_of_a_closed_case_it_leads_to_a_new_request(self, client: Client, cast: Cast, case: Case) -> None:
        token, links = opened(client, case), (form_link(case), documents_link(case))
        now = timezone.now()
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=now, via="portal")
        for address in (*links, reverse("portal:draft", args=[token])):
            page = Page(client.get(address))
            assert page.status == 410
            assert "nueva solicitud" in page.text

    def test_after_it_was_not_me_it_tells_nothing(self, client: Client, case: Case) -> None:
        token, links = opened(client, case), (form_link(case), documents_link(case))
        deny_authorship(party=party_of(case), at=timezone.now(), via="portal")
        for address in (*links, reverse("portal:draft", args=[token])):
            page = Page(client.get(address))
            assert page.status == 410
            assert case.number not in page.text

    @pytest.mark.parametrize("token", ["nada", "WzEsMV0.firma", "…", "a" * 400])
    def test_a_garbled_one_is_not_found(self, client: Client, case: Case, token: str) -> None:
        for name in ("completion", "completion_documents"):
            assert client.get(reverse(f"portal:{name}", args=[token])).status_code == 404


class TestCasePage:
    def test_says_what_is_missing_and_offers_the_form(
        self, cast: Cast, case: Case, browser: Callable[..., Client]
    ) -> None:
        mine = browser(cast.applicant)
        page = Page(mine.get(reverse("portal:case", args=[case.number])))
        assert "Lo que falta" in page.h2
        assert "Tipo de documento" in page.text
        assert "/completar/" in page.html
        token = opened(mine, case)
        answer(mine, token, GENERAL)
        send(mine, token)
        page = Page(mine.get(reverse("portal:case", args=[case.number])))
        assert "Lo que falta" not in page.h2
        assert "Usted completó su solicitud" in page.text
        assert "Tipo de documento; Número de DUI" in page.text

    def test_an_answered_case_asks_for_nothing(
        self, cast: Cast, case: Case, browser: Callable[..., Client]
    ) -> None:
        said = Said(text="Procede", outcome="attended")
        officer = cast.actor(cast.officer)
        take_step(case=case, step="answer", by=officer, at=timezone.now(), via="desk", said=said)
        page = Page(browser(cast.applicant).get(reverse("portal:case", args=[case.number])))
        assert "Lo que falta" not in page.h2
