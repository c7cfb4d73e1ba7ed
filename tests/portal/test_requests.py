"""Whom a request comes from."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.portal.reading import Page
from ventanilla.portal.requests import source_of, uuid_of, whole_number


@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        (0, "", "10.0.0.9"),
        (0, "203.0.113.7", "10.0.0.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),
        (1, "not an address", ""),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    settings: Settings, proxies: int, forwarded: str, source: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="10.0.0.9").get("/", headers=headers)
    assert source_of(request) == source


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/solicitudes/%00/", "/no-fui-yo/a%00/", "/casos/%00/", "/tramites/?q=a%00b"]
)
def test_an_address_no_database_can_hold_is_refused(client: Client, address: str) -> None:
    page = Page(client.get(address))
    assert page.status == 400
    assert page.h1


def test_marks_of_a_form_that_somebody_changed_are_nothing() -> None:
    assert uuid_of("x") is None
    assert whole_number("12") == 12
    assert [whole_number(text) for text in ("", "-1", "1.5", "٣", "9" * 30)] == [None] * 5


def test_a_request_that_would_fill_the_disk_is_refused_unread(client: Client, settings: Settings) -> None:
    settings.LARGEST_REQUEST = 1000
    page = Page(client.post("/contrasena/olvido/", {"email": "x" * 1000}))
    assert page.status == 400


@pytest.mark.django_db
def test_a_cookie_with_a_nul_is_no_session(client: Client) -> None:
    response = client.get("/casos/", headers={"cookie": 'sesion="abcdefghijkl\\000"'})
    assert response.status_code == 302
