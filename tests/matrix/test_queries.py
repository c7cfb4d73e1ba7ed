"""How many queries each page takes: as the table says, with few rows and with many.

`queries.txt`: route, variant, whose page, how many. A page that asks more than its line says has grown a loop.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from bench.bulk import load_cases
from tests.cast import UNIT, make_case
from tests.databases import TestDatabase, TestDatabases
from tests.formal.companies import company_on_file
from tests.matrix.conftest import Played
from tests.matrix.test_matrix import ROWS
from tests.matrix.variants import Scene, asked, request_for
from ventanilla.cases.acts import add_note, link_cases, merge_cases, write_message
from ventanilla.cases.calls import Call, record_call
from ventanilla.cases.search import index_pending
from ventanilla.formal.acts import open_inquiry, record_solvency
from ventanilla.formal.solvency import Answer
from ventanilla.procedures.acts import leave_feedback

TABLE = Path(__file__).with_name("queries.txt")
MANY = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    route: str
    variant: str
    part: str
    count: int

    def __str__(self) -> str:
        return f"/{self.route} {self.variant} {self.part}"


def read_table() -> list[Line]:
    """The lines; blank ones and comments are passed over."""
    lines = []
    for text in TABLE.read_text("utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            route, variant, part, count = text.split()
            lines.append(Line(route.removeprefix("/"), variant, part, int(count)))
    return lines


LINES = read_table()


@pytest.fixture(scope="module")
def crowded(
    databases: TestDatabases, played: Played, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    """A copy of the scene's database with more of everything."""
    with django_db_blocker.unblock(), databases.fresh(played.database) as database:
        with database.in_place():
            crowd(played.scene)
        yield database


def test_every_page_has_its_line() -> None:
    shown = {row.route for row in ROWS if row.method == "GET" and "200" in row.expected}
    assert shown == {line.route for line in LINES}


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_page_asks_no_more_with_many_rows(
    line: Line, played: Played, crowded: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> None:
    counts = []
    for database in (played.database, crowded):
        with django_db_blocker.unblock(), database.undone():
            counts.append(count(line, played.scene))
    few, many = counts
    assert (few, many) == (line.count, line.count)


def count(line: Line, scene: Scene) -> int:
    """Queries of the page the second time it is asked for: the first warms what a process keeps."""
    client = Client()
    if line.part != "anonymous":
        client.force_login(
            getattr(scene.cast, line.part), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    path, _ = request_for(line.route, line.variant, scene)
    fetch(client, path, line)
    with CaptureQueriesContext(connection) as queries:
        status = fetch(client, path, line)
    assert status == 200
    return len(queries)


def fetch(client: Client, path: str, line: Line) -> int:
    """The status of a page read to its end."""
    response = client.get(path, asked(line.variant))
    if hasattr(response, "streaming_content"):
        b"".join(response.streaming_content)
    return response.status_code


def crowd(scene: Scene) -> None:
    """More of everything a page may list: cases in every state, messages, notes, links, merged cases, feedback."""
    cast, now = scene.cast, timezone.now()
    officer, applicant = cast.actor(cast.officer), cast.actor(cast.applicant)
    load_cases(
        MANY,
        procedure="general-request",
        applicants=[cast.applicant],
        officers=[cast.officer, cast.colleague],
        now=now + dt.timedelta(seconds=1),
    )
    for _ in range(5):
        write_message(case=scene.case, text="Otra cosa", by=applicant, at=now, via="portal")
        add_note(case=scene.case, text="Visto", by=officer, at=now, via="desk")
        call = Call(UNIT, "other", "Rosa Tobar", "¿Horario?", outcome="attended")
        record_call(call=call, by=officer, at=now, key=uuid.uuid4())
        leave_feedback(procedure="general-request", is_helpful=False, comment="Falta algo", at=now)
        more = make_case(cast.applicant, at=now)
        merge_cases(case=more, into=scene.target, by=officer, at=now, via="desk")
        ask = {"what": "¿Y?", "to_whom": "Fiscalización", "by": officer, "at": now, "via": "desk"}
        for formal in (scene.drafted, scene.resolved):
            open_inquiry(case=formal, **ask)
            record_solvency(case=formal, answer=Answer("no_answer"), by=officer, at=now, via="desk")
    for _ in range(3):
        company_on_file(cast, at=now)
    link_cases(case=scene.case, other=scene.decided, by=officer, at=now, via="desk")
    index_pending()
