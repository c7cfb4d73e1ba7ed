"""*No fui yo*: the way out of a receipt one never asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.portal.reading import Page
from ventanilla.cases.models import Case, CaseParty
from ventanilla.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(case: Case) -> str:
    return reverse("portal:not_me", args=[CaseParty.objects.get(case=case).not_me_token])


def test_opening_the_link_only_asks(client: Client, case: Case, link: str) -> None:
    page = Page(client.get(link))
    assert page.h1 == ["¿Usted no envió esto?"]
    assert case.number in page.text
    assert "Solicitud general" in page.text
    for secret in (case.subject, "Ana", "ana.solis"):
        assert secret not in page.text
    assert CaseParty.objects.get(case=case).until is None


def test_saying_so_takes_the_case_out_of_the_account_and_to_an_officer(
    client: Client, cast: Cast, case: Case, link: str, browser: Callable[..., Client]
) -> None:
    page = Page(client.post(link, follow=True))
    assert page.h1 == ["Gracias por avisarnos"]
    assert "Retiramos el caso de su usuario" in page.text
    case.refresh_from_db()
    assert case.needs_attention == "not_me"
    mine = browser(cast.applicant)
    assert mine.get(reverse("portal:case", args=[case.number])).status_code == 404


def test_twice_is_once(client: Client, case: Case, link: str) -> None:
    for _ in range(3):
        assert client.post(link).status_code == 302
    assert JournalEntry.objects.filter(stream=case.stream, kind="party.denied").count() == 1
    assert Page(client.get(link)).h1 == ["Gracias por avisarnos"]


def test_a_link_that_is_not_ours_is_not_found(client: Client) -> None:
    assert client.get("/no-fui-yo/nada/").status_code == 404
    assert client.post("/no-fui-yo/nada/").status_code == 404
