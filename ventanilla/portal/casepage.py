"""All that the applicant's page of a case shows, read at once and ready to print."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from ventanilla.bonds.annexes import annexes_of
from ventanilla.cases.clock import explain_term
from ventanilla.cases.links import completion_path
from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Attachment, Case, CaseParty, Message, Phase
from ventanilla.cases.policies import steps_open_to
from ventanilla.cases.queries import as_party, linked_to, timeline
from ventanilla.cases.representing import named_in
from ventanilla.catalogue.forms import Missing
from ventanilla.catalogue.model import Procedure
from ventanilla.files.store import may_open
from ventanilla.formal.acts.answering import open_notice
from ventanilla.formal.keeping import representative_of
from ventanilla.formal.models import ActState, FormalAct, PaperCopy, RunningTerm
from ventanilla.formal.policies import ends_in_resolution
from ventanilla.formal.receipts import PRESENTED
from ventanilla.formal.telling import SILENCE, body_of, effect_of, is_over, plain_effect_of
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.acts import UNDELIVERED
from ventanilla.people.access import Actor
from ventanilla.people.powers import why_ended
from ventanilla.portal.complaining import complaint_url
from ventanilla.portal.forms import MessageForm
from ventanilla.portal.words import (
    completed_words,
    completing_words,
    mailed_words,
    next_words,
    sentence_of,
    step_of,
)
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.reference.current import unit_title
from ventanilla.rules.calendars import BeyondCalendar
from ventanilla.rules.terms import TermResult
from ventanilla.ui.answers import AnsweredSection, answered_sections
from ventanilla.ui.context import current_pack

_TOLD = {
    Phase.DECIDED: ("step.answered", "step.resolved"),
    Phase.WAITING_APPLICANT: ("step.information_requested", "step.remedy_notice_issued"),
}
SUPPLY, CONFORM, NOT_CONFORM, WITHDRAW = "supply_information", "conform", "not_conform", "withdraw"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, as the timeline-entry component takes it.

    `mailed` says whether the e-mail with these words went out; `is_lost` that it did not arrive.
    `under` is the number of the merged case that it came under, "" for the case's own. `is_over`: it tells that the
    legal term ended undecided.
    """

    kind: str
    act: str
    title: str
    at: dt.datetime
    author: str
    role: str
    body: str
    files: tuple[Mapping[str, Any], ...]
    anchor: str
    mailed: str
    is_lost: bool
    under: str
    receipt_url: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class FormalView:
    """The formal side of a case: the notice that waits for an answer and by when, the signed acts with the copy asked of each.

    `has_lapsed`: the day to answer by has passed; an answer is still taken until the unit decides.
    """

    notice: FormalAct | None
    answer_by: dt.date | None
    has_lapsed: bool
    acts: tuple[tuple[FormalAct, PaperCopy | None], ...]


