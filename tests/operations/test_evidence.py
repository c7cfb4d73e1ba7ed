"""Whatever a superuser changes, removes or adds in a record, `verify` names it; and every table is a record or says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.apps import apps
from django.db.models import Model

from tests.bonds.test_dying import Story as Bonds
from tests.cases.test_dying import Story as Cases
from tests.cast import MONDAY, Cast, make_cast
from tests.databases import TestDatabase
from tests.dying import Act, play
from tests.formal.cases import make_bond_change
from tests.formal.companies import company_on_file
from tests.formal.test_dying import Story as Formal
from tests.operations.vandal import Vandal, let_loose
from tests.people.test_dying import Story as People
from tests.procedures.test_dying import Story as Time
from ventanilla.bonds.evidence import BOND
from ventanilla.cases.evidence import ABOUT, ALIAS, CALL, CASE, LINK, PARTY, TRANSFER
from ventanilla.cases.models import Definition, Message
from ventanilla.cases.verification import verify_definitions, verify_messages
from ventanilla.formal.acts import grant_delegation
from ventanilla.formal.evidence import (
    COPY,
    DELEGATION,
    INQUIRY,
    MAIL,
    NOTIFICATION,
    SILENCE,
    SOLVENCY,
    TERM,
    VERDICT,
)
from ventanilla.formal.models import Inquiry
from ventanilla.journal.acts import erase_detail
from ventanilla.journal.comparing import verify_rows
from ventanilla.journal.evidence import Evidence
from ventanilla.journal.models import JournalEntry
from ventanilla.operations.verification import EVIDENCE, verify_all, verify_attachments
from ventanilla.people.evidence import DOCUMENT, MEMBERSHIP, ORGANISATION, POWER
from ventanilla.procedures.evidence import DECREED


def formal(cast: Cast) -> None:
    """A notice answered, a resolution notified and copied, a signature delegated."""
    story = Formal(cast)
    play(Act(*named) for named in story.acts())
    days = {"since": story.at(1).date(), "until": None}
    doing = {"by": story.head, "at": story.at(1)}
    grant_delegation(unit=story.case.unit, person=cast.outsider, basis="Acuerdo 12", **days, **doing)


LIVES: Mapping[str, tuple[Callable[[Cast], object], tuple[Evidence, ...]]] = {
    "cases": (lambda cast: play(Cases(cast).acts()), (CASE, PARTY, ALIAS, TRANSFER, LINK, ABOUT, CALL)),
    "people": (lambda cast: play(People(cast).acts()), (MEMBERSHIP, ORGANISATION, POWER)),
    "formal": (formal, (TERM, INQUIRY, SOLVENCY, NOTIFICATION, MAIL, COPY, DELEGATION)),
    "file": (lambda cast: company_on_file(cast, at=MONDAY), (DOCUMENT, VERDICT)),
    "time": (lambda cast: play(Time(cast).acts()), (SILENCE, DECREED)),
    "bonds": (lambda cast: play(Bonds(cast).acts()), (BOND,)),
    "load": (lambda cast: Bonds(cast).load(), (BOND,)),
}
"""What is lived through, and the records it leaves."""

ELSEWHERE: Mapping[str, str] = {
    "Definition": "verify_definitions: its name is its digest",
    "Message": "verify_messages, with its entry",
    "Attachment": "verify_attachments, with its entry; its content by verify_files. Its name is a label",
    "Blob": "verify_files: its name is its digest. What the scanner said is said again when it is asked",
    "BlobSignature": "read from the content, and read again when the roots change; of a signed act verify_acts compares it",
    "FormalAct": "verify_acts; a draft is nobody's act yet",
    "ActSeries": "verify_series",
    "RemedyItem": "verify_acts (what it asks) and verify_answers",
    "JournalStream": "verify_streams",
    "JournalEntry": "verify_streams",
    "JournalDetail": "verify_details",
    "JournalAnchor": "verify_anchors",
    "JournalAnchorLeaf": "verify_anchors",
    "MailInbound": "verify_mail counts them; what one says is its content, by verify_files. Its state is the desk's work list",
}
"""Tables that other parts of `verify` compare."""

NO_RECORD: Mapping[str, str] = {
    "AnnexSheet": "computed from a file that is evidence, and computed again from it",
    "CaseMailId": "an index: by what a reply finds its case",
    "Draft": "nothing was presented yet",
    "DraftFile": "nothing was presented yet",
    "JournalRead": "who looked at what: outside of the chain, as the design has it",
    "MailBoxState": "how reading a mailbox goes now",
    "Person": "an account, which its owner changes; what she presented stands in her cases",
    "Rate": "a counter that a crash forgives",
    "SearchRow": "an index of words",
    "SearchTodo": "what the index has still to read",
    "SheetFeedback": "an opinion nobody signs",
}
"""Tables that prove nothing."""

UNTOLD: Mapping[str, Mapping[str, str]] = {
    "Case": {
        "stream": "names the entries themselves: another one has none of the case",
        "needs_attention": "a mark in the queue",
        "wake_at": "when the worker looks at the case again, from the terms, which are told",
    },
    "CaseParty": {"not_me_token": "a secret of the receipt"},
    "Organisation": {"stream": "names the entries themselves"},
    "PhoneCall": {"draft": "goes when the draft is forgotten"},
    "MailOutgoing": {
        "on_result": "which task is told",
        "state": "what became of it: changes with each try",
        "attempt": "changes with each try",
        "next_try_at": "changes with each try",
        "sent_at": "changes with each try",
        "last_error": "changes with each try",
        "result_at": "changes with each try",
    },
    "DecreedDay": {
        "changed_at": "how far the count of due dates has come",
        "passes": "how far the count of due dates has come",
        "pass_began_at": "how far the count of due dates has come",
        "pass_after": "how far the count of due dates has come",
        "settled_at": "how far the count of due dates has come",
        "moved": "how far the count of due dates has come",
    },
}
"""Columns of records that no entry tells."""


@pytest.mark.parametrize("life", LIVES)
def test_whatever_is_changed_in_a_record_is_named(own_database: TestDatabase, life: str) -> None:
    live, records = LIVES[life]
    live(make_cast())
    assert list(verify_all()) == []
    with let_loose(own_database) as vandal:
        unnamed = [fault for record in records for fault in unnamed_in(record, vandal)]
    assert unnamed == []
    assert list(verify_all()) == [], "what the vandal did was not undone"


def unnamed_in(record: Evidence, vandal: Vandal) -> list[str]:
    """What can be done to a record that nobody would notice."""
    rows = record.model._default_manager.all()
    row = (rows if record.rows is None else rows.filter(record.rows)).order_by("pk")[0]
    doings: dict[str, Callable[[], None]] = {
        name: lambda name=name: vandal.change(record.model, name, row.pk)  # type: ignore[misc]
        for name in record.fields
    }
    doings |= {
        "removed": lambda: vandal.remove(record.model, row.pk),
        "added": lambda: vandal.add(record.model, row.pk),
    }
    if record is MAIL:  # a mail that no notification names notifies nothing
        del doings["added"]
    found = []
    for name, do in doings.items():
        with vandal.at(record.table):
            do()
            findings = list(verify_rows([record]))
        if not any(finding.text.startswith(record.title) for finding in findings):
            found.append(f"{record.table}.{name}")
    return found


def test_a_changed_message_file_or_definition_is_named(own_database: TestDatabase) -> None:
    cast = make_cast()
    make_bond_change(cast, at=MONDAY)
    play(Cases(cast).acts())
    note = Message.objects.get(kind="note")
    with let_loose(own_database) as vandal:
        for name in ("body", "at", "audience", "entry", "author_id"):
            with vandal.at("message"):
                vandal.change(Message, name, note.pk)
                assert list(verify_messages()), name
        for do in (vandal.remove, vandal.add):
            with vandal.at("message"):
                do(Message, note.pk)
                vandal.connection.execute("UPDATE message SET body = 'Otro' WHERE id > %s", [note.pk + 999])
                assert list(verify_messages())
        with vandal.at("attachment"):
            vandal.connection.execute("UPDATE attachment SET requirement = 'otro' WHERE requirement <> ''")
            assert {finding.kind for finding in verify_attachments()} == {"files_differ"}
        with vandal.at("definition"):
            vandal.change(Definition, "body", Definition.objects.order_by("pk")[0].pk)
            assert [finding.kind for finding in verify_definitions()] == ["definition"]


def test_a_finding_names_the_case_the_column_and_both_values(own_database: TestDatabase) -> None:
    live, _ = LIVES["file"]
    case, _power = live(make_cast())  # type: ignore[misc]
    with let_loose(own_database) as vandal:
        vandal.connection.execute('UPDATE "case" SET outcome = %s', ["granted"])
        [finding] = verify_all()
    assert (finding.kind, finding.subject) == ("record_differs", f"case:{case.number}")
    assert finding.text == f"el caso {case.pk}: «outcome» es granted y los asientos dicen nada"


def test_what_was_erased_is_not_compared_until_it_is_told_again(own_database: TestDatabase) -> None:
    formal(make_cast())
    inquiry = Inquiry.objects.get()
    with let_loose(own_database) as vandal, vandal.at("inquiry"):
        vandal.change(Inquiry, "result", inquiry.pk)
        [finding] = verify_rows([INQUIRY])
        assert finding.text.endswith("lo escrito en «what», «to_whom», «result» no es lo que se asentó")
        settled = JournalEntry.objects.get(kind="inquiry.settled")
        doing = {"actor": "system", "via": "command", "at": MONDAY, "reason": "a pedido"}
        erase_detail(settled.stream_id, settled.seq, **doing)
        assert list(verify_rows([INQUIRY])) == []


def test_a_stream_that_an_older_version_began_is_held_to_what_it_tells(own_database: TestDatabase) -> None:
    live, _ = LIVES["people"]
    live(make_cast())
    with let_loose(own_database) as vandal:
        vandal.connection.execute("UPDATE journal_entry SET facts = facts - 'rows' WHERE seq < 8")
        assert list(verify_rows(EVIDENCE)) == []
        vandal.connection.execute("UPDATE membership SET role = 'head'")
        assert {finding.seq for finding in verify_rows(EVIDENCE)} == {9}


def test_every_record_is_tampered_with() -> None:
    assert {kind.table for _, kinds in LIVES.values() for kind in kinds} == {kind.table for kind in EVIDENCE}


def test_every_table_is_a_record_or_says_why_not() -> None:
    told = {kind.model.__name__ for kind in EVIDENCE}
    assert {model.__name__ for model in our_models()} == told | ELSEWHERE.keys() | NO_RECORD.keys()
    assert not told & (ELSEWHERE.keys() | NO_RECORD.keys())


def test_every_column_of_a_record_is_told_or_says_why_not() -> None:
    for kind in EVIDENCE:
        told = {kind.model._meta.get_field(name).name for name in kind.fields}
        columns = {field.name for field in kind.model._meta.concrete_fields if not field.primary_key}
        assert columns == told | UNTOLD.get(kind.model.__name__, {}).keys(), kind.model.__name__


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("ventanilla.")]
