"""The options of a choice: the field's own, or a register of the pack."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language

from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Field

Options = list[tuple[str, str]]


def options_of(field: Field, pack: Pack) -> Options:
    """(code, title) of every option, in the order people look for them."""
    if field.choices:
        return [(choice.code, choice.title) for choice in field.choices]
    if field.type == "country":
        return countries(get_language() or "es", pack.phone_region)
    registers: dict[str, Mapping[str, Any]] = {
        "posts": pack.posts,
        "operator_types": pack.operator_types,
        "person_kinds": pack.person_kinds,
    }
    register = registers[field.choices_from or "posts"]
    return [(code, item.title) for code, item in register.items()]


def countries(language: str, own: str) -> Options:
    """Every country by its name in `language`; the pack's `own` first."""
    names = _countries(language)
    return [(own, names[own]), *((code, name) for code, name in names.items() if code != own)]


@cache
def _countries(language: str) -> dict[str, str]:
    territories = Locale.parse(language.replace("-", "_")).territories
    countries = {
        code: str(name) for code, name in territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES
    }
    return dict(sorted(countries.items(), key=lambda item: _folded(item[1])))


def _folded(text: str) -> str:
    """Text as a dictionary orders it: accents apart, case ignored."""
    return "".join(
        char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char)
    )


# Groupings and reserved codes that CLDR lists beside the countries.
_NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
