"""The desk's tests: the cast, and browsers signed in as its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import Cast, case, cast
from ventanilla.people.models import Person

__all__ = ["case", "cast"]

Browser = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


@pytest.fixture
def browser() -> Browser:
    """A browser of one's own, signed in."""

    def make(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return make


@pytest.fixture
def officer(browser: Browser, cast: Cast) -> Client:
    """The officer's browser."""
    return browser(cast.officer)


@pytest.fixture
def head(browser: Browser, cast: Cast) -> Client:
    """The browser of the head of the officer's unit."""
    return browser(cast.head)
