"""The portal's tests: the cast, a page one can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import case, cast
from ventanilla.people.models import Person

__all__ = ["case", "cast"]


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


@pytest.fixture
def browser() -> Callable[..., Client]:
    """A browser of one's own, signed in as `person` where one is named."""

    def make(person: Person | None = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return make
