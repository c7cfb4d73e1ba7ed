"""Two cases that are one matter: the newer is read in the older from then on, and the merge can be undone.

Nothing is moved. Messages, files, parties, Message-IDs and aliases stay with the case they came under, and so does what
the undo restores.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.policies import check_can_merge, check_can_undo_merge
from ventanilla.journal.acts import lock_streams
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor

_STATE = ["phase", "closed_at", "due_at", "wake_at", "merged_into"]


@transaction.atomic
def merge_cases(
    *,
    case: Case,
    into: Case,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    seen_into: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Close `case` into the older `into`, whose term stands; returns the entry in the stream of `case`.

    `seen` and `seen_into` are the last entries the actor's page showed of each. Raises NotAllowed, Invalid, Stale.
    """
    lock_streams([case.stream_id, into.stream_id])
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    target = begin(into, by=by, at=at, via=via, seen=seen_into)
    check_can_merge(case, into, by)
    before = {
        "phase": case.phase,
        "step": case.step,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "wake_at": case.wake_at.isoformat() if case.wake_at else None,
    }
    case.phase, case.closed_at, case.merged_into = Phase.CLOSED, at, into
    case.due_at = case.wake_at = None
    case.save(update_fields=_STATE)
    entry = work.record("case.merged", public=True, facts={"into": into.number, "before": before})
    target.record("case.merged", public=True, facts={"other": case.number})
    return entry


@transaction.atomic
def undo_merge(
    *, case: Case, by: Actor, at: dt.datetime, via: str, seen: int | None = None, key: uuid.UUID | None = None
) -> JournalEntry:
    """Take a merged case out again, with the phase, step and dates it had. Its term ran on meanwhile."""
    into = Case.objects.filter(merged=case).first()
    lock_streams([case.stream_id, *([into.stream_id] if into else [])])
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_undo_merge(case, by)
    if into is None or case.merged_into_id != into.pk:
        raise NotAllowed(
            _("Somebody else just changed this merge. Load the page again to see how it stands.")
        )
    target = begin(into, by=by, at=at, via=via)
    merged = JournalEntry.objects.filter(stream=work.stream, kind="case.merged", facts__has_key="into")
    before = merged.order_by("-seq").values_list("facts__before", flat=True)[0]
    case.phase, case.step, case.closed_at, case.merged_into = before["phase"], before["step"], None, None
    case.due_at, case.wake_at = (_moment(before[name]) for name in ("due_at", "wake_at"))
    case.save(update_fields=[*_STATE, "step"])
    entry = work.record("case.unmerged", public=True, facts={"from": into.number})
    target.record("case.unmerged", public=True, facts={"other": case.number})
    return entry


def _moment(text: str | None) -> dt.datetime | None:
    return parse_datetime(text) if text else None
