"""The applicant's answer to a remedy notice, point by point: it stops the waiting and lets the clock go on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts import NewFile, Said, take_step
from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.policies import check_can_write
from ventanilla.formal.archiving import withdraw_proposal
from ventanilla.formal.evidence import VERDICT
from ventanilla.formal.models import ActKind, ActState, FormalAct, RemedyItem, RequirementState
from ventanilla.formal.terms import end_term
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import SYSTEM, Actor

ANSWER_STEP = "supply_information"


def open_notice(case: Case) -> FormalAct | None:
    """The remedy notice that the case waits to be answered; None where it waits for none."""
    notices = FormalAct.objects.select_related("case").filter(
        case=case, kind=ActKind.REMEDY_NOTICE, state=ActState.SIGNED
    )
    if case.phase != Phase.WAITING_APPLICANT:
        return None
    return notices.order_by("-id").prefetch_related("items").first()


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

    Raises Invalid with `point-N` as field for a point that has neither.
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
    answered = [item.n for item in items if answers.get(item.n, "").strip()]
    text = "\n\n".join(f"{n}. {answers[n].strip()}" for n in answered)
    said = Said(text=text, files=files, facts={"answered": answered})
    return _answered(notice, answers, said, by=by, at=at, via=via, key=key)


@transaction.atomic
def answer_by_message(
    *,
    case: Case,
    said: Said,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Answer the open notice as a whole, as somebody does who replies to its mail: an officer sees which points it meets."""
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    notice = open_notice(work.case)
    if notice is None:
        raise NotAllowed(
            _("No remedy notice waits for an answer. If you want to add something, write us a message.")
        )
    return _answered(notice, {}, said, by=by, at=at, via=via, key=key)


def _answered(
    notice: FormalAct,
    answers: Mapping[int, str],
    said: Said,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None,
) -> JournalEntry:
    """Take the step, and write on each point what answers it. What was found unmet is to be checked anew."""
    case, items = notice.case, list(notice.items.all())
    unmet = RequirementState.objects.filter(case=case, state=RequirementState.State.UNMET)
    unmet = unmet.filter(code__in=[item.requirement for item in items])
    told = [VERDICT.gone(pk) for pk in unmet.order_by("pk").values_list("pk", flat=True)]
    unmet.delete()
    told += end_term(case=case, code="remedy", at=at)
    said = replace(said, rows=told)
    entry = take_step(case=case, step=ANSWER_STEP, by=by, at=at, via=via, said=said, key=key, owner="formal")
    for item in items:
        item.answer, item.answered_at, item.entry = answers.get(item.n, "").strip(), at, entry.seq
    RemedyItem.objects.bulk_update(items, ["answer", "answered_at", "entry"])
    withdraw_proposal(begin(case, by=SYSTEM, at=at, via="system"))
    return entry
