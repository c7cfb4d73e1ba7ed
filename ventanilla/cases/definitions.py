"""Procedures as they stood when a case was opened."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db import connection

from ventanilla.cases.models import Case, Definition
from ventanilla.catalogue import definition
from ventanilla.catalogue.model import SCHEMA_VERSION, Procedure, Workflow
from ventanilla.reference.current import current_pack


def store_definition(procedure: Procedure, *, at: dt.datetime) -> str:
    """The key of a procedure's stored row, which is written at its first use."""
    with connection.cursor() as cursor:  # each case asks, and the row has the whole procedure in it
        cursor.execute("SELECT 1 FROM definition WHERE sha256 = %s", [procedure.sha256])
        if cursor.fetchone():
            return procedure.sha256
    Definition.objects.get_or_create(
        sha256=procedure.sha256,
        defaults={
            "pack": current_pack().code,
            "code": procedure.code,
            "schema": SCHEMA_VERSION,
            "body": procedure.definition_body(),
            "stored_at": at,
        },
    )
    return procedure.sha256


def procedure_by_sha(sha256: str) -> Procedure:
    """The procedure a definition froze. The pack's own object where it is still the same, translations and all."""
    for procedure in current_pack().procedures.values():
        if procedure.sha256 == sha256:
            return procedure
    return _stored(sha256)


@lru_cache(maxsize=256)
def _stored(sha256: str) -> Procedure:
    return definition.parse(Definition.objects.values_list("body", flat=True).get(sha256=sha256))


def procedure_of(case: Case) -> Procedure:
    """The procedure a case was opened under."""
    return procedure_by_sha(case.definition_id)


def workflow_of(case: Case) -> Workflow:
    """The workflow a case was opened under."""
    workflow = procedure_of(case).workflow
    if workflow is None:
        raise LookupError(f"{case.number}: its definition has no workflow")
    return workflow
