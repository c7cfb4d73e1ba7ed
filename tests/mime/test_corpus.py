"""Every mail of the corpus is read as told beside it, and the corpus is what its makers make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.mime.making.all import every_mail
from tests.mime.reading import mismatches

CORPUS = Path(__file__).parent / "corpus"
MAILS = sorted(CORPUS.glob("*.eml"))
PROGRAMS = (
    *(
        "gmail",
        "gmail-phone",
        "outlook-desktop",
        "outlook-web",
        "outlook-phone",
        "outlook-mac",
        "apple-mail",
        "iphone",
    ),
    *("thunderbird", "yahoo", "yahoo-phone", "zimbra", "roundcube", "horde", "squirrelmail"),
)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_mail_is_read_as_told(mail: Path) -> None:
    expected = json.loads(mail.with_suffix(".json").read_text("utf-8"))
    assert not mismatches(mail.read_bytes(), expected)


def test_corpus_is_what_its_makers_make() -> None:
    made = {one.name: one.raw for one in every_mail()}
    assert {mail.stem: mail.read_bytes() for mail in MAILS} == made


def test_corpus_is_as_broad_as_promised() -> None:
    languages = [json.loads(mail.with_suffix(".json").read_text("utf-8"))["language"] for mail in MAILS]
    assert len(MAILS) >= 150
    assert languages.count("es") >= 60
    names = {mail.stem for mail in MAILS}
    for language in ("es", "en"):
        assert {f"reply-{language}-{program}-1" for program in PROGRAMS} <= names
