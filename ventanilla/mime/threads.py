"""Message-IDs (RFC 5322 3.6.4), each as one word with its angle brackets."""

from __future__ import annotations

import re

from ventanilla.mime import limits

_GAPS = re.compile(r"[\s<>\[\](){}\",;]+")
_SPLIT = re.compile(r"<([^<>]{1,990})>")


def message_ids(text: str) -> tuple[str, ...]:
    """The ids of a Message-ID, In-Reply-To or References value, in order, each once.

    Ids that were folded or spaced inside are joined, bare ones get their brackets; prose gives none. Of too many, the
    first and the last stay: the first is the conversation's, the last are the nearest.
    """
    found = [f"<{''.join(inner.split())}>" for inner in _SPLIT.findall(text) if _may_be_id(inner)]
    if not found:
        words = _GAPS.split(_SPLIT.sub(" ", text))
        found = [f"<{word}>" for word in words if "@" in word.strip("@") and len(word) < 990]
    ids = list(dict.fromkeys(found))
    if len(ids) > limits.REFERENCES:
        ids = [ids[0], *ids[1 - limits.REFERENCES :]]
    return tuple(ids)


def _may_be_id(inner: str) -> bool:
    return bool(inner.strip()) and ("@" in inner or " " not in inner.strip())
