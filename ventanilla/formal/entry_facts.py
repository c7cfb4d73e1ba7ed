"""What the journal's entry says of a formal act, so that a row that was changed afterwards is told from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ventanilla.formal.models import FormalAct
from ventanilla.journal.chain import canonical


def facts_of_act(act: FormalAct, *, certificate: str = "") -> dict[str, Any]:
    """The facts of an act being signed: what makes its number, its code, a digest of its words.

    `certificate` is the fingerprint of the one it was signed with, "" where there is none; never the name.
    """
    return {
        "kind": str(act.kind),
        "unit": act.unit,
        "year": act.year,
        "n": act.n,
        "number": act.number,
        "code": act.code,
        "words": digest_of_words(act),
        "certificate": certificate,
    }


def digest_of_words(act: FormalAct) -> str:
    """A digest of all that an act says: its sections and its points."""
    points = [[item.n, item.requirement, item.defect] for item in act.items.all()]
    said: Mapping[str, Any] = {
        "body": act.body,
        "points": points,
        "as": act.signed_as,
        "on": act.on_delegation,
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()
