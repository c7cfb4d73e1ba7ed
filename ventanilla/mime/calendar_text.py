"""What an invitation says in words (iCalendar, RFC 5545), for mails whose only text it is."""

from __future__ import annotations

import re

from ventanilla.mime.charsets import decode, storable

_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_SHOWN = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "ORGANIZER", "DESCRIPTION")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?\Z")
_ESCAPE = re.compile(r"\\([nN,;\\])")


def calendar_text(data: bytes) -> str:
    """The first event's summary, times, place, organiser and description, a line each; empty if there is none."""
    text, _ = decode(data[:200_000], "utf-8")
    found: dict[str, str] = {}
    for line in _FOLD.sub("", storable(text)).splitlines():
        if line.strip().upper() == "END:VEVENT":
            break
        name, colon, value = line.partition(":")
        key = name.split(";")[0].upper()
        if colon and key in _SHOWN and (key != "DTSTART" or "SUMMARY" in found or "DTSTART" not in found):
            found.setdefault(key, _value(key, value))
    return "\n".join(found[key] for key in _SHOWN if found.get(key))


def _value(key: str, value: str) -> str:
    if key in {"DTSTART", "DTEND"}:
        moment = _MOMENT.match(value.strip())
        if not moment:
            return value.strip()
        time = f" {moment[4]}:{moment[5]}{' UTC' if moment[7] else ''}" if moment[4] else ""
        return f"{moment[1]}-{moment[2]}-{moment[3]}{time}"
    plain = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return plain.removeprefix("mailto:").removeprefix("MAILTO:").strip()
