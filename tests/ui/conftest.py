"""Texts as the repository has them now: compiled before the first page is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real


@pytest.fixture(scope="session", autouse=True)
def _compiled_texts() -> None:
    for source in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"):
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as writable:
            write_mo(writable, catalogue)
    trans_real._translations.clear()


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield
