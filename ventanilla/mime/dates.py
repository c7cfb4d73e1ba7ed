"""The date of a message (RFC 5322 3.3), also as careless programs write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MONTHS = {
    "ene": "Jan",
    "fev": "Feb",
    "abr": "Apr",
    "mai": "May",
    "ago": "Aug",
    "set": "Sep",
    "out": "Oct",
    "dic": "Dec",
    "dez": "Dec",
}
_FOREIGN = re.compile(r"\b(" + "|".join(_MONTHS) + r")[a-zç]{0,8}\b\.?", re.IGNORECASE)
_WEEKDAY = re.compile(r"^\s*[^\W\d_]{2,10}\.?,\s*")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?\s*(?:Z|[+-]\d{2}:?\d{2})?")


def read_date(text: str) -> datetime | None:
    """The moment, aware; None where no date can be made out. A date without a known zone is taken as UTC."""
    text = text[:200]
    for candidate in (text, _FOREIGN.sub(lambda found: _MONTHS[found[1].lower()], _WEEKDAY.sub("", text))):
        try:
            moment = parsedate_to_datetime(candidate)
            return _aware(moment)
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            continue
    found = _ISO.match(text.strip())
    try:
        return _aware(datetime.fromisoformat(found[0].strip())) if found else None
    except (ValueError, OverflowError):
        return None


def _aware(moment: datetime) -> datetime | None:
    """`moment` with a zone that PostgreSQL and ISO 8601 can say; None outside the years of e-mail."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    offset = moment.utcoffset()
    if offset is None or abs(offset.total_seconds()) > 15 * 3600 or offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment if 1970 <= moment.year <= 2200 else None
