"""A copy of the dossier was handed to one of the staff: the journal says which, so that it can be told from others."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ventanilla.cases.acts.work import begin
from ventanilla.cases.models import Case
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor


@transaction.atomic
def note_export(
    *, case: Case, form: str, scope: str, sha256: str, by: Actor, at: dt.datetime, via: str
) -> JournalEntry:
    """Write down an export. `sha256` is that of the manifest (`form` zip) or of the document (pdf)."""
    work = begin(case, by=by, at=at, via=via)
    return work.record("dossier.exported", facts={"form": form, "scope": scope, "sha256": sha256})
