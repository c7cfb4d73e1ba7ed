"""Which rows of cases the journal vouches for, and what of them."""

from __future__ import annotations

from django.db.models import Case as OneOf
from django.db.models import F, Value, When
from django.db.models.functions import Concat

from ventanilla.cases.models import Case, CaseAlias, CaseLink, CaseParty, Transfer
from ventanilla.cases.records import ComplaintAbout, PhoneCall
from ventanilla.journal.evidence import Evidence

OF_CASE = "case__stream__subject"
CALLS_STREAM = "calls:"
"""What the subject of the stream of a unit's calls begins with; the unit follows."""

CASE = Evidence(
    Case,
    "el caso",
    "stream__subject",
    columns=(
        "number",
        "definition_id",
        "procedure",
        "unit",
        "post",
        "officer_id",
        "phase",
        "step",
        "outcome",
        "channel",
        "is_internal",
        "parent_id",
        "merged_into_id",
        "opened_at",
        "closed_at",
        "due_at",
    ),
    texts=("subject", "applicant_name", "answers"),
)
PARTY = Evidence(
    CaseParty,
    "la parte",
    OF_CASE,
    columns=("case_id", "person_id", "organisation_id", "power_id", "role", "since", "until"),
    texts=("name", "email", "phone"),
)
ALIAS = Evidence(CaseAlias, "el número externo", OF_CASE, columns=("case_id", "scheme", "value"))
TRANSFER = Evidence(
    Transfer,
    "el traslado",
    OF_CASE,
    columns=("case_id", "from_unit", "to_unit", "by_id", "at", "settled_by_id", "settled_at", "is_accepted"),
    texts=("reason",),
)
LINK = Evidence(
    CaseLink,
    "el vínculo",
    OneOf(When(kind="related", then=F("first__stream__subject")), default=F("second__stream__subject")),
    columns=("first_id", "second_id", "kind"),
)
"""The case that is linked says so; one that follows another, or complains of it, when it is opened."""
ABOUT = Evidence(ComplaintAbout, "la unidad denunciada", OF_CASE, columns=("case_id", "unit"))
CALL = Evidence(
    PhoneCall,
    "la llamada",
    Concat(Value(CALLS_STREAM), F("unit")),
    columns=("at", "unit", "option", "ending", "case_id", "by_id", "key"),
    texts=("caller_name", "phone", "email", "asked"),
)
EVIDENCE = (CASE, PARTY, ALIAS, TRANSFER, LINK, ABOUT, CALL)
