"""Reading what a person typed or pasted where an identifier was asked for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST = 64
DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_SEPARATOR_CATEGORIES = frozenset({"Zs", "Pd"})
_SEPARATORS = frozenset("\t\u2212")
_LOWER = str.maketrans("abcdefghijklmnopqrstuvwxyzñ", "ABCDEFGHIJKLMNOPQRSTUVWXYZÑ")


@dataclass(frozen=True, slots=True)
class Reading:
    """``characters`` without separators and in capitals, or the ``fault`` that kept them from being read."""

    characters: str = ""
    fault: str = ""


def read(text: str, *, name: str, allowed: frozenset[str], made_of: str) -> Reading:
    """The characters of an identifier.

    Spaces, hyphens of any kind and invisible marks (what pasting from a page brings along) are dropped, and
    only the plain letters become capitals, so no character turns into another one. Anything outside
    ``allowed`` is a fault; ``made_of`` says in Spanish what ``allowed`` is. ``name`` comes with its article.
    """
    if len(text) > LONGEST:
        return Reading(fault=too_long(name))
    kept = []
    for character in unicodedata.normalize("NFC", text.strip()):
        category = unicodedata.category(character)
        if category == "Cf" or category in _SEPARATOR_CATEGORIES or character in _SEPARATORS:
            continue
        kept.append(character.translate(_LOWER))
    strange = next((character for character in kept if character not in allowed), None)
    if strange is not None:
        return Reading(fault=f"{name} solo lleva {made_of}: quite o corrija {_shown(strange)}.")
    if not kept:
        return Reading(fault=f"{name} está en blanco: escriba el número.")
    return Reading(characters="".join(kept))


def read_digits(text: str, *, name: str) -> Reading:
    """The digits 0-9 of an identifier that has nothing else; see `read`."""
    return read(text, name=name, allowed=DIGITS, made_of="dígitos del 0 al 9")


def too_long(name: str) -> str:
    """The sentence for a text longer than `LONGEST`."""
    return f"{name} no puede tener más de {LONGEST} caracteres: escriba solo el número."


def wrong_length(name: str, expected: str, written: int) -> str:
    """The sentence for a wrong length; ``expected`` is e.g. «18 caracteres» and ``written`` how many there are."""
    return f"{name} tiene {expected} y aquí hay {written}: revise que no falte ni sobre ninguno."


def _shown(character: str) -> str:
    """A character as it may be printed anywhere: itself if it is a letter, a digit or plain, else its code point."""
    if character.isascii() and character.isprintable():
        return f"«{character}»"
    code = f"U+{ord(character):04X}"
    return f"«{character}» ({code})" if character.isalnum() else f"el carácter {code}"
