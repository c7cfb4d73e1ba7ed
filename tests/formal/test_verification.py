"""Whatever a vandal does to the records of formal acts, `verify` names it; the public page stops vouching for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import make_cast
from tests.certificates import PHRASE, Authority, write_p12
from tests.databases import TestDatabase, TestDatabases
from tests.formal.cases import (
    RESOLUTION,
    a_file,
    make_bond_change,
    make_head,
    signed_notice,
)
from tests.formal.test_acts import FRIDAY, MONDAY, NEXT_MONDAY
from ventanilla.files.store import path_of
from ventanilla.formal.acts import (
    answer_remedy,
    ask_copy,
    draft_resolution,
    hand_copy,
    note_opening,
    notify_by_hand,
    sign_act,
)
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.models import FormalAct, PaperCopy
from ventanilla.formal.verification import faults_of_act
from ventanilla.formal.verifying import verify_code
from ventanilla.journal.acts import erase_detail
from ventanilla.journal.models import JournalEntry
from ventanilla.operations.verification import verify_all

LATER = NEXT_MONDAY + dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: a notice answered, a resolution with a certificate, delivered, opened and copied."""

    notice: FormalAct
    resolution: FormalAct


@pytest.fixture(scope="module")
def lived(
    databases: TestDatabases,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestDatabase]:
    """A database in which it was all done once; each test damages a copy of its own."""
    certificates = tmp_path_factory.mktemp("signing")
    with (
        django_db_blocker.unblock(),
        override_settings(SIGNING_DIR=certificates),
        databases.lived(lambda: live(certificates)) as (database, _),
    ):
        yield database


