"""Tariff codes of the Central American system: eight digits, printed 0000.00.00."""

from __future__ import annotations

import re

LENGTH = 8
_WRITTEN = re.compile(r"[0-9]{4}[.\s-]?[0-9]{2}[.\s-]?[0-9]{2}|[0-9]{8}\.0+")
_PLACES = (4, 6, 8)


class UnreadableTariff(ValueError):
    """A text that is no tariff code of eight digits."""


def read_tariff(text: str) -> str:
    """The eight digits of a code, however it is dotted; a number's `.0` is dropped. Raises UnreadableTariff."""
    written = text.strip()
    if _WRITTEN.fullmatch(written) is None:
        raise UnreadableTariff(written)
    return re.sub("[^0-9]", "", written)[:LENGTH]


def read_numeric_tariff(number: float) -> tuple[str, bool]:
    """The digits of a code that a sheet holds as a number, and whether it had lost its leading zero.

    Raises UnreadableTariff.
    """
    digits = f"{number:.0f}"
    if number != int(number) or not LENGTH - 1 <= len(digits) <= LENGTH or number < 0:
        raise UnreadableTariff(f"{number:.15g}")
    return digits.zfill(LENGTH), len(digits) < LENGTH


def printed(digits: str) -> str:
    """`2208.30.90` for `22083090`; a shorter prefix is printed as far as it goes."""
    starts = (0, *_PLACES)
    return ".".join(
        digits[start:end] for start, end in zip(starts, _PLACES, strict=False) if digits[start:end]
    )
