"""Whatever a vandal with the superuser's rights does to history or files, `verify` names the case."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from tests.cast import MONDAY, Cast, make_case, make_cast
from tests.databases import TestDatabase
from ventanilla.cases.acts import Said, add_note, take_step, write_message
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.cli.commands import verify
from ventanilla.files.store import path_of
from ventanilla.journal.acts import erase_detail
from ventanilla.journal.anchors import anchor_heads
from ventanilla.journal.models import JournalEntry

LATER = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def worked(own_database: TestDatabase) -> tuple[Case, Case]:
    """Two cases with a history: opened, a file, a note, an answer."""
    cast = make_cast()
    return _work(cast), _work(cast)


def _work(cast: Cast) -> Case:
    case = make_case(cast.applicant, at=MONDAY)
    upload = SimpleUploadedFile("nota.txt", f"nota de {case.number}".encode())
    taken = take_files([upload], at=MONDAY)
    applicant, officer = cast.actor(cast.applicant), cast.actor(cast.officer)
    write_message(case=case, text="Adjunto", files=taken.files, by=applicant, at=LATER, via="portal")
    add_note(case=case, text="Revisado", by=officer, at=LATER, via="desk")
    said = Said(text="Procede", outcome="attended")
    take_step(case=case, step="answer", by=officer, at=LATER, via="desk", said=said)
    return case


@pytest.fixture
def vandal(own_database: TestDatabase, worked: tuple[Case, Case]) -> Iterator[psycopg.Connection]:
    """A superuser with the triggers off."""
    with psycopg.connect(own_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield superuser


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What the command prints."""
    status = verify.run(argparse.Namespace(json=True))
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    assert status == (1 if found else 0)
    return found


def test_an_untouched_history_holds(worked: tuple[Case, Case], capsys: pytest.CaptureFixture[str]) -> None:
    anchor_heads(at=LATER)
    assert findings(capsys) == []


def test_an_edited_entry_is_named(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = worked
    vandal.execute(
        "UPDATE journal_entry SET actor = 'person:1' WHERE stream_id = %s AND seq = 4", [case.stream_id]
    )
    assert [(item["kind"], item["subject"], item["seq"]) for item in findings(capsys)] == [
        ("edited", f"case:{case.number}", 4),
        ("message_differs", f"case:{case.number}", 4),
    ]


def test_a_removed_entry_is_named(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = worked
    vandal.execute("DELETE FROM journal_entry WHERE stream_id = %s AND seq = 3", [case.stream_id])
    found = findings(capsys)
    assert ("removed", f"case:{case.number}", 3) in [
        (item["kind"], item["subject"], item["seq"]) for item in found
    ]


def test_a_removed_last_entry_with_its_head_is_named_by_the_anchor(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = worked
    anchor_heads(at=LATER)
    last = JournalEntry.objects.filter(stream_id=case.stream_id).latest("seq")
    before = JournalEntry.objects.get(stream_id=case.stream_id, seq=last.seq - 1)
    vandal.execute("DELETE FROM journal_entry WHERE id = %s", [last.pk])
    vandal.execute("DELETE FROM journal_detail WHERE stream_id = %s AND seq = %s", [case.stream_id, last.seq])
    vandal.execute(
        "UPDATE journal_stream SET seq = %s, head = %s WHERE id = %s",
        [before.seq, before.hash, case.stream_id],
    )
    found = {(item["kind"], item["subject"]) for item in findings(capsys)}
    named = {kind for kind, subject in found if subject == f"case:{case.number}"}
    assert len(found) == len(named), "another case is named"
    assert named == {"rewritten", "message_differs", "record_differs"}


def test_reordered_entries_are_named(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = worked
    for old, new in ((2, 99), (3, 2), (99, 3)):
        vandal.execute(
            "UPDATE journal_entry SET seq = %s WHERE stream_id = %s AND seq = %s", [new, case.stream_id, old]
        )
    named = {(item["kind"], item["subject"], item["seq"]) for item in findings(capsys)}
    assert {("edited", f"case:{case.number}", 2), ("edited", f"case:{case.number}", 3)} <= named


def test_a_moved_entry_is_named_where_it_was_and_where_it_is(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, other = worked
    vandal.execute(
        "UPDATE journal_entry SET stream_id = %s, seq = 5 WHERE stream_id = %s AND seq = 4",
        [other.stream_id, case.stream_id],
    )
    named = {(item["subject"], item["seq"]) for item in findings(capsys)}
    assert {(f"case:{case.number}", 4), (f"case:{other.number}", 5)} <= named


def test_a_swapped_file_is_named(worked: tuple[Case, Case], capsys: pytest.CaptureFixture[str]) -> None:
    case, _ = worked
    path = path_of(case.attachments.get().blob_id)
    _overwrite(path, b"otra cosa")
    [found] = findings(capsys)
    assert (found["kind"], found["subject"]) == ("file", f"case:{case.number}")
    assert "nota.txt: el contenido del archivo fue cambiado" in str(found["text"])


def test_a_file_linked_in_place_of_another_is_named(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, other = worked
    sha256 = other.attachments.get().blob_id
    vandal.execute("UPDATE attachment SET blob_id = %s WHERE case_id = %s", [sha256, case.pk])
    assert [(item["kind"], item["subject"]) for item in findings(capsys)] == [
        ("files_differ", f"case:{case.number}")
    ]


def test_changed_words_are_named_and_erased_ones_are_not(
    worked: tuple[Case, Case], vandal: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    case, other = worked
    erase_detail(other.stream_id, 2, actor="system", via="system", at=LATER, reason="lopd")
    assert findings(capsys) == []
    vandal.execute(
        'UPDATE journal_detail SET body = \'{"text": "Otra"}\' WHERE stream_id = %s AND seq = 2',
        [case.stream_id],
    )
    assert [(item["kind"], item["subject"], item["seq"]) for item in findings(capsys)] == [
        ("detail_edited", f"case:{case.number}", 2),
        ("message_differs", f"case:{case.number}", 2),
    ]


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"])
def test_the_product_itself_cannot_change_an_entry(cast: Cast, case: Case, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)
