"""Numbers of cases: written by a pattern of the pack, and found again in the text of a letter or mail.

A pattern such as `{prefix}-{year}-{seq:06d}` has the fields `{year}` and `{seq:06d}` (any width from 1 to 9)
once each and `{prefix}` at most once, joined by `-`, `/`, `.` or `#`, so that what it writes reads back one way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cache

_FIELD = re.compile(r"\{(prefix|year|seq:0[1-9]d)\}")
_SEPARATOR = r"[-/.#]"
_BETWEEN = re.compile(rf"{_SEPARATOR}(?:[A-Z0-9/.#-]*{_SEPARATOR})?")
_BEFORE = re.compile(rf"(?:[A-Z0-9/.#-]*{_SEPARATOR})?")
_AFTER = re.compile(rf"(?:{_SEPARATOR}[A-Z0-9/.#-]*)?")
_PREFIX = "[A-Z][A-Z0-9]{0,11}"
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
_YEARS = range(1900, 10_000)


class UnreadablePattern(ValueError):
    """A pattern whose numbers could not be read back; the words name the fault and the remedy."""


def pattern_faults(pattern: str) -> tuple[str, ...]:
    """What is wrong with a pattern, each as a sentence; empty if numbers can be written and read by it."""
    literals, fields = _pieces(pattern)
    times = Counter(field.partition(":")[0] for field in fields)
    found = [
        f"case_number: falta el campo {{{shown}}}; escríbalo una vez"
        for name, shown in (("year", "year"), ("seq", "seq:06d"))
        if not times[name]
    ]
    found += [
        f"case_number: el campo {name} está repetido; déjelo una vez" for name in times if times[name] > 1
    ]
    readable = (
        _BEFORE.fullmatch(literals[0])
        and _AFTER.fullmatch(literals[-1])
        and all(_BETWEEN.fullmatch(literal) for literal in literals[1:-1])
    )
    if not readable:
        found.append(
            "case_number: los campos son {prefix}, {year} y {seq:06d}, separados por - / . o #; fuera de ellos "
            "sólo caben mayúsculas y cifras, apartadas también por un separador"
        )
    return tuple(found)


def case_number(pattern: str, year: int, seq: int, prefix: str = "") -> str:
    """The number of case `seq` (1 or more) of `year`: `case_number(pattern, 2026, 123, "DGA")`.

    A sequence wider than the pattern's width is written whole. A bad pattern is `UnreadablePattern`; a bad
    value is a ValueError that names it.
    """
    _reader(pattern)
    if year not in _YEARS:
        raise ValueError(f"year: debe tener cuatro cifras, no {year}")
    if seq < 1:
        raise ValueError(f"seq: debe ser 1 o más, no {seq}")
    if "{prefix}" in pattern and not re.fullmatch(_PREFIX, prefix):
        raise ValueError(f"prefix: «{prefix}» no sirve; use de 1 a 12 mayúsculas o cifras, primero una letra")
    return pattern.format(prefix=prefix, year=year, seq=seq)


def find_numbers(text: str, pattern: str, prefixes: Collection[str] | None = None) -> tuple[str, ...]:
    """The case numbers that stand in a free text, in order, once each, as the pattern writes them.

    Small letters and the dashes that word processors put in place of a hyphen are read too. With `prefixes`,
    only numbers of those count.
    """
    found: dict[str, None] = {}
    for match in _reader(pattern).finditer(text.translate(_HYPHENS).upper()):
        prefix = match.groupdict().get("prefix")
        if prefixes is None or prefix is None or prefix in prefixes:
            found[match[0]] = None
    return tuple(found)


@cache
def _reader(pattern: str) -> re.Pattern[str]:
    faults = pattern_faults(pattern)
    if faults:
        raise UnreadablePattern("; ".join(faults))
    literals, fields = _pieces(pattern)
    parts = [re.escape(literals[0])]
    for field, literal in zip(fields, literals[1:], strict=True):
        parts += [_field_expression(field), re.escape(literal)]
    return re.compile(f"(?<![A-Z0-9]){''.join(parts)}(?![A-Z0-9])")


def _pieces(pattern: str) -> tuple[list[str], list[str]]:
    """The literals around the fields (one more than fields), and the fields."""
    pieces = _FIELD.split(pattern)
    return pieces[::2], pieces[1::2]


def _field_expression(field: str) -> str:
    if field == "prefix":
        return f"(?P<prefix>{_PREFIX})"
    if field == "year":
        return "[0-9]{4}"
    width = int(field[-2])
    return f"(?:[0-9]{{{width}}}|[1-9][0-9]{{{width},}})"
