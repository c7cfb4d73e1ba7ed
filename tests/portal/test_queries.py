"""How often each page asks the database: no more for a hundred rows than for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, make_case
from tests.portal.filling import PDF, begin, pdf, ready
from ventanilla.cases.acts import NewFile, write_message
from ventanilla.cases.models import Case, CaseParty
from ventanilla.files.store import store
from ventanilla.reference.calendars import decreed_days

pytestmark = pytest.mark.django_db

READ_BY_ALL = [
    "/",
    "/tramites/",
    "/tramites/?q=fianza",
    "/formularios/",
    "/tramites/solicitud-general/",
    "/guia/",
]
READ_BY_ALL += ["/contacto/", "/tramites/solicitud-general/formulario/", "/entrar/", "/registro/"]


@pytest.fixture(autouse=True)
def _process_that_has_run(db: None) -> None:
    """A process reads the decreed days every few seconds, not for each page."""
    decreed_days()


@pytest.mark.parametrize("address", READ_BY_ALL)
def test_what_anybody_reads_asks_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client.get(address)
    with django_assert_num_queries(0):
        client.get(address)


def test_a_form_on_its_way(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = ready(client)
    documents = reverse("portal:documents", args=[token])
    for count, expected in ((1, 2), (10, 2)):
        files = [pdf(f"{count}-{n}.pdf", PDF + bytes([count, n])) for n in range(count)]
        client.post(documents, {"supporting-documents": files})
        for name in ("draft", "documents", "review"):
            with django_assert_num_queries(expected):
                client.get(reverse(f"portal:{name}", args=[token]))


def test_the_list_of_cases(
    cast: Cast, browser: Callable[..., Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(cast.applicant)
    for count in (1, 30):
        for _ in range(count):
            make_case(cast.applicant)
            begin(client)
        # Session, person, memberships, cases, drafts.
        with django_assert_num_queries(5):
            assert client.get("/casos/").status_code == 200


def test_the_page_of_a_case(
    cast: Cast, browser: Callable[..., Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = make_case(cast.applicant)
    client = browser(cast.applicant)
    blob = store([PDF], media_type="application/pdf", at=timezone.now())
    for count in (1, 25):
        for number in range(count):
            files = [NewFile(blob=blob, name=f"{count}-{number}.pdf")]
            _write(case, cast, files)
            Case.objects.filter(pk=make_case(cast.applicant).pk)
        # Session, person, memberships; the case, those merged into it and the one it went to; links; part in it; messages,
        # entries, files; the clock; what is missing.
        with django_assert_num_queries(13):
            assert client.get(reverse("portal:case", args=[case.number])).status_code == 200


def _write(case: Case, cast: Cast, files: list[NewFile]) -> None:
    write_message(
        case=case, text="Hola", files=files, by=cast.actor(cast.applicant), at=timezone.now(), via="portal"
    )


def test_not_me(client: Client, case: Case, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    address = reverse("portal:not_me", args=[CaseParty.objects.get(case=case).not_me_token])
    with django_assert_num_queries(1):
        client.get(address)
