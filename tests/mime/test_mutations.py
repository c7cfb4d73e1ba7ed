"""Damaged mails: none raises, none takes long, and all that is read can be stored. `bench` has the full number."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.mime.hostile import every_attack
from tests.mime.mutating import mutant
from ventanilla.cli.commands.mail import as_json
from ventanilla.mime import Mail, read

CORPUS = [mail.read_bytes() for mail in sorted((Path(__file__).parent / "corpus").glob("*.eml"))]
MUTATIONS, LONGEST = 400, 1.0
ATTACKS = dict(every_attack(30_000))


def texts(value: object) -> Iterator[str]:
    """Every text within a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def assert_storable(mail: Mail) -> None:
    """PostgreSQL takes no NUL and nothing that is no UTF-8; a header value never holds a line end."""
    for text in texts(asdict(mail)):
        assert "\0" not in text
        text.encode("utf-8")
    json.dumps(as_json(mail))
    names = [address.name + address.address for address in (*mail.to, *mail.cc, *mail.reply_to)]
    files = [file.name for file in mail.attachments]
    for line in (mail.subject, mail.message_id, mail.in_reply_to, *mail.references, *names, *files):
        assert not {"\n", "\r"} & set(line)
    assert all("/" not in name and "\\" not in name and name for name in files)


@pytest.mark.parametrize("start", range(0, MUTATIONS, 50))
def test_damaged_mails_are_read(start: int) -> None:
    for number in range(start, start + 50):
        raw = mutant(number, CORPUS)
        begin = time.process_time()
        mail = read(raw)
        assert time.process_time() - begin < LONGEST, number
        assert_storable(mail)


@pytest.mark.parametrize("name", ATTACKS)
def test_hostile_mails_are_read(name: str) -> None:
    begin = time.process_time()
    mail = read(ATTACKS[name])
    assert time.process_time() - begin < LONGEST
    assert_storable(mail)


def test_same_bytes_give_the_same_mail() -> None:
    raw = mutant(7, CORPUS)
    assert read(raw) == read(raw)