@pytest.fixture
def own_database(
    databases: TestDatabases, lived: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    with databases.fresh(lived) as database, django_db_blocker.unblock(), database.in_place():
        yield database


@pytest.fixture
def done(own_database: TestDatabase) -> Done:
    signed = FormalAct.objects.select_related("case__stream")
    return Done(signed.get(kind="remedy_notice"), signed.get(kind="resolution"))


def live(certificates: Path) -> None:
    """A bond change from its notice to the copy that was handed over."""
    cast, head = make_cast(), make_head()
    officer, applicant = cast.actor(cast.outsider), cast.actor(cast.applicant)
    case = make_bond_change(cast, at=MONDAY)
    signed_notice(case, by=officer, head=cast.actor(head), at=FRIDAY)
    answer_remedy(
        case=case,
        answers={1: "Va el balance.", 2: "Va el cuadro."},
        files=[a_file("annex-2", NEXT_MONDAY, b"cuadro")],
        by=applicant,
        at=NEXT_MONDAY,
        via="portal",
    )
    write_p12(certificates / f"{head.pk}.p12", Authority.make().issue("Teresa Luna"))
    draft_resolution(case=case, draft=RESOLUTION, by=officer, at=LATER, via="desk")
    draft = draft_of(case, "resolution")
    assert draft is not None
    sign_act(act=draft, by=cast.actor(head), at=LATER, via="desk", passphrase=PHRASE)
    resolution = FormalAct.objects.get(pk=draft.pk)
    notify_by_hand(
        act=resolution,
        party=case.parties.get(),
        delivered_to="Ana Solís",
        by=officer,
        at=LATER + dt.timedelta(hours=1),
        via="desk",
    )
    note_opening(case=case, sha256=str(resolution.blob_id), by=applicant, at=LATER + dt.timedelta(hours=2))
    ask_copy(act=resolution, by=applicant, at=LATER, via="portal")
    hand_copy(
        copy=PaperCopy.objects.get(),
        handed_to="Ana Solís",
        document="00016297-5",
        by=officer,
        at=LATER + dt.timedelta(days=5),
        via="desk",
    )


@pytest.fixture
def vandal(own_database: TestDatabase, done: Done) -> Iterator[psycopg.Connection]:
    """A superuser with the triggers off."""
    with psycopg.connect(own_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield superuser


def found() -> list[tuple[str, str]]:
    return [(finding.kind, finding.text) for finding in verify_all()]


def test_what_nobody_touched_holds(done: Done) -> None:
    assert found() == []
    told = verify_code(done.resolution.code)
    assert told is not None
    assert [row.certificate.subject for row in told.signatures] == ["Teresa Luna"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("number = 'RES-ULE-2026-0009'", "su número no es lo que se firmó"),
        ("n = 1, unit = 'otra'", "su unidad no es lo que se firmó"),
        ("code = 'AAAA-AAAA-AAAA-AAAA'", "su código no es lo que se firmó"),
        ('body = body || \'{"decision": "Deniéguese."}\'', "su texto no es lo que se firmó"),
        ("outcome = 'denied'", "lo resuelto no es lo que se firmó"),
        ("signed_at = signed_at - interval '1 day'", "no se firmó cuando consta en él"),
        ("signed_by_id = drafted_by_id, drafted_by_id = signed_by_id", "no lo firmó quien consta en él"),
        (
            "blob_id = (SELECT blob_id FROM formal_act WHERE kind = 'remedy_notice')",
            "su PDF no es el que se firmó",
        ),
        ("entry = 1", "ningún asiento lo firma"),
    ],
)
def test_a_changed_act_is_named_and_no_longer_vouched_for(
    done: Done, vandal: psycopg.Connection, change: str, words: str
) -> None:
    vandal.execute(f"UPDATE formal_act SET {change} WHERE kind = 'resolution'".encode())  # noqa: S608  a vandal's
    texts = [text for kind, text in found() if kind == "act_differs"]
    assert any(words in text for text in texts), texts
    assert verify_code(FormalAct.objects.get(kind="resolution").code) is None


def test_a_swapped_document_is_named(done: Done) -> None:
    path = path_of(str(done.resolution.blob_id))
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 otra cosa")
    try:
        assert [kind for kind, _ in found()] == ["file"]
        assert verify_code(done.resolution.code) is None
    finally:
        path.write_bytes(content)
        path.chmod(0o400)


def test_another_certificate_is_named(done: Done, vandal: psycopg.Connection) -> None:
    vandal.execute(
        "UPDATE blob_signature SET signatures = jsonb_set(signatures, '{0,certificate,fingerprint}', '\"00\"')"
    )
    assert [text for kind, text in found()] == [
        "RES-ULE-2026-0001: la firma de su PDF no es del certificado con que se firmó"
    ]


def test_a_removed_act_is_named_with_the_gap_it_leaves(done: Done, vandal: psycopg.Connection) -> None:
    vandal.execute("DELETE FROM formal_act WHERE kind = 'resolution'")
    kinds = [kind for kind, _ in found()]
    assert {"act_removed", "series_gap"} <= set(kinds)


def test_a_series_that_was_turned_is_named(done: Done, vandal: psycopg.Connection) -> None:
    vandal.execute("UPDATE act_series SET last = 3 WHERE kind = 'resolution'")
    assert found() == [("series_gap", "faltan los números 2, 3; el último es 3")]
    vandal.execute("UPDATE act_series SET last = 0 WHERE kind = 'resolution'")
    assert found() == [("series_beyond", "están los números 1 y la serie dice que el último es 0")]


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        (
            "UPDATE remedy_item SET answer = 'Otra cosa' WHERE n = 1",
            "answer_differs",
            "la respuesta no es la que se recibió",
        ),
        (
            "UPDATE remedy_item SET answer = '' WHERE n = 1",
            "answer_differs",
            "los puntos respondidos no son los que el asiento nombra",
        ),
        (
            "UPDATE remedy_item SET answer = '', answered_at = NULL, entry = NULL",
            "answer_removed",
            "ningún punto tiene esa respuesta",
        ),
        (
            "UPDATE remedy_item SET defect = 'Otro' WHERE n = 1",
            "act_differs",
            "su texto no es lo que se firmó",
        ),
        (
            "UPDATE notification SET delivered_to = 'Otro' WHERE medium = 'paper'",
            "record_differs",
            "lo escrito en «address», «delivered_to» no es lo que se asentó",
        ),
        (
            "DELETE FROM notification WHERE medium = 'paper'",
            "record_removed",
            "la notificación",
        ),
        (
            "UPDATE notification SET opened_at = opened_at + interval '1 day' WHERE opened_at IS NOT NULL",
            "record_differs",
            "«opened_at» es",
        ),
        (
            "UPDATE paper_copy SET document = '1'",
            "record_differs",
            "lo escrito en «handed_to», «document» no es lo que se asentó",
        ),
        (
            "UPDATE paper_copy SET available_on = available_on + 1",
            "record_differs",
            "«available_on» es",
        ),
        ("DELETE FROM paper_copy", "record_removed", "la copia en papel"),
    ],
)
def test_answers_deliveries_and_copies_are_compared_with_their_entries(
    done: Done, vandal: psycopg.Connection, statement: str, kind: str, words: str
) -> None:
    vandal.execute(statement.encode())
    told = found()
    assert any(item == kind and words in text for item, text in told), told


def test_an_act_that_an_older_version_signed_is_held_to_what_its_entry_says(done: Done) -> None:
    entry = JournalEntry.objects.get(stream=done.notice.case.stream, seq=done.notice.entry)
    del entry.facts["act"]
    assert faults_of_act(done.notice, entry) == []
    done.notice.blob_id = done.resolution.blob_id
    assert faults_of_act(done.notice, entry) == ["su PDF no es el que se firmó"]


def test_an_erased_detail_is_no_fault(done: Done) -> None:
    for entry in JournalEntry.objects.filter(kind__in=["copy.handed", "act.notified"]):
        erase_detail(
            entry.stream_id,
            entry.seq,
            actor="system",
            via="command",
            at=LATER,
            reason="a pedido de la persona",
        )
    assert found() == []
