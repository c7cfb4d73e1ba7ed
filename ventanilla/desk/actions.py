"""What the reader may do with a case now: each action with its form, in the order an officer needs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.cases.acts import officers_of
from ventanilla.cases.complaints import units_complained_of
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.policies import steps_open_in
from ventanilla.catalogue import Pack
from ventanilla.catalogue.forms import Missing
from ventanilla.catalogue.model import Procedure, Transition
from ventanilla.desk.forms import (
    ActForm,
    AnswerForm,
    AssignmentForm,
    LinkForm,
    MergeForm,
    NoteForm,
    SayForm,
    TransferForm,
)
from ventanilla.desk.rows import procedure_shown
from ventanilla.people.access import Actor

STAFF_ROLES = frozenset({"officer", "head"})


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `code` names its form, its anchor and what comes back refused.

    `look` is main, more or danger; `kept` is what was typed for an act that is no longer possible. `form` is made for
    the open one alone: a page has eight of them, and the others are fetched from `page_url` when somebody opens them.
    """

    code: str
    title: str
    url: str
    make: Callable[[], ActForm]
    submit: str
    help: str = ""
    form: ActForm | None = None
    page_url: str = ""
    look: str = "more"
    is_open: bool = False
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Acts without words: a button each. `take` and `give_back` concern who is responsible."""

    steps: tuple[Action, ...] = ()
    take: Action | None = None
    give_back: Action | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the reader may do with a case."""

    actions: tuple[Action, ...] = ()
    moves: Moves = Moves()
    is_own: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of the page: `opened` is the action to show, `canned` the code of a text to begin it with.

    `typed` are refused forms that come back, by action; `seen` the entry that an overtaken page had shown.
    """

    opened: str = ""
    canned: str = ""
    typed: Mapping[str, ActForm] = field(default_factory=dict)
    seen: int | None = None


def desk_of(
    case: Case,
    actor: Actor,
    *,
    roles: frozenset[str],
    pack: Pack,
    at: dt.datetime,
    asked: Asked,
    missing: Missing,
) -> Desk:
    """What may be done now by whoever has `roles` in the case; `missing` is what the case lacks."""
    procedure = procedure_shown(case, pack)
    if not roles & STAFF_ROLES:
        return Desk(
            actions=_kept(asked.typed, known=frozenset()),
            is_own="applicant" in roles,
            roles=roles,
        )
    steps = _staff_steps(case, roles)
    maker = _Maker(case, procedure, pack, asked.typed)
    actions = [maker.said(step) for step in steps if _needs_words(step, procedure)]
    if case.phase != Phase.CLOSED:
        actions += [maker.completion()] if missing else []
        actions += [maker.message(), maker.note()]
        actions += [maker.assign(actor, at)] if "head" in roles else []
        actions += [maker.transfer(), maker.link(), maker.merge()]
    ordered = sorted(actions, key=lambda action: _ORDER.get(action.look, 1))
    moves = Moves(
        steps=tuple(_made(maker.plain(step)) for step in steps if not _needs_words(step, procedure)),
        **maker.responsible(actor, roles),
    )
    body = next((str(text.body) for text in pack.canned_for(case.procedure) if text.code == asked.canned), "")
    shown = _opened(ordered, [*asked.typed, asked.opened], body, case)
    known = frozenset(action.code for action in (*shown, *moves.steps))
    lost = _kept(asked.typed, known=known)
    return Desk(actions=(*lost, *shown), moves=moves, roles=roles)


_ORDER = {"main": 0, "danger": 2}


def say_form(case: Case, step: Transition, procedure: Procedure, pack: Pack, data: object = None) -> SayForm:
    """The form of a step that says something to the applicant."""
    common = {
        "code": step.code,
        "seen": case.stream.seq,
        "label": _("Text the applicant will receive"),
        "missing": _("Text the applicant will receive: write it."),
        "canned": [(item.code, item.title) for item in pack.canned_for(case.procedure)],
        "is_text_required": bool(step.tells),
    }
    if _decides(step, procedure):
        return AnswerForm(data, outcomes=outcomes_of(procedure, pack), **common)
    return SayForm(data, **common)  # type: ignore[arg-type]


def outcomes_of(procedure: Procedure, pack: Pack) -> list[tuple[str, str]]:
    """The outcomes an answer to this procedure may carry."""
    codes = procedure.outcomes or tuple(pack.outcomes)
    return [(code, pack.outcomes[code].title) for code in codes if code in pack.outcomes]


def message_form(case: Case, pack: Pack, data: object = None) -> SayForm:
    """The form of a message that moves nothing."""
    return SayForm(
        data,
        code="message",
        seen=case.stream.seq,
        label=_("Message"),
        missing=_("Message: write what you want to say."),
        canned=[(item.code, item.title) for item in pack.canned_for(case.procedure)],
    )


def transfer_form(case: Case, pack: Pack, data: object = None) -> TransferForm:
    """The form of a transfer."""
    closed_to = {case.unit, *units_complained_of(case)}
    units = [(unit.code, unit.title) for unit in pack.units.values() if unit.code not in closed_to]
    return TransferForm(data, code="transfer", seen=case.stream.seq, units=units)


def assignment_form(case: Case, people: Iterable[tuple[str, str]], data: object = None) -> AssignmentForm:
    """The form that names who is responsible."""
    return AssignmentForm(
        data, code="assignment", seen=case.stream.seq, people=list(people), person=str(case.officer_id or "")
    )


def officer_choices(case: Case, actor: Actor, at: dt.datetime) -> list[tuple[str, str]]:
    """Whom a case of this unit can be given to, the actor among them."""
    people = {str(person.pk): str(person) for person in officers_of(case.unit, at)}
    return list(({str(actor.person_id): actor.name} | people).items())


@dataclass(frozen=True, slots=True)
class _Maker:
    case: Case
    procedure: Procedure
    pack: Pack
    typed: Mapping[str, ActForm]

    def said(self, step: Transition) -> Action:
        """A step with words: the answer first, what closes without one last."""
        phase = _phase(step, self.procedure)
        look = "main" if phase == Phase.DECIDED else "danger" if phase == Phase.CLOSED else "more"
        return Action(
            code=step.code,
            title=step.title,
            url=self._url("step", step.code),
            make=self._form(step.code, lambda: say_form(self.case, step, self.procedure, self.pack)),
            submit=_("Send the answer") if look == "main" else step.title,
            look=look,
        )

    def plain(self, step: Transition) -> Action:
        """A step that says nothing: a button."""
        form = self._bare(step.code)
        return Action(step.code, step.title, self._url("step", step.code), form, step.title)

    def message(self) -> Action:
        """Say something without moving the case."""
        form = self._form("message", lambda: message_form(self.case, self.pack))
        help_text = _("It goes by e-mail too. The case stays in the step it is in.")
        return Action(
            "message", _("Write a message"), self._url("message"), form, _("Send the message"), help_text
        )

    def completion(self) -> Action:
        """Send the applicant the link to the form for what is missing."""
        form = self._form("completion", self._bare("completion"))
        help_text = _(
            "It goes by e-mail with the list of what is missing. No password is needed to complete it."
        )
        title, submit = _("Send the link to complete it"), _("Send the link")
        return Action("completion", title, self._url("completion"), form, submit, help_text)

    def note(self) -> Action:
        """Write down something for colleagues."""
        form = self._form("note", lambda: NoteForm(code="note", seen=self.case.stream.seq))
        return Action("note", _("Internal note"), self._url("note"), form, _("Save the note"))

    def transfer(self) -> Action:
        """Offer the case to another unit."""
        form = self._form("transfer", lambda: transfer_form(self.case, self.pack))
        help_text = _("The case stays here until that unit accepts it.")
        return Action(
            "transfer", _("Transfer"), self._url("transfer"), form, _("Propose the transfer"), help_text
        )

    def link(self) -> Action:
        """Say that another case belongs with this one."""
        form = self._form("links", lambda: LinkForm(code="links", seen=self.case.stream.seq))
        return Action("links", _("Link another case"), self._url("links"), form, _("Link"))

    def merge(self) -> Action:
        """Say that another case is the same matter."""
        form = self._form("merging", lambda: MergeForm(code="merging", seen=self.case.stream.seq))
        return Action(
            "merging", _("Merge with another case"), self._url("merging"), form, _("Merge the cases")
        )

    def assign(self, actor: Actor, at: dt.datetime) -> Action:
        """Give the case to somebody: a head's."""
        form = self._form(
            "assignment", lambda: assignment_form(self.case, officer_choices(self.case, actor, at))
        )
        return Action("assignment", _("Assign"), self._url("assignment"), form, _("Assign"))

    def responsible(self, actor: Actor, roles: frozenset[str]) -> dict[str, Action]:
        """Taking and giving back."""
        if self.case.phase == Phase.CLOSED:
            return {}
        if self.case.officer_id is None:
            return {"take": _made(self._assignment(_("Take the case"), str(actor.person_id)))}
        if self.case.officer_id == actor.person_id or "head" in roles:
            return {"give_back": _made(self._assignment(_("Give the case back"), ""))}
        return {}

    def _assignment(self, title: str, person: str) -> Action:
        def form() -> ActForm:
            seen = self.case.stream.seq
            return AssignmentForm(code="responsible", seen=seen, people=[(person, person)], person=person)

        return Action("assignment", title, self._url("assignment"), form, title)

    def _bare(self, code: str) -> Callable[[], ActForm]:
        return lambda: ActForm(code=code, seen=self.case.stream.seq)

    def _form(self, code: str, make: Callable[[], ActForm]) -> Callable[[], ActForm]:
        return lambda: self.typed.get(code) or make()

    def _url(self, name: str, *where: str) -> str:
        return reverse(f"desk:{name}", args=[self.case.number, *where])