@dataclass(frozen=True, slots=True)
class ActingFor:
    """For whom the visitor acts: by the name her own answers give until a power of hers was accepted."""

    name: str
    is_proved: bool
    ended: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page: `forms` are by the step they take ("message" where they take none).

    `told` is what the applicant has to read now: the answer, or what she is asked for; `unsent` what she typed
    for a step that the case no longer allows; `goes_on` the address of what the case was merged into, "" where she has
    no part in it.
    """

    case: Case
    procedure: Procedure
    unit: str
    step: str
    next: str
    outcome: str
    rows: tuple[TimelineRow, ...]
    told: TimelineRow | None
    silence: TimelineRow | None
    answers: tuple[AnsweredSection, ...]
    linked: Sequence[Case]
    follow_ups: Sequence[Case]
    term: TermResult | None
    is_paused: bool
    is_late: bool
    forms: Mapping[str, MessageForm]
    formal: FormalView | None
    unsent: str
    can_withdraw: bool
    missing: Missing
    completion_url: str
    goes_on: str
    has_annexes: bool
    complaint_url: str
    acting: ActingFor | None


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
    rows = _rows(case, procedure, unit)
    forms, again = _forms(case, steps), bound or {}
    is_open = case.phase not in (Phase.DECIDED, Phase.CLOSED)
    lacking = missing_of(case, procedure=procedure) if is_open else Missing()
    return CasePage(
        case=case,
        procedure=procedure,
        unit=unit,
        step=step_of(case, procedure),
        next=_next(case, unit, steps, has_follow_up=bool(follow_ups), is_incomplete=bool(lacking)),
        outcome=str(pack.outcomes[case.outcome].title) if case.outcome in pack.outcomes else "",
        rows=rows,
        told=next((row for row in rows if _is_told(case, row)), None),
        silence=next((row for row in rows if is_open and row.is_over), None),
        answers=answered_sections(procedure, case.answers, pack=pack, facts={"channel": case.channel}),
        linked=linked,
        follow_ups=follow_ups,
        term=_term(case, procedure) if is_open else None,
        is_paused=case.phase == Phase.WAITING_APPLICANT,
        is_late=is_open and case.due_at is not None and case.due_at < now,
        forms={name: again.get(name, form) for name, form in forms.items()},
        formal=_formal(case),
        unsent="\n".join(form["text"].value() or "" for name, form in again.items() if name not in forms),
        can_withdraw=WITHDRAW in steps,
        missing=lacking,
        completion_url=_completion_url(case, actor, now) if lacking else "",
        goes_on=_goes_on(case, actor),
        has_annexes=bool(annexes_of(procedure, pack)),
        complaint_url=complaint_url(case, procedure),
        acting=_acting(case, procedure, now),
    )


def _acting(case: Case, procedure: Procedure, now: dt.datetime) -> ActingFor | None:
    """None, without a query, where the procedure asks for no organisation."""
    named = named_in(procedure, case.answers)
    party = representative_of(case) if named is not None else None
    if named is None or party is None or party.organisation is None:
        return None
    power = party.power
    return ActingFor(
        name=party.organisation.name if power is not None else named.name,
        is_proved=power is not None,
        ended=why_ended(power, timezone.localdate(now)) if power is not None else "",
    )


def _next(case: Case, unit: str, steps: set[str], *, has_follow_up: bool, is_incomplete: bool) -> str:
    if is_incomplete and case.phase in (Phase.RECEIVED, Phase.IN_REVIEW):
        return completing_words(unit)
    dissatisfied = current_pack().satisfaction.dissatisfied if CONFORM in steps else ""
    return next_words(case, unit, has_follow_up=has_follow_up, dissatisfied=dissatisfied)


def _completion_url(case: Case, actor: Actor, now: dt.datetime) -> str:
    """The reader's own link: the page offers what the mails do."""
    parts = CaseParty.objects.filter(case=case, person_id=actor.known_id, until=None)
    return completion_path(parts.order_by("id")[0], at=now)


def _is_told(case: Case, row: TimelineRow) -> bool:
    return row.act in _TOLD.get(Phase(case.phase), ()) and bool(row.body) and not row.under


def _goes_on(case: Case, actor: Actor) -> str:
    into = case.merged_into
    if into is None or not as_party(actor).filter(pk=into.pk).exists():
        return ""
    return reverse("portal:case", args=[into.number])


def _forms(case: Case, steps: set[str]) -> dict[str, MessageForm]:
    """Fresh forms for what the applicant may do now: each with a key of its own and the entry the page shows."""
    names = [code for code in (SUPPLY, CONFORM, NOT_CONFORM) if code in steps]
    if SUPPLY not in steps and case.phase != Phase.CLOSED:
        names.append("message")
    return {
        name: MessageForm(initial={"seen": case.stream.seq, "key": uuid.uuid4()}, auto_id=f"{name}-%s")
        for name in names
    }


