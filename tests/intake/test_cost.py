"""What filing a mail asks of the database: a bounded number of statements, whatever is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.intake.letters import PDF, TUESDAY, arrive, case_of, letter, notices, reply_to
from ventanilla.cases.models import Case
from ventanilla.intake.draining import file_one
from ventanilla.mail.incoming import receive_mail

NEW_MAIL, REPLY, EACH_FILE = 29, 23, 1
"""Savepoints, locks and the decreed days that the due date is counted by among them. Those of the test's own transaction count; a file is one statement for its content."""


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield statements


def cost_of(raw: bytes) -> int:
    """How many statements filing a mail takes."""
    inbound = receive_mail(box="solicitudes", raw=[raw], envelope_from="ana.solis@example.com", at=TUESDAY)
    with counted() as statements:
        filed = file_one(inbound.pk, at=TUESDAY)
    assert filed is not None
    assert filed.action in ("created", "appended")
    return len(statements)


@pytest.fixture
def first(db: None) -> Case:
    """What is written once only, such as the procedure's definition, is written."""
    return case_of(arrive(letter(sender="primera@example.com")))


def test_a_new_mail(first: Case) -> None:
    assert cost_of(letter(sender="nueva@example.com")) <= NEW_MAIL
    with_file = cost_of(letter(sender="otra@example.com", files=(("poder.pdf", PDF),)))
    assert with_file <= NEW_MAIL + EACH_FILE + 1


def test_a_reply(first: Case) -> None:
    [receipt] = notices(first)
    assert cost_of(reply_to(receipt, sender="primera@example.com")) <= REPLY


def test_many_rows_cost_no_more_than_few(first: Case) -> None:
    [receipt] = notices(first)
    few = (
        cost_of(letter(sender="nueva@example.com")),
        cost_of(reply_to(receipt, sender="primera@example.com")),
    )
    for number in range(12):
        arrive(letter(sender=f"p{number}@example.com", files=((f"{number}.pdf", PDF + bytes([number])),)))
        arrive(reply_to(receipt, f"Más {number}", sender="primera@example.com"))
    many = cost_of(letter(sender="p3@example.com")), cost_of(reply_to(receipt, sender="primera@example.com"))
    assert many[1] == few[1]
    assert many[0] <= few[0]
