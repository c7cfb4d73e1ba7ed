"""Which rows of persons and organisations the journal vouches for, and what of them."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Concat

from ventanilla.journal.evidence import Evidence
from ventanilla.people.models import Membership, Organisation, Power, VaultDocument

STAFF_STREAM = "staff"

MEMBERSHIP = Evidence(
    Membership,
    "el cargo",
    Value(STAFF_STREAM),
    columns=("person_id", "unit", "role", "since", "until", "granted_by_id"),
)
ORGANISATION = Evidence(
    Organisation,
    "la organización",
    "stream__subject",
    columns=("kind", "identifier_kind", "is_natural", "created_at"),
    texts=("name", "identifier"),
)
POWER = Evidence(
    Power,
    "el poder",
    "organisation__stream__subject",
    columns=(
        "organisation_id",
        "person_id",
        "kind",
        "procedures",
        "since",
        "until",
        "blob_id",
        "case_number",
        "stated_by_id",
        "stated_at",
        "accepted_by_id",
        "accepted_at",
        "revoked_by_id",
        "revoked_at",
    ),
    texts=("inscription",),
)
DOCUMENT = Evidence(
    VaultDocument,
    "el documento en archivo",
    Concat(Value("case:"), F("case_number")),
    columns=(
        "person_id",
        "organisation_id",
        "power_id",
        "requirement",
        "title",
        "blob_id",
        "procedure",
        "case_number",
        "presented_at",
        "valid_until",
        "accepted_by_id",
        "accepted_at",
        "withdrawn_at",
    ),
    texts=("name",),
)
"""Told in the stream of the case that put it on file."""
EVIDENCE = (MEMBERSHIP, ORGANISATION, POWER, DOCUMENT)
