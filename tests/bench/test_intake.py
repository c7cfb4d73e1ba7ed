"""Intake at a small scale: the measurement works, nothing goes astray, and replies keep up. Figures are `bench intake`'s."""

from __future__ import annotations

from bench.intake import fill, measure, own_files
from tests.databases import TestDatabase

CASES, MAILS = 200, 60
LEAST_BY_CPU = 0.6
"""How fast replies are beside new mails, in CPU time: nothing else survives a machine that others use."""


def test_replies_keep_up_and_none_goes_astray(own_database: TestDatabase) -> None:
    with own_files():
        fill(own_database, CASES)
        measured = measure(own_database, mails=MAILS, run="prueba")
    assert measured.astray == 0
    assert measured.new.count == measured.replies.count == MAILS
    assert measured.replies.cpu_each * LEAST_BY_CPU <= measured.new.cpu_each
