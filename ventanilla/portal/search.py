"""Finding a procedure by the words people have for it: accents, plurals and a slip of a letter do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from ventanilla.catalogue.model import Procedure

_WORD = re.compile(r"[a-z0-9]+")
_PARTICLES = """a al and como con de del desde donde e el en for hago i in la las lo los mi mis necesito no o of para
por que quiero se si sobre su sus the to un una y"""
_LITTLE = frozenset(_PARTICLES.split())
_ENDINGS = (
    "aciones",
    "uciones",
    "acion",
    "ucion",
    "ando",
    "es",
    "ar",
    "er",
    "ir",
    "as",
    "os",
    "s",
    "a",
    "o",
    "e",
)
_TITLE, _KEYWORD, _SUMMARY = 8, 6, 3
_SAME, _STEM, _CLOSE = 4, 3, 1
_CLOSE_ENOUGH = 0.8
_LONG_ENOUGH, _SLIP = 5, 2


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, without accents. `Ampliación` is `ampliacion`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


def find_procedures(procedures: Iterable[Procedure], query: str) -> tuple[Procedure, ...]:
    """The procedures that `query` may mean, best first; none for a query without words.

    A word in the title weighs more than one in the keywords, and that more than one in the summary. Where some
    procedure has every word, those that lack one are left out. Equals stay in the order given.
    """
    asked = words_of(query)
    sought = tuple(word for word in asked if word not in _LITTLE) or asked
    if not sought:
        return ()
    scored = [(*_score(procedure, sought), procedure) for procedure in procedures]
    most = max((matched for matched, _, _ in scored), default=0)
    found = [entry for entry in scored if entry[0] and entry[0] == most]
    return tuple(procedure for _, _, procedure in sorted(found, key=lambda entry: -entry[1]))


def _score(procedure: Procedure, sought: Sequence[str]) -> tuple[int, int]:
    """How many of the sought words the procedure has, and their weight."""
    fields = (
        (_TITLE, f"{procedure.title} {procedure.short_title}"),
        (_KEYWORD, " ".join(procedure.keywords)),
        (_SUMMARY, procedure.summary),
    )
    best = [max(weight * _likeness(word, text) for weight, text in fields) for word in sought]
    return sum(1 for score in best if score), sum(best)


@lru_cache(maxsize=4096)
def _likeness(word: str, text: str) -> int:
    return max((_alike(word, other) for other in words_of(text)), default=0)


def _alike(word: str, other: str) -> int:
    if word == other:
        return _SAME
    stem = _stem(word)
    if len(stem) >= 3 and (other.startswith(stem) or (len(other) > 3 and stem.startswith(_stem(other)))):
        return _STEM
    is_near = len(word) >= _LONG_ENOUGH and word[0] == other[0] and abs(len(word) - len(other)) <= _SLIP
    if is_near and SequenceMatcher(None, word, other).ratio() >= _CLOSE_ENOUGH:
        return _CLOSE
    return 0


def _stem(word: str) -> str:
    """The word without the ending of a plural, a verb or a gender: what `renovar` and `renovación` share."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
