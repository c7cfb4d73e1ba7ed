"""What the journal vouches for of the register of bonds."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from ventanilla.bonds.models import Bond
from ventanilla.journal.evidence import Evidence

BONDS_STREAM = "bonds"
"""Where the bonds are told that were loaded, and have no case."""

BOND = Evidence(
    Bond,
    "la fianza",
    Coalesce(F("case__stream__subject"), Value(BONDS_STREAM)),
    columns=(
        "amount",
        "before",
        "since",
        "until",
        "case_id",
        "act_id",
        "replaces_id",
        "entry",
        "registered_by_id",
        "registered_at",
    ),
    texts=("shop", "holder", "nit", "number", "insurer"),
)
EVIDENCE = (BOND,)
