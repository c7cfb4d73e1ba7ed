"""Words that the rules print: days, months and dates in the two languages of the screens."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

SPANISH = "es"
ENGLISH = "en"

_WEEKDAYS = {
    SPANISH: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    SPANISH: (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    ENGLISH: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


@cache
def known_language(language: str) -> str:
    """The language the rules will speak: English if asked for (`en`, `en-us`), Spanish otherwise."""
    return ENGLISH if language.split("-", maxsplit=1)[0].lower() == ENGLISH else SPANISH


def weekday_name(day: date, language: str = SPANISH) -> str:
    """`viernes`, or `Friday`."""
    return _WEEKDAYS[known_language(language)][day.weekday()]


def day_and_month(day: date, language: str = SPANISH) -> str:
    """`viernes 20 de marzo`, or `Friday 20 March`."""
    month = _MONTHS[known_language(language)][day.month - 1]
    joiner = " de " if known_language(language) == SPANISH else " "
    return f"{weekday_name(day, language)} {day.day}{joiner}{month}"


@lru_cache(maxsize=4096)
def long_date(day: date, language: str = SPANISH) -> str:
    """`viernes 20 de marzo de 2026`, or `Friday 20 March 2026`."""
    joiner = " de " if known_language(language) == SPANISH else " "
    return f"{day_and_month(day, language)}{joiner}{day.year}"


def in_sentence(title: str) -> str:
    """A title as it reads inside a sentence: `Asueto nacional` becomes `asueto nacional`; acronyms stay."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
