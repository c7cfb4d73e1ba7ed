"""Numbers and codes of formal acts."""

from __future__ import annotations

import secrets

from django.db import connection

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0, 1: a code is read from paper."""

_NEXT = """
INSERT INTO act_series (kind, unit, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (kind, unit, year) DO UPDATE SET last = act_series.last + 1 RETURNING last
"""


def next_in_series(kind: str, unit: str, year: int) -> int:
    """The next number of a kind of act in a unit and year, without gaps.

    The series is locked until the transaction ends: ask for it last.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [kind, unit, year])
        return int(cursor.fetchone()[0])


def new_code() -> str:
    """A code nobody can guess, in groups of four letters and figures: eighty bits."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