def _formal(case: Case) -> FormalView | None:
    """None for a case that no formal act decides, without a query."""
    if not ends_in_resolution(case):
        return None
    notice = open_notice(case)
    terms = RunningTerm.objects.filter(case=case, code="remedy").exclude(state=RunningTerm.State.MET)
    term = terms.order_by("-id").first() if notice else None
    signed = FormalAct.objects.filter(case=case, state=ActState.SIGNED).order_by("id")
    waiting = {copy.act_id: copy for copy in PaperCopy.objects.filter(act__case=case, handed_at=None)}
    acts = tuple((act, waiting.get(act.pk)) for act in signed)
    has_lapsed = term is not None and term.state == RunningTerm.State.LAPSED
    return FormalView(notice, term.due_on if term else None, has_lapsed, acts)


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
    messages = {(message.case_id, message.entry): message for message in story.messages}
    files: dict[tuple[int, int | None, int], list[Mapping[str, Any]]] = {}
    for attachment in story.attachments:
        mark = (attachment.case_id, attachment.message_id, attachment.entry)
        files.setdefault(mark, []).append(_file(case, attachment))
    rows = []
    for entry in story.entries:
        owner = story.case_of(entry)
        message = messages.get((owner.pk, entry.seq))
        own = [*files.get((owner.pk, None, entry.seq), ())]
        if message is not None:
            own += files.get((owner.pk, message.pk, entry.seq), ())
        rows.append(_row(entry, message, own, procedure, unit, _Place(case, owner)))
    return tuple(reversed(rows))


@dataclass(frozen=True, slots=True)
class _Place:
    """Under which case of the page an entry came."""

    case: Case
    owner: Case

    @property
    def under(self) -> str:
        """The number of the merged case, "" for the page's own."""
        return "" if self.owner.pk == self.case.pk else self.owner.number

    def story(self, entry: JournalEntry) -> str:
        """The words with which a merged case was presented: the case's own stand under *What you sent*."""
        if not self.under or entry.kind != "case.opened":
            return ""
        return "\n\n".join((self.owner.subject, str(self.owner.answers.get("description") or ""))).strip()


def _row(
    entry: JournalEntry,
    message: Message | None,
    files: Sequence[Mapping[str, Any]],
    procedure: Procedure,
    unit: str,
    place: _Place,
) -> TimelineRow:
    incoming = message is not None and message.direction == "in"
    outgoing = message.outgoing if message is not None else None
    return TimelineRow(
        kind="act" if message is None else "incoming" if incoming else "outgoing",
        act=entry.kind,
        title=sentence_of(entry, procedure, current_pack()),
        at=entry.effective_at,
        author=message.author_name if message else "",
        role=unit if message and not incoming else "",
        mailed=mailed_words(outgoing.state) if outgoing else "",
        is_lost=outgoing is not None and outgoing.state in UNDELIVERED,
        body=message.body if message else _said_of(entry, procedure) or place.story(entry),
        files=tuple(files),
        anchor=f"paso-{place.under}-{entry.seq}" if place.under else f"paso-{entry.seq}",
        under=place.under,
        receipt_url="" if place.under else _receipt_url(place.case, entry),
        is_over=not place.under and is_over(entry, place.case.due_at),
    )


def _said_of(entry: JournalEntry, procedure: Procedure) -> str:
    """What an entry says beside its title: the questions completed, the dates moved, what silence means in plain words."""
    if entry.kind == SILENCE:
        return f"{plain_effect_of(entry)}\n{effect_of(entry)}."
    return body_of(entry) or completed_words(entry, procedure)


def _receipt_url(case: Case, entry: JournalEntry) -> str:
    return reverse("portal:receipt_paper", args=[case.number, entry.seq]) if entry.kind in PRESENTED else ""


def _file(case: Case, attachment: Attachment) -> Mapping[str, Any]:
    url = reverse("portal:file", args=[case.number, attachment.pk])
    return {
        "name": attachment.name,
        "size": attachment.blob.size,
        "state": attachment.blob.scan,
        "href": url if may_open(attachment.blob) else "",
    }
