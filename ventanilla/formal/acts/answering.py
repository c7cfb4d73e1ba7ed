"""The applicant's answer to a remedy notice, point by point: it stops the waiting and lets the clock go on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts import NewFile, Said, take_step
from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.cases.policies import check_can_write
from ventanilla.formal.models import ActKind, ActState, FormalAct, RemedyItem, RequirementState
from ventanilla.formal.terms import end_term
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor

ANSWER_STEP = "supply_information"


def open_notice(case: Case) -> FormalAct | None:
    """The remedy notice that the case waits to be answered; None where it waits for none."""
    notices = FormalAct.objects.filter(case=case, kind=ActKind.REMEDY_NOTICE, state=ActState.SIGNED)
    last = notices.order_by("-id").prefetch_related("items").first()
    if last is None or all(item.answered_at for item in last.items.all()):
        return None
    return last


@transaction.atomic
def answer_remedy(
    *,
    case: Case,
    answers: Mapping[int, str],
    files: Sequence[NewFile] = (),
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Answer every point of the open notice, with words or with a file for its requirement.

    Raises Invalid with `point-N` as field for a point that has neither. What was found unmet is to be checked anew.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_write(work.case, by)
    notice = open_notice(work.case)
    if notice is None:
        raise NotAllowed(
            _("No remedy notice waits for an answer. If you want to add something, write us a message.")
        )
    items = list(notice.items.all())
    covered = {file.requirement for file in files}
    for item in items:
        if not answers.get(item.n, "").strip() and item.requirement not in covered:
            raise Invalid(
                _("Point %(n)s: write your answer or attach the document that is asked for.") % {"n": item.n},
                field=f"point-{item.n}",
            )
    text = "\n\n".join(
        f"{item.n}. {answers[item.n].strip()}" for item in items if answers.get(item.n, "").strip()
    )
    entry = take_step(
        case=work.case, step=ANSWER_STEP, by=by, at=at, via=via, said=Said(text=text, files=files), key=key
    )
    for item in items:
        item.answer, item.answered_at, item.entry = answers.get(item.n, "").strip(), at, entry.seq
    RemedyItem.objects.bulk_update(items, ["answer", "answered_at", "entry"])
    RequirementState.objects.filter(
        case=work.case, code__in=[item.requirement for item in items], state=RequirementState.State.UNMET
    ).delete()
    end_term(case=work.case, code="remedy", at=at)
    return entry
