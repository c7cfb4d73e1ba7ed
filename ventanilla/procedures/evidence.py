"""What the journal vouches for of the days decreed after the calendar was published."""

from __future__ import annotations

from django.db.models import Value

from ventanilla.journal.evidence import Evidence
from ventanilla.reference.models import DecreedDay

CALENDAR_STREAM = "calendar"

DECREED = Evidence(
    DecreedDay,
    "el asueto decretado",
    Value(CALENDAR_STREAM),
    columns=(
        "day",
        "post",
        "law",
        "title",
        "basis",
        "is_confirmed",
        "entered_by",
        "entered_at",
        "applied_by",
        "applied_at",
        "withdrawn_by",
        "withdrawn_at",
        "withdrawn_because",
    ),
)
EVIDENCE = (DECREED,)
