"""Every id the interface uses has its Spanish text, and the ids are English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po
from django.conf import settings

import ventanilla
from ventanilla.ui.extraction import templates

ROOM = Path(ventanilla.__file__).parent
METHODS = [("**.py", extract_python), ("**/templates/**.html", templates)]
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SPANISH = re.compile(r"[áéíóúñ¿¡]|\b(el|los|las|una|para|según|correo|trámite|caso)\b", re.IGNORECASE)


Key = tuple[str, str]
"""Context (mostly "") and id."""


def used_ids() -> set[Key]:
    found = extract_from_dir(ROOM, METHODS, keywords=KEYWORDS)
    return {(context or "", _id(text)) for _file, _line, text, _comments, context in found if text}


def _id(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def texts(language: str) -> dict[Key, Message]:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as readable:
        catalogue = read_po(readable, locale=language)
    return {(message.context or "", _id(message.id)): message for message in catalogue if message.id}


def strings(message: Message) -> Iterator[str]:
    yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_id_used_stands_in_the_catalogue(language: str) -> None:
    missing = used_ids() - set(texts(language))
    assert not missing, f"add to {language}/django.po (see ui/README.md, Texts): {sorted(missing)}"


def test_every_id_has_a_spanish_text() -> None:
    untranslated = [text for text, message in texts("es").items() if not all(strings(message))]
    assert not untranslated


def test_no_text_is_fuzzy() -> None:
    for language in ("es", "en"):
        assert [text for text, message in texts(language).items() if message.fuzzy] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_texts_keep_the_placeholders_of_their_id(language: str) -> None:
    for text, message in texts(language).items():
        ids = [message.id] if isinstance(message.id, str) else message.id
        known = {name for identity in ids for name in PLACEHOLDER.findall(identity)}
        for string in filter(None, strings(message)):
            used = set(PLACEHOLDER.findall(string))
            assert used == known if len(ids) == 1 else used <= known, text


def test_ids_are_english() -> None:
    assert [text for _context, text in used_ids() if SPANISH.search(text)] == []


def test_no_button_says_the_word_that_means_to_pay() -> None:
    said = [string for message in texts("es").values() for string in strings(message)]
    assert [string for string in said if re.search(r"\bcancelar\b", string, re.IGNORECASE)] == []
