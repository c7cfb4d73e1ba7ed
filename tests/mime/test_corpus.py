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
    *("gmail", "gmail-phone", "outlook-desktop", "outlook-plain", "outlook-web", "outlook-phone", "outlook-mac"),
    *("apple-mail", "iphone", "iphone-html", "thunderbird", "thunderbird-below", "yahoo", "yahoo-phone", "zimbra"),
    *("roundcube", "roundcube-html", "horde", "squirrelmail", "proton", "samsung", "groupwise", "notes", "windows-mail"),
)  # fmt: skip
LANGUAGES = ("es", "en", "pt")
PROMISED = {
    "answers between the lines and below": (
        *("interleaved-es-plain", "interleaved-es-html", "interleaved-en-plain", "interleaved-en-html"),
        *("interleaved-pt-plain", "bottom-es-unmarked"),
    ),
    "machines": (
        *("machine-es-rfc3834", "machine-es-exchange", "machine-es-gmail", "machine-es-cpanel", "machine-es-precedence"),
        *("machine-es-list-id", "machine-es-mailman", "machine-es-bulk", "machine-es-junk", "machine-es-read-receipt"),
    ),
    "bounces": (
        *("bounce-postfix", "bounce-exim", "bounce-exim-prose", "bounce-sendmail", "bounce-qmail", "bounce-exchange-es"),
        *("bounce-exchange-old", "bounce-microsoft365-es", "bounce-gmail", "bounce-gmail-es", "bounce-yahoo", "bounce-ses"),
        *("bounce-domino", "bounce-x400-gateway", "bounce-x400-address", "bounce-x400-recipient"),
    ),
    "abuse reports": ("feedback-abuse", "feedback-fraud", "feedback-not-spam"),
    "character sets": (
        *("shape-charset-gb2312", "shape-charset-iso2022jp", "shape-charset-utf7", "shape-charset-ascii-is-cp1252"),
        *("shape-header-latin1-called-utf8", "shape-header-gb2312", "shape-header-iso2022jp", "shape-header-utf7"),
    ),
    "lines": ("shape-lines-nul", "shape-lines-cr", "shape-lines-mixed", "shape-lines-crcrlf", "shape-lines-lf"),
    "nesting": ("shape-broken-nested-1500", "shape-page-deep", "shape-broken-not-closed", "shape-broken-no-boundary"),
    "wrappings": (
        *("shape-wrapped-winmail", "shape-wrapped-winmail-broken", "shape-wrapped-calendar", "shape-wrapped-vcard"),
        *("shape-wrapped-smime-signed", "shape-wrapped-smime-encrypted", "shape-wrapped-pgp-encrypted"),
        *("shape-wrapped-eml", "shape-page-inline-image", "shape-file-rfc2231", "shape-file-rfc2231-pieces"),
    ),
}  # fmt: skip
"""What the corpus has at least, by the name of the mail."""


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_mail_is_read_as_told(mail: Path) -> None:
    expected = json.loads(mail.with_suffix(".json").read_text("utf-8"))
    assert not mismatches(mail.read_bytes(), expected)


def test_corpus_is_what_its_makers_make() -> None:
    made = {one.name: one.raw for one in every_mail()}
    assert {mail.stem: mail.read_bytes() for mail in MAILS} == made


def test_corpus_is_as_broad_as_promised() -> None:
    told = [json.loads(mail.with_suffix(".json").read_text("utf-8")) for mail in MAILS]
    assert len(MAILS) >= 150
    assert sum(one["language"] == "es" for one in told) >= 60
    assert all(one.keys() - {"language"} for one in told)
    names = {mail.stem for mail in MAILS}
    for language in LANGUAGES:
        assert {f"reply-{language}-{program}-1" for program in PROGRAMS} <= names


@pytest.mark.parametrize("kind", PROMISED)
def test_corpus_has_what_is_promised(kind: str) -> None:
    assert set(PROMISED[kind]) <= {mail.stem for mail in MAILS}
