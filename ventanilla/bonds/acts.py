"""What officers do with bonds and their annexes. Each act checks who may, writes its record and the journal, at once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.bonds.annexes import PREFIX, annexes_of
from ventanilla.bonds.queries import recount_kind
from ventanilla.cases.acts import NewFile
from ventanilla.cases.acts.opening import attach, file_facts
from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Case, Message
from ventanilla.cases.policies import check_can_work
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack


@transaction.atomic
def recount_annex(
    *,
    case: Case,
    annex: str,
    file: NewFile,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Put the officer's own version of annex `annex` beside the applicant's; staff alone read it.

    Never stale: it overwrites nothing. It is computed once it may be opened. Raises Invalid for an annex that the
    case's procedure does not ask for.
    """
    work = begin(case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    codes = [item.code for item in annexes_of(work.procedure, current_pack())]
    if f"{PREFIX}{annex}" not in codes:
        raise Invalid(_("Annex: choose one that the procedure asks for."), field="annex")
    version = NewFile(blob=file.blob, name=file.name)
    text = _("Own version of annex %(annex)s, to compare it with the applicant's.") % {"annex": annex}
    facts = {"annex": annex, "files": file_facts([version])}
    entry = work.record("annex.recounted", facts=facts, detail={"text": text})
    message = Message.objects.create(
        case=work.case,
        entry=entry.seq,
        at=at,
        kind=recount_kind(annex),
        direction="out",
        channel=via,
        author_id=by.person_id,
        author_name=by.name,
        body=text,
        audience=Message.Audience.INTERNAL,
    )
    attach(work, [version], entry_seq=entry.seq, message=message)
    return entry
