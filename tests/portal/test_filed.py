"""The pages of the file: offered in the form, read by who may, and nothing to anybody who only knows a company's NIT."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.formal.companies import COMPANY, NIT, company_case, company_on_file, new_draft
from tests.portal.reading import Page
from ventanilla.cases.models import Draft
from ventanilla.people.models import Power, VaultDocument

Browser = Callable[..., Client]
START = "/tramites/modificacion-monto-fianza/formulario/"
HELD = "Ya está en nuestro poder"

pytestmark = pytest.mark.django_db


@pytest.fixture
def power(cast: Cast) -> Power:
    """The applicant's for the company, with papers on file since yesterday."""
    return company_on_file(cast, at=timezone.now() - dt.timedelta(days=1))[1]


def test_one_chooses_in_whose_name_and_what_is_known_is_answered(
    cast: Cast, power: Power, browser: Browser
) -> None:
    client = browser(cast.applicant)
    shown = Page(client.get(START))
    assert "Actúo en nombre de" in shown.text
    assert COMPANY in shown.text
    client.post(START, {"power": str(power.pk)})
    answers = Draft.objects.get().answers
    assert (answers["organisation"], answers["company_nit"]) == (COMPANY, NIT)
    assert (answers["capacity"], answers["person_kind"]) == ("legal_representative", "legal")


def test_nobody_chooses_a_power_of_somebody_else(cast: Cast, power: Power, browser: Browser) -> None:
    client = browser(cast.stranger)
    assert "Actúo en nombre de" not in Page(client.get(START)).text
    client.post(START, {"power": str(power.pk)})
    assert "company_nit" not in Draft.objects.get().answers
    assert "Actúo en nombre de" not in Page(browser().get(START)).text


def test_the_documents_page_offers_what_is_on_file(cast: Cast, power: Power, browser: Browser) -> None:
    draft = new_draft(cast, at=timezone.now(), has_charter_amendment=True)
    page = Page(browser(cast.applicant).get(reverse("portal:documents", args=[draft.token])))
    assert page.text.count(HELD) == 3
    review = Page(browser(cast.applicant).get(reverse("portal:review", args=[draft.token])))
    assert review.text.count(HELD) == 3


def test_a_power_that_was_revoked_is_asked_for_again_and_says_why(
    cast: Cast, power: Power, browser: Browser
) -> None:
    Power.objects.filter(pk=power.pk).update(revoked_at=timezone.now(), revoked_by=cast.officer)
    draft = new_draft(cast, at=timezone.now())
    client = browser(cast.applicant)
    page = Page(client.get(reverse("portal:documents", args=[draft.token])))
    assert "ya no está vigente: fue revocado el" in page.text
    sent = client.post(
        reverse("portal:send", args=[draft.token]), {"key": draft.key, "seen": draft.updated_at.isoformat()}
    )
    assert sent.status_code == 422
    assert "Ya no actúa en nombre de" in Page(sent).text


def test_typing_the_nit_of_a_company_shows_nothing_of_it(cast: Cast, power: Power, browser: Browser) -> None:
    client = browser(cast.stranger)
    draft = new_draft(
        cast, at=timezone.now(), person=cast.stranger, organisation="La mía", has_charter_amendment=True
    )
    for name in ("draft", "documents", "review"):
        page = Page(client.get(reverse(f"portal:{name}", args=[draft.token])))
        assert HELD not in page.text
        assert COMPANY not in page.html
    case = company_case(cast, at=timezone.now(), person=cast.stranger, organisation="La mía")
    page = Page(client.get(reverse("portal:case", args=[case.number])))
    assert "Aún no acreditado" in page.text
    assert COMPANY not in page.html
    assert COMPANY not in Page(client.get(reverse("portal:filed"))).html


def test_a_document_is_fetched_by_who_may_alone(cast: Cast, power: Power, browser: Browser) -> None:
    for document in VaultDocument.objects.all():
        url = reverse("portal:vault_file", args=[document.pk])
        read = browser(cast.applicant).get(url)
        assert (read.status_code, b"".join(read)) == (
            200,
            f"{document.requirement} de {cast.applicant.email}".encode(),
        )
        for person in (cast.stranger, cast.officer, cast.head, cast.administrator, cast.auditor):
            assert browser(person).get(url).status_code == 404
        assert browser().get(url).status_code == 302
    Power.objects.filter(pk=power.pk).update(until=timezone.localdate() - dt.timedelta(days=1))
    theirs = VaultDocument.objects.filter(organisation__isnull=False)
    for document in theirs:
        url = reverse("portal:vault_file", args=[document.pk])
        assert browser(cast.applicant).get(url).status_code == 404


def test_the_file_says_what_is_there_and_what_ended(cast: Cast, power: Power, browser: Browser) -> None:
    VaultDocument.objects.filter(requirement="identity-document").update(valid_until=dt.date(2020, 1, 31))
    page = Page(browser(cast.applicant).get(reverse("portal:filed")))
    assert "Venció el" in page.text
    assert COMPANY in page.text
    assert "Poder vigente" in page.text
    client = browser(cast.applicant)
    client.post(reverse("portal:language"), {"language": "en", "next": "/"})
    assert "Power in force" in Page(client.get(reverse("portal:filed"))).text
