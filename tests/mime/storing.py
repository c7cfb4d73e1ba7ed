"""Whether all that was read of a mail can be kept: in JSON, in PostgreSQL's text, in the columns it goes to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from ventanilla.cli.commands.mail import as_json
from ventanilla.intake.filing import Filed
from ventanilla.intake.letters import Letter
from ventanilla.mail.models import MailInbound
from ventanilla.mime import Mail

LONGEST_NAME, LONGEST_ADDRESS = 200, 254


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


def assert_fits(letter: Letter, filed: Filed) -> None:
    """What filing writes of a mail fits its columns."""
    heading = letter.heading()
    for column, text in asdict(heading).items():
        longest = MailInbound._meta.get_field(column).max_length
        # The sender is cut where it is stored; what may become a case's party has an address of a usual length.
        assert column == "sender" or longest is None or len(text) <= longest, (column, len(text))
    if filed.action == "created":
        assert len(letter.sender) <= LONGEST_ADDRESS
    assert len(letter.sender_name) <= LONGEST_NAME
    for text in (
        letter.text,
        letter.subject,
        letter.sender,
        letter.sender_name,
        *letter.known_ids,
        filed.reason,
    ):
        assert "\0" not in text
        text.encode("utf-8")
    json.dumps(filed.as_json())