def _staff_steps(case: Case, roles: frozenset[str]) -> tuple[Transition, ...]:
    """Those with a button: the steps that a room owns are taken on its pages."""
    workflow = workflow_of(case)
    steps = (step for step in steps_open_in(case, roles) if STAFF_ROLES.intersection(step.by))
    return tuple(step for step in steps if workflow.step(step.to).owner == "cases")


def _phase(step: Transition, procedure: Procedure) -> str:
    return procedure.workflow.step(step.to).phase if procedure.workflow else ""


def _decides(step: Transition, procedure: Procedure) -> bool:
    return _phase(step, procedure) == Phase.DECIDED


def _needs_words(step: Transition, procedure: Procedure) -> bool:
    return bool(step.tells) or _decides(step, procedure)


def _made(action: Action) -> Action:
    return replace(action, form=action.make())


def _opened(actions: list[Action], wanted: Iterable[str], body: str, case: Case) -> list[Action]:
    """The actions with one of them open: the first one `wanted`, else the first; `body` is a text to begin it with."""
    codes = [action.code for action in actions]
    chosen = next((code for code in wanted if code in codes), codes[0] if codes else "")
    return [_open(action, body) if action.code == chosen else _closed(action, case) for action in actions]


def _closed(action: Action, case: Case) -> Action:
    return replace(action, page_url=reverse("desk:action", args=[case.number, action.code]))


def _open(action: Action, body: str) -> Action:
    form = action.make()
    if body and not form.is_bound and "text" in form.fields:
        form.initial["text"] = body
    return replace(action, form=form, is_open=True)


def _kept(typed: Mapping[str, ActForm], *, known: frozenset[str]) -> tuple[Action, ...]:
    """What was typed into forms that the page no longer has."""
    kept = {code: (form, form.words) for code, form in typed.items() if code not in known}
    return tuple(
        Action(code, _("What you wrote was not sent"), "", _maker_of(form), "", is_open=True, kept=words)
        for code, (form, words) in kept.items()
        if words
    )


def _maker_of(form: ActForm) -> Callable[[], ActForm]:
    return lambda: form
