"""Taking a step of the workflow: the one act behind answering, asking, conforming, withdrawing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import Applicant, NewFile, attach, file_facts, open_case
from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.clock import due_moment, end_of_day
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseParty, Message, Phase
from ventanilla.cases.notices import tell_parties, tell_responsible
from ventanilla.cases.policies import check_can_take_step
from ventanilla.catalogue.model import Transition
from ventanilla.journal.acts import Clock
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailInbound
from ventanilla.people.access import Actor
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.calendars import BeyondCalendar, BusinessCalendar
from ventanilla.rules.terms import legal_term

APPLICANT_SAYS = frozenset({"supply_information", "not_conform"})
"""Steps of the applicant that mean nothing without words (or files, where she was asked for them)."""

DISSENT = "not_conform"
"""The step after which the pack may rule that a new case follows (`satisfaction.dissatisfied`)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the actor adds to a step: words, an outcome code, files; `inbound` is the mail that brought them.

    `form` tells the officer in words what an entry of its own holds already: it makes no message. `facts` go into the
    step's entry beside its own, and it tells `rows`.
    """

    text: str = ""
    form: str = ""
    outcome: str = ""
    files: Sequence[NewFile] = ()
    inbound: MailInbound | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Told] = ()


@transaction.atomic
def take_step(
    *,
    case: Case,
    step: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    said: Said | None = None,
    seen: int | None = None,
    key: uuid.UUID | None = None,
    owner: str = "cases",
) -> JournalEntry:
    """Take the transition `step` of the case's workflow; returns its journal entry.

    Raises NotAllowed (role or state), Invalid (what is said), Stale. With a `key` used before, does nothing.
    """
    said = said or Said()
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    transition = check_can_take_step(case, by, step)
    target = workflow_of(case).step(transition.to)
    if target.owner != owner:
        raise NotAllowed(_("Another part of the system takes the step “%(step)s”.") % {"step": target.title})
    _check_said(work, transition, target.phase, said)
    clock = clock_between(case.phase, target.phase)
    _move(work, transition, target.phase, said, clock)
    entry = work.record(
        f"step.{transition.journal}",
        clock=clock,
        public=True,
        facts=_facts(case, transition, said),
        detail={"text": said.text} if said.text else None,
        rows=said.rows,
    )
    _tell(work, transition, said, entry)
    if transition.code == DISSENT and current_pack().satisfaction.dissatisfied == "new_case":
        _open_follow_up(work, said)
    return entry


def _facts(case: Case, transition: Transition, said: Said) -> dict[str, Any]:
    return {
        "transition": transition.code,
        "to": transition.to,
        "outcome": said.outcome,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "files": file_facts(said.files),
        **said.facts,
    }


def clock_between(before: str, after: str) -> Clock:
    """What a change of phase does to the term: waiting stops it, leaving the wait resumes, deciding ends it."""
    if after in (Phase.DECIDED, Phase.CLOSED):
        return "" if before == Phase.DECIDED else "end"
    if after == Phase.WAITING_APPLICANT:
        return "" if before == Phase.WAITING_APPLICANT else "stop"
    return "resume" if before in (Phase.WAITING_APPLICANT, Phase.DECIDED) else ""


def _check_said(work: Work, transition: Transition, phase: str, said: Said) -> None:
    by_applicant = "applicant" in transition.by
    if (
        by_applicant
        and transition.code in APPLICANT_SAYS
        and not (said.text.strip() or said.files or said.form)
    ):
        raise Invalid(_("Message: write what you want to tell us or attach a file."), field="text")
    if by_applicant or "system" in transition.by:
        return
    if transition.tells and not said.text.strip():
        raise Invalid(_("Text: write what the applicant will receive."), field="text")
    if phase == Phase.DECIDED:
        admitted = work.procedure.outcomes or tuple(current_pack().outcomes)
        if said.outcome not in admitted:
            raise Invalid(
                _("Outcome: choose one of the list; the applicant sees it with the answer."), field="outcome"
            )


def _move(work: Work, transition: Transition, phase: str, said: Said, clock: Clock) -> None:
    case = work.case
    if not {"officer", "head"}.isdisjoint(transition.by) and work.by.person_id is not None:
        case.officer_id = case.officer_id or work.by.person_id
        case.needs_attention = ""
    case.step, case.phase = transition.to, phase
    case.closed_at = work.at if phase == Phase.CLOSED else None
    case.outcome = said.outcome or case.outcome
    case.wake_at = _wakes(case, work.at) if phase == Phase.DECIDED else None
    if clock:
        moves = list(
            JournalEntry.objects.filter(stream=work.stream)
            .exclude(clock="")
            .order_by("seq")
            .values_list("clock", "effective_at")
        )
        case.due_at = due_moment(work.procedure.term, [*moves, (clock, work.at)], post=case.post)
    case.save(
        update_fields=[
            "step",
            "phase",
            "closed_at",
            "outcome",
            "wake_at",
            "due_at",
            "officer",
            "needs_attention",
        ]
    )


def _wakes(case: Case, answered_at: dt.datetime) -> dt.datetime | None:
    """When an answered case closes by itself; an answer is not held up for a calendar nobody has published yet."""
    try:
        return silence_ends(answered_at)
    except BeyondCalendar:
        case.needs_attention = "beyond_calendar"
        return None


def silence_ends(answered_at: dt.datetime, *, by: BusinessCalendar | None = None) -> dt.datetime:
    """When a decided case closes by itself: the pack's term after the answer. Raises BeyondCalendar."""
    wait = current_pack().satisfaction.close_after
    result = legal_term(
        presented=answered_at.astimezone(zone()),
        days=wait.amount,
        calendar=by or calendar(fresh=True),
        stops=(),
        unit=wait.unit,
    )
    if result.due is None:
        raise LookupError("a term without stops has an end")
    return end_of_day(result.due)


def _tell(work: Work, transition: Transition, said: Said, entry: JournalEntry) -> None:
    case, pack = work.case, current_pack()
    by_applicant = "applicant" in transition.by
    message = None
    if said.text or said.files:
        message = Message.objects.create(
            case=case,
            entry=entry.seq,
            at=work.at,
            kind=transition.code,
            direction="in" if by_applicant else "out",
            channel=work.via,
            author_id=work.by.person_id,
            author_name=work.by.name,
            body=said.text.strip(),
            audience=Message.Audience.APPLICANT,
            inbound=said.inbound,
        )
        attach(work, said.files, entry_seq=entry.seq, message=message)
    if transition.tells:
        outcome = pack.outcomes[case.outcome].title if case.outcome in pack.outcomes else ""
        sent = tell_parties(
            case, transition.tells, at=work.at, message=said.text.strip(), outcome=str(outcome)
        )
        if message is not None and sent and not by_applicant:
            message.outgoing = sent[0]
            message.save(update_fields=["outgoing"])
    if by_applicant and case.phase != Phase.CLOSED:
        tell_responsible(case, "staff_new_message", at=work.at, message=said.text or said.form)


def _open_follow_up(work: Work, said: Said) -> None:
    """A new case for what the answer left open, linked to the old one, with what was said as its first message."""
    case = work.case
    parties = CaseParty.objects.filter(case=case, until=None).select_related("person")
    party = next(party for party in parties if party.person_id == work.by.person_id)
    present = current_pack().procedures.get(case.procedure)
    open_case(
        procedure=present if present is not None and present.is_open else work.procedure,
        applicant=Applicant(name=party.name, email=party.email, phone=party.phone, person=party.person),
        answers=case.answers,
        files=said.files,
        by=work.by,
        at=work.at,
        channel=work.via,
        parent=case,
        words=said.text,
    )
