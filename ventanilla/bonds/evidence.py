"""What the journal vouches for of the register of bonds."""

from __future__ import annotations

from ventanilla.bonds.models import Bond
from ventanilla.journal.evidence import Evidence

BOND = Evidence(
    Bond,
    "la fianza",
    "case__stream__subject",
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
