"""All that the applicant's page of a case shows, read at once and ready to print."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from ventanilla.cases.clock import explain_term
from ventanilla.cases.links import completion_path
from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Attachment, Case, CaseParty, Message, Phase
from ventanilla.cases.policies import steps_open_to
from ventanilla.cases.queries import linked_to, timeline
from ventanilla.catalogue.forms import Missing
from ventanilla.catalogue.model import Procedure
from ventanilla.files.store import may_open
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.portal.forms import MessageForm
from ventanilla.portal.requests import procedure_shown
from ventanilla.portal.words import completed_words, next_words, sentence_of, step_title
from ventanilla.reference.current import unit_title
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.terms import TermResult
from ventanilla.ui.answers import AnsweredSection, answered_sections
from ventanilla.ui.context import current_pack

_TOLD = {Phase.DECIDED: "step.answered", Phase.WAITING_APPLICANT: "step.information_requested"}
SUPPLY, CONFORM, NOT_CONFORM, WITHDRAW = "supply_information", "conform", "not_conform", "withdraw"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, as the timeline-entry component takes it."""

    kind: str
    act: str
    title: str
    at: dt.datetime
    author: str
    role: str
    body: str
    files: tuple[Mapping[str, Any], ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page: `forms` are by the step they take ("message" where they take none).

    `told` is what the applicant has to read now: the answer, or what she is asked for; `unsent` what she typed
    for a step that the case no longer allows.
    """

    case: Case
    procedure: Procedure
    unit: str
    step: str
    next: str
    outcome: str
    rows: tuple[TimelineRow, ...]
    told: TimelineRow | None
    answers: tuple[AnsweredSection, ...]
    linked: Sequence[Case]
    follow_ups: Sequence[Case]
    term: TermResult | None
    is_paused: bool
    is_late: bool
    forms: Mapping[str, MessageForm]
    unsent: str
    can_withdraw: bool
    missing: Missing
    completion_url: str


def case_page(
    case: Case, actor: Actor, *, now: dt.datetime, bound: Mapping[str, MessageForm] | None = None
) -> CasePage:
    """Read the page of a case the actor has a part in; `bound` are forms to show again with what was typed."""
    pack = current_pack()
    procedure = procedure_shown(case.definition_id)
    linked = linked_to(case, actor)
    follow_ups = [other for other in linked if other.parent_id == case.pk]
    unit = unit_title(case.unit, pack.language)
    steps = {transition.code for transition in steps_open_to(case, actor)}
    outcome = pack.outcomes.get(case.outcome)
    rows = _rows(case, procedure, unit)
    forms, again = _forms(case, steps), bound or {}
    is_open = case.phase not in (Phase.DECIDED, Phase.CLOSED)
    lacking = missing_of(case, procedure=procedure) if is_open else Missing()
    return CasePage(
        case=case,
        procedure=procedure,
        unit=unit,
        step=step_title(procedure, case.step),
        next=next_words(
            case,
            unit,
            has_follow_up=bool(follow_ups),
            dissatisfied=pack.satisfaction.dissatisfied,
            is_incomplete=bool(lacking),
        ),
        outcome=str(outcome.title) if outcome else "",
        rows=rows,
        told=next((row for row in rows if row.act == _TOLD.get(Phase(case.phase)) and row.body), None),
        answers=answered_sections(procedure, case.answers, pack=pack, facts={"channel": case.channel}),
        linked=linked,
        follow_ups=follow_ups,
        term=_term(case, procedure) if is_open else None,
        is_paused=case.phase == Phase.WAITING_APPLICANT,
        is_late=is_open and case.due_at is not None and case.due_at < now,
        forms={name: again.get(name, form) for name, form in forms.items()},
        unsent="\n".join(form["text"].value() or "" for name, form in again.items() if name not in forms),
        can_withdraw=WITHDRAW in steps,
        missing=lacking,
        completion_url=_completion_url(case, actor, now) if lacking else "",
    )


def _completion_url(case: Case, actor: Actor, now: dt.datetime) -> str:
    """The reader's own link: the page offers what the mails do."""
    parts = CaseParty.objects.filter(case=case, person_id=actor.known_id, until=None)
    return completion_path(parts.order_by("id")[0], at=now)


def _forms(case: Case, steps: set[str]) -> dict[str, MessageForm]:
    """Fresh forms for what the applicant may do now: each with a key of its own and the entry the page shows."""
    names = [code for code in (SUPPLY, CONFORM, NOT_CONFORM) if code in steps]
    if SUPPLY not in steps and case.phase != Phase.CLOSED:
        names.append("message")
    return {
        name: MessageForm(initial={"seen": case.stream.seq, "key": uuid.uuid4()}, auto_id=f"{name}-%s")
        for name in names
    }


def _term(case: Case, procedure: Procedure) -> TermResult | None:
    if procedure.term is None:
        return None
    try:
        return explain_term(case, procedure.term, language=get_language() or "es")
    except BeyondCalendar:
        return None


def _rows(case: Case, procedure: Procedure, unit: str) -> tuple[TimelineRow, ...]:
    """Newest first. A message stands with the entry that recorded it."""
    story = timeline(case, for_staff=False)
    messages = {message.entry: message for message in story.messages}
    files: dict[tuple[int | None, int], list[Mapping[str, Any]]] = {}
    for attachment in story.attachments:
        files.setdefault((attachment.message_id, attachment.entry), []).append(_file(case, attachment))
    rows = [_row(entry, messages.get(entry.seq), files, procedure, unit) for entry in story.entries]
    return tuple(reversed(rows))


def _row(
    entry: JournalEntry,
    message: Message | None,
    files: Mapping[tuple[int | None, int], list[Mapping[str, Any]]],
    procedure: Procedure,
    unit: str,
) -> TimelineRow:
    own = [*files.get((None, entry.seq), ())]
    if message is not None:
        own += files.get((message.pk, entry.seq), ())
    incoming = message is not None and message.direction == "in"
    return TimelineRow(
        kind="act" if message is None else "incoming" if incoming else "outgoing",
        act=entry.kind,
        title=sentence_of(entry, procedure, current_pack()),
        at=entry.effective_at,
        author=message.author_name if message else "",
        role=unit if message and not incoming else "",
        body=message.body if message else completed_words(entry, procedure),
        files=tuple(own),
        anchor=f"paso-{entry.seq}",
    )


def _file(case: Case, attachment: Attachment) -> Mapping[str, Any]:
    url = reverse("portal:file", args=[case.number, attachment.pk])
    return {
        "name": attachment.name,
        "size": attachment.blob.size,
        "state": attachment.blob.scan,
        "href": url if may_open(attachment.blob) else "",
    }
