"""Every address, for everybody: what the hand-written table says, and no address it does not name.

Columns of `table.txt` after method, route and variant: anonymous, applicant, other applicant, officer of the unit,
officer of another unit, head, administrator, auditor. A number is the status; `in` a redirect to sign-in;
`302` a redirect elsewhere. Routes are written as in the URL files; `variants.py` says what stands for their parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.variants import Scene, asked, request_for
from ventanilla.people.models import Person

PARTS = ("anonymous", "applicant", "stranger", "officer", "outsider", "head", "administrator", "auditor")
METHODS = ("GET", "POST")
TABLE = Path(__file__).with_name("table.txt")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    method: str
    route: str
    variant: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} /{self.route} {self.variant}"


def read_table() -> list[Row]:
    """The rows; blank lines and comments are passed over."""
    rows = []
    for line in TABLE.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, route, variant, *expected = line.split()
        assert len(expected) == len(PARTS), line
        rows.append(Row(method, route.removeprefix("/"), variant, tuple(expected)))
    return rows


def routes(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    """Every route of the site as the URL files write it."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLPattern):
            found.add(path.replace(" ", ""))
        else:
            found |= routes(pattern, path)
    return found


ROWS = read_table()


def test_every_address_and_method_is_in_the_table() -> None:
    named = {(row.method, row.route) for row in ROWS}
    missing = {(method, route) for route in routes() for method in METHODS} - named
    assert not missing, "\n".join(f"{method} /{route}" for method, route in sorted(missing))


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {row.route for row in ROWS} <= routes()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(row: Row, scene: Scene) -> None:
    got = tuple(ask(row, scene, part) for part in PARTS)
    assert dict(zip(PARTS, got, strict=True)) == dict(zip(PARTS, row.expected, strict=True))


def ask(row: Row, scene: Scene, part: str) -> str:
    """What one person gets; whatever the request changed is undone."""
    client = Client(raise_request_exception=True)
    if part != "anonymous":
        person: Person = getattr(scene.cast, part)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.session[BACKEND_SESSION_KEY]
    path, data = request_for(row.route, row.variant, scene)
    with transaction.atomic():
        response = client.get(path, asked(row.variant)) if row.method == "GET" else client.post(path, data)
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return verdict(response)


def verdict(response: HttpResponseBase) -> str:
    """How the table writes a response."""
    if response.status_code == 302 and response.headers["Location"].startswith("/entrar/"):
        return "in"
    return str(response.status_code)
