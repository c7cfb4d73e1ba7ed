"""Drafting: the text of an act before anybody signed it. It may be changed, and thrown away."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.cases.policies import check_can_work
from ventanilla.formal.models import ActKind, ActState, FormalAct, RemedyItem
from ventanilla.formal.policies import check_can_draft
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack

RESOLUTION_SECTIONS = ("facts", "reasons", "decision", "recourse")
REMEDY_SECTIONS = ("opening", "warning")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an act is to say, by section; a resolution with its outcome in law."""

    body: Mapping[str, str]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class RemedyPoint:
    """One thing that is missing and what would meet it."""

    requirement: str
    defect: str


@dataclass(frozen=True, slots=True)
class _Act:
    """What both kinds of drafting need to know of the act asked for."""

    kind: ActKind
    draft: Draft
    points: Sequence[RemedyPoint] = field(default=())


@transaction.atomic
def draft_resolution(
    *,
    case: Case,
    draft: Draft,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write or change the draft of the case's resolution. Every section must say something, the outcome be in law."""
    admitted = procedure_of(case).outcomes or tuple(current_pack().outcomes)
    if draft.outcome not in admitted:
        raise Invalid(
            _("Outcome: choose one of the list; it is what the resolution decides."), field="outcome"
        )
    titles = {
        "facts": _("Background"),
        "reasons": _("Reasons and legal basis"),
        "decision": _("Decision"),
        "recourse": _("Recourse"),
    }
    for section in RESOLUTION_SECTIONS:
        if not draft.body.get(section, "").strip():
            raise Invalid(
                _("%(section)s: write it; the resolution needs it.") % {"section": titles[section]},
                field=section,
            )
    return _write(_Act(ActKind.RESOLUTION, draft), begin(case, by=by, at=at, via=via, seen=seen, key=key))


@transaction.atomic
def draft_remedy_notice(
    *,
    case: Case,
    draft: Draft,
    points: Sequence[RemedyPoint],
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write or change the draft of a remedy notice: at least one point, each with what is missing."""
    kept = [point for point in points if point.defect.strip()]
    if not kept:
        raise Invalid(
            _(
                "Points: mark at least one requirement as not met, with its reason, before you draft the notice."
            ),
            field="points",
        )
    known = {item.code for item in procedure_of(case).requirements}
    for point in kept:
        if point.requirement and point.requirement not in known:
            raise Invalid(_("Requirement: choose one of the procedure."), field="points")
    return _write(
        _Act(ActKind.REMEDY_NOTICE, draft, kept), begin(case, by=by, at=at, via=via, seen=seen, key=key)
    )


@transaction.atomic
def discard_draft(*, act: FormalAct, by: Actor, at: dt.datetime, via: str) -> JournalEntry:
    """Throw a draft away. What is signed stays."""
    work = begin(act.case, by=by, at=at, via=via)
    check_can_work(work.case, by)
    draft = FormalAct.objects.filter(pk=act.pk, state=ActState.DRAFT).first()
    if draft is None:
        raise NotAllowed(_("The act is signed already, or somebody else threw its draft away."))
    entry = work.record("act.discarded", facts={"act": draft.pk, "kind": draft.kind})
    draft.delete()
    return entry


def draft_of(case: Case, kind: str) -> FormalAct | None:
    """The draft of that kind that the case has."""
    return (
        FormalAct.objects.filter(case=case, kind=kind, state=ActState.DRAFT)
        .select_related("drafted_by")
        .first()
    )


def _write(asked: _Act, work: Work) -> JournalEntry:
    """Whoever changes a draft becomes its author: the two people of a signature are two to the last word."""
    if work.done is not None:
        return work.done
    check_can_draft(work.case, work.by, asked.kind)
    act = draft_of(work.case, asked.kind) or FormalAct(
        case=work.case, kind=asked.kind, unit=work.case.unit, drafted_at=work.at
    )
    act.unit, act.body, act.outcome = work.case.unit, dict(asked.draft.body), asked.draft.outcome
    act.drafted_by_id, act.changed_at = work.by.known_id, work.at
    act.save()
    act.items.all().delete()
    RemedyItem.objects.bulk_create(
        RemedyItem(act=act, n=n, requirement=point.requirement, defect=point.defect.strip())
        for n, point in enumerate(asked.points, start=1)
    )
    return work.record("act.drafted", facts={"act": act.pk, "kind": act.kind, "outcome": act.outcome})
