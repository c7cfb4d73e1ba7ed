"""Subjects as people's mail programs write them."""

from __future__ import annotations

import re

# A reply or a forward in the languages of the programs met here, some of which count: "RE[2]:", "Re(3):".
_PREFIX = re.compile(
    r"(?:re|rv|fwd?|enc|res|resp|reenv|aw|wg|tr|r)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]", re.IGNORECASE
)


def bare_subject(text: str) -> str:
    """What a subject says without *Re:*, *RV:*, *Fwd:*, however often, and whatever its case and white space."""
    words = " ".join(text.split())
    while match := _PREFIX.match(words):
        words = words[match.end() :].lstrip()
    return words.casefold()
