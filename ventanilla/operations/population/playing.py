"""Playing the stories through the engine's own acts in the order of time, each mail sent when it was due."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from ventanilla.cases import acts
from ventanilla.cases.drafts import save_answers, start_draft
from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.cases.search import index_pending
from ventanilla.cases.uploads import take_files
from ventanilla.catalogue.model import Procedure
from ventanilla.formal import acts as formal
from ventanilla.formal.checklist import checklist
from ventanilla.formal.documents import drafting_text
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.sending import drain_outgoing
from ventanilla.operations.population.doors import hand_in, take_call
from ventanilla.operations.population.papers import make_paper
from ventanilla.operations.population.stories import (
    Counter,
    Event,
    Opinion,
    Paper,
    Stories,
    Story,
    Told,
    moment_of,
)
from ventanilla.people.access import ANONYMOUS, SYSTEM, Actor, actor_of
from ventanilla.people.acts import person_for_address
from ventanilla.people.models import Person
from ventanilla.people.powers import PowerTerms
from ventanilla.procedures.acts import leave_feedback, perform
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone
from ventanilla.ui.forms import form_for

_NAMESPACE = uuid.UUID("5f0d5b1e-6f1c-4f0e-8a55-9b5b0a2f7c11")
_TO_SEND = dt.timedelta(seconds=20)

Step = Callable[[dt.datetime], None]


class StoryFault(Exception):
    """A story cannot be told: it says what its form refuses, or names somebody unknown."""


@dataclass(slots=True)
class _Upload:
    """A paper as a door hands it in."""

    name: str | None
    size: int | None
    file: BinaryIO


@dataclass(slots=True)
class Player:
    """Plays one pack's stories. `staff` are the sample accounts, by the names that stories call them."""

    stories: Stories
    staff: Mapping[str, Person]
    now: dt.datetime
    cases: dict[str, Case] = field(default_factory=dict)

    def play(self) -> bool:
        """Play everything, or nothing where it was played before; returns whether it did."""
        first = self.stories.cases[0].id
        with transaction.atomic():
            if JournalEntry.objects.filter(key=_key(first, 0)).exists():
                return False
            for at, step in sorted(self._steps(), key=lambda pair: pair[0]):
                step(at)
                drain_outgoing(url=settings.SMTP_URL, clock=partial(_moment, at + _TO_SEND))
        while index_pending():
            pass
        return True

    def _steps(self) -> Iterator[tuple[dt.datetime, Step]]:
        for story in self.stories.cases:
            yield self._moment(story.at), partial(self._open, story)
            for number, event in enumerate(story.then, start=1):
                yield self._moment(event.at), partial(self._act, story, event, number)
        for call in self.stories.calls:
            yield self._moment(call.at), partial(self._take_call, call)
        for draft in self.stories.drafts:
            yield self._moment(draft.at), partial(self._keep_draft, draft)
        for opinion in self.stories.opinions:
            yield self._moment(opinion.at), partial(_leave, opinion)

    def _moment(self, written: str) -> dt.datetime:
        return moment_of(written, now=self.now.astimezone(zone()), calendar=calendar())

    def _open(self, story: Story, at: dt.datetime) -> None:
        procedure = current_pack().procedures[story.procedure]
        answers = self._answers(story, procedure, at)
        if story.counter is not None:
            self.cases[story.id] = self._hand_in(story, story.counter, procedure, answers, at)
            return
        person = self._account(story, answers)
        self.cases[story.id] = acts.open_case(
            procedure=procedure,
            applicant=acts.Applicant(
                name=answers["full_name"],
                email=answers["email"],
                phone=answers.get("phone", ""),
                person=person,
            ),
            answers=answers,
            files=_files(story.files, at),
            by=actor_of(person, on=at.date()) if person else ANONYMOUS,
            at=at,
            channel="online",
            key=_key(story.id, 0),
        )

    def _hand_in(
        self,
        story: Story,
        counter: Counter,
        procedure: Procedure,
        answers: Mapping[str, Any],
        at: dt.datetime,
    ) -> Case:
        return hand_in(
            procedure,
            answers,
            _files(story.files, at),
            number=counter.number,
            by=actor_of(self.staff[counter.by], on=at.date()),
            presented_at=at,
            registered_at=self._moment(counter.registered),
            key=_key(story.id, 0),
        )

    def _take_call(self, told: Told, at: dt.datetime) -> None:
        by = actor_of(self.staff[told.by], on=at.date())
        take_call(told, by=by, at=at, key=_key(told.id, 0))

    def _account(self, story: Story, answers: Mapping[str, Any]) -> Person | None:
        """Who sends it signed in; None where the pack lets it be sent without an account."""
        if story.who in self.staff:
            return self.staff[story.who]
        if not current_pack().account_required_to_send:
            return None
        return person_for_address(answers["email"], name=answers["full_name"])[0]

    def _answers(self, story: Story, procedure: Procedure, at: dt.datetime) -> dict[str, Any]:
        """What the form makes of the applicant's usual answers and the story's own."""
        asked = {item.code: item.type for item in procedure.form.fields} if procedure.form else {}
        usual = self.stories.applicants[story.who]
        typed = {code: value for code, value in usual.items() if code in asked}
        for code, value in story.answers.items():
            typed[code] = value
            if str(value).startswith("@case:"):
                typed[code] = self.cases[str(value).removeprefix("@case:")].number
            elif str(value).startswith("@-"):
                form = "%Y-%m-%d" if asked[code] == "date" else "%Y-%m-%dT%H:%M"
                typed[code] = self._moment(value[1:]).strftime(form)
        channel = "counter" if story.counter else "online"
        sent = form_for(procedure, pack=current_pack(), now=at, data=typed, facts={"channel": channel})
        if not sent.is_valid():
            raise StoryFault(f"{story.id}: {sent.errors.as_text()}")
        return sent.answers()

    def _act(self, story: Story, event: Event, number: int, at: dt.datetime) -> None:
        case = self.cases[story.id]
        if event.in_follow_up:
            case = Case.objects.get(parent=case)
        case.refresh_from_db()
        by = self._actor(event.by, case, at)
        doing: dict[str, Any] = {"by": by, "at": at, "key": _key(story.id, number)}
        via = "portal" if event.by == story.who else "system" if by.is_system else "desk"
        if event.act in _ACTS:
            _ACTS[event.act](self, case, event, {**doing, "via": via})
            return
        said = acts.Said(text=event.text, outcome=event.outcome, files=_files(event.files, at))
        perform(case=case, step=event.act, said=said, via=via, **doing)

    def _actor(self, name: str, case: Case, at: dt.datetime) -> Actor:
        if name == "system":
            return SYSTEM
        if name in self.staff:
            return actor_of(self.staff[name], on=at.date())
        email = str(self.stories.applicants[name]["email"])
        return actor_of(Person.objects.get(email=email), on=at.date())

    def _keep_draft(self, story: Story, at: dt.datetime) -> None:
        procedure = current_pack().procedures[story.procedure]
        by = actor_of(self.staff[story.who], on=at.date())
        draft = start_draft(procedure=procedure, by=by, at=at)
        save_answers(draft, story.answers, is_checked=False, at=at)

    def assign(self, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
        """`to` becomes responsible, or who acts where nobody is named."""
        acts.assign_case(case=case, person_id=self.staff[event.to or event.by].pk, **doing)

    def link(self, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
        """Say that the case belongs with the one of the story `to`."""
        acts.link_cases(case=case, other=self.cases[event.to], **doing)


def _note(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.add_note(case=case, text=event.text, **doing)


def _message(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.write_message(case=case, text=event.text, files=_files(event.files, doing["at"]), **doing)


def _transfer(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.offer_transfer(case=case, to_unit=event.to, reason=event.text, **doing)


def _accept(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.settle_transfer(case=case, is_accepted=True, **doing)


def _return(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.settle_transfer(case=case, is_accepted=False, reason=event.text, **doing)


def _deny(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    acts.deny_authorship(party=CaseParty.objects.get(case=case), at=doing["at"], via="portal")


def _notice(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    draft = formal.Draft(
        body={name: drafting_text(case, f"remedy_{name}") for name in ("opening", "warning")}
    )
    points = [formal.RemedyPoint(code, defect) for code, defect in event.points.items()]
    formal.draft_remedy_notice(case=case, draft=draft, points=points, **doing)


def _resolution(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    body = {name: drafting_text(case, f"resolution_{name}") for name in ("facts", "reasons", "recourse")}
    draft = formal.Draft(body={**body, "decision": event.text}, outcome=event.outcome)
    formal.draft_resolution(case=case, draft=draft, **doing)


def _sign(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    draft = case.formal_acts.filter(state="draft").order_by("-id")[0]
    formal.sign_act(act=draft, **doing)


def _power(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    """Accept the paper of the requirement `to` as a power for all procedures; `text` is its inscription."""
    paper = Attachment.objects.filter(case=case, requirement=event.to).order_by("-id")[0]
    day = doing["at"].date()
    terms = PowerTerms(
        kind=event.to,
        since=day - dt.timedelta(days=200),
        until=day + dt.timedelta(days=530),
        inscription=event.text,
    )
    name = str(case.answers["organisation"])
    formal.accept_presented_power(case=case, attachment=paper, terms=terms, name=name, **doing)


def _check(player: Player, case: Case, event: Event, doing: Mapping[str, Any]) -> None:
    """Find the requirements of `points` met, or not met where they give a reason; the pack says until when."""
    rows = {row.requirement.code: row for row in checklist(case)}
    verdicts = {
        code: formal.Verdict(code, "unmet" if reason else "met", reason, None if reason else rows[code].until)
        for code, reason in event.points.items()
    }
    formal.check_requirements(case=case, verdicts=verdicts, **doing)


_ACTS: dict[str, Callable[[Player, Case, Event, Mapping[str, Any]], None]] = {
    "assign": Player.assign,
    "note": _note,
    "message": _message,
    "transfer": _transfer,
    "accept": _accept,
    "return": _return,
    "link": Player.link,
    "deny": _deny,
    "power": _power,
    "check": _check,
    "notice": _notice,
    "resolution": _resolution,
    "sign": _sign,
}
"""What an event may say beside the transitions of the workflow."""


def _files(papers: Sequence[Paper], at: dt.datetime) -> list[acts.NewFile]:
    """The papers, stored as those of any sender are. Raises StoryFault where one is refused."""
    stored: list[acts.NewFile] = []
    for paper in papers:
        content = make_paper(paper.name, paper.title, paper.lines)
        upload = _Upload(paper.name, len(content), io.BytesIO(content))
        taken = take_files([upload], at=at, requirement=paper.requirement)
        if taken.refused:
            raise StoryFault(" ".join(taken.refused))
        stored += taken.files
    return stored


def _leave(opinion: Opinion, at: dt.datetime) -> None:
    leave_feedback(procedure=opinion.procedure, is_helpful=opinion.is_helpful, comment=opinion.comment, at=at)


def _key(story: str, number: int) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{current_pack().code}/{story}/{number}")


def _moment(at: dt.datetime) -> dt.datetime:
    return at
