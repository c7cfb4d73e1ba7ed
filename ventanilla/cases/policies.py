"""What a case's state and somebody's part in it allow. `check_*` raises with the reason people see."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ventanilla.cases.complaints import is_complaint, is_hidden_from, units_complained_of
from ventanilla.cases.definitions import procedure_of, workflow_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseParty, Phase, Transfer
from ventanilla.catalogue.model import Transition
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import current_pack, unit_title, units_below


def is_party(case: Case, actor: Actor) -> bool:
    """Whether the actor has a part in the case today."""
    if actor.person_id is None:
        return False
    return CaseParty.objects.filter(case=case, person_id=actor.person_id, until=None).exists()


def roles_in(case: Case, actor: Actor, *, has_part: bool | None = None) -> frozenset[str]:
    """`applicant`, or `officer` and `head` by the case's unit, or `system`; nothing in a complaint about her own unit.

    Nobody decides her own case: a party never acts as an officer in it. `has_part` is for a page that read the
    parties and knows what `is_party` would say.
    """
    if actor.is_system:
        return frozenset({"system"})
    if is_party(case, actor) if has_part is None else has_part:
        return frozenset({"applicant"})
    roles = set()
    if case.unit in actor.units(Permission.WORK_CASES):
        roles.add("officer")
    if case.unit in units_below(actor.headed_units()) and not is_hidden_from(case, actor):
        roles |= {"officer", "head"}
    return frozenset(roles)


def steps_open_to(case: Case, actor: Actor) -> tuple[Transition, ...]:
    """The transitions the actor may take from here, in the pack's order: none in a merged case."""
    return steps_open_in(case, roles_in(case, actor)) if case.merged_into_id is None else ()


def steps_open_in(case: Case, roles: frozenset[str]) -> tuple[Transition, ...]:
    """The same for whoever has these roles in the case."""
    if case.merged_into_id is not None:
        return ()
    workflow = workflow_of(case)
    allowed = {item.code: item for role in sorted(roles) for item in workflow.allowed(case.step, role)}
    return tuple(item for item in workflow.transitions if item.code in allowed)


def check_can_take_step(case: Case, actor: Actor, step: str) -> Transition:
    """The transition named `step`, if the actor may take it now."""
    for transition in steps_open_to(case, actor):
        if transition.code == step:
            return transition
    check_is_not_merged(case)
    title = workflow_of(case).step(case.step).title
    if case.phase == Phase.CLOSED:
        raise NotAllowed(
            _("Case %(number)s is closed. If you still need something, send a new request.")
            % {"number": case.number}
        )
    raise NotAllowed(
        _("That cannot be done while the case is in “%(step)s”. Load the page again to see what can be done.")
        % {"step": title}
    )


def check_can_work(case: Case, actor: Actor) -> None:
    """Notes, messages, assignment and transfer are for the unit that holds the case, while it is open."""
    if "officer" not in roles_in(case, actor):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))
    check_is_not_merged(case)
    if case.phase == Phase.CLOSED:
        raise NotAllowed(_("Case %(number)s is closed: it takes no more changes.") % {"number": case.number})


def check_can_resend(case: Case, actor: Actor) -> None:
    """Whoever works the case sends a notice again; a closed case too, for its answer must arrive."""
    if "officer" not in roles_in(case, actor):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))


def can_resend(case: Case, actor: Actor) -> bool:
    """Whether `check_can_resend` would pass."""
    return "officer" in roles_in(case, actor)


def can_work(case: Case, actor: Actor) -> bool:
    """Whether `check_can_work` would pass."""
    return case.phase != Phase.CLOSED and "officer" in roles_in(case, actor)


def check_can_assign(case: Case, actor: Actor, person_id: int | None) -> None:
    """An officer takes a case nobody has, or gives hers back; a head shares the work out."""
    check_can_work(case, actor)
    if "head" in roles_in(case, actor):
        return
    takes = person_id == actor.person_id and case.officer_id is None
    gives_back = person_id is None and case.officer_id == actor.person_id
    if not (takes or gives_back):
        raise NotAllowed(
            _("Somebody is responsible for the case already. Ask the head of the unit to reassign it.")
        )


def check_can_offer(case: Case, to_unit: str) -> None:
    """A case goes to another unit of the pack; a complaint never to one that it is about."""
    if to_unit not in current_pack().units or to_unit == case.unit:
        raise Invalid(_("Unit: choose another unit of the list."), field="to_unit")
    if to_unit in units_complained_of(case):
        raise Invalid(
            _("Unit: the complaint is about %(unit)s, which may not get it. Choose another unit.")
            % {"unit": unit_title(to_unit)},
            field="to_unit",
        )


def check_can_settle(transfer: Transfer, actor: Actor) -> None:
    """The receiving unit accepts or returns a transfer."""
    if transfer.to_unit in actor.units(Permission.WORK_CASES) | units_below(actor.headed_units()):
        return
    raise NotAllowed(_("Only the unit the case is transferred to can accept or return it."))


def check_can_write(case: Case, actor: Actor) -> None:
    """A party writes and attaches while the case is open."""
    if not is_party(case, actor):
        raise NotAllowed(_("Only whoever presented the case can write in it."))
    check_is_not_merged(case)
    if case.phase == Phase.CLOSED:
        raise NotAllowed(
            _("Case %(number)s is closed. If you still need something, send a new request.")
            % {"number": case.number}
        )


def can_write(case: Case, actor: Actor) -> bool:
    """Whether `check_can_write` would pass."""
    return case.phase != Phase.CLOSED and is_party(case, actor)


def check_is_not_merged(case: Case) -> None:
    """A merged case takes no act but its undo: what concerns it goes on in the other one."""
    if case.merged_into is not None:
        raise NotAllowed(
            _("Case %(number)s was merged into case %(into)s: go on there.")
            % {"number": case.number, "into": case.merged_into.number}
        )


def check_can_merge(case: Case, into: Case, actor: Actor) -> None:
    """Who works both cases merges the newer into the older, where somebody has a part in both.

    So no term begins anew, and nobody reads the words of somebody she has nothing to do with.
    """
    if case.pk == into.pk:
        raise Invalid(_("Case: write the number of another case."), field="number")
    check_can_work(case, actor)
    check_can_work(into, actor)
    if Transfer.objects.filter(case=case, settled_at=None).exists():
        raise NotAllowed(
            _("Case %(number)s waits for another unit to accept its transfer: merge it after the answer.")
            % {"number": case.number}
        )
    numbers = {"number": case.number, "into": into.number}
    if any(step.owner != "cases" for step in workflow_of(case).steps):
        raise NotAllowed(
            _("Case %(number)s ends in a formal act of its own: link it to %(into)s instead.") % numbers
        )
    _check_no_complaint(case, into)
    if not _share_a_party(case, into):
        raise NotAllowed(
            _(
                "Nobody has a part in both %(number)s and %(into)s: merged, one applicant would read the words "
                "of another. Link them instead."
            )
            % numbers
        )
    if would_stay_unanswered(case.phase, into.phase):
        raise NotAllowed(
            _(
                "Case %(into)s was answered already: merged into it, %(number)s would stay unanswered. Link them "
                "instead."
            )
            % numbers
        )
    if case.opened_at < into.opened_at:
        raise NotAllowed(
            _(
                "Case %(number)s was presented before %(into)s, and its term may not get longer: merge "
                "%(into)s into %(number)s."
            )
            % numbers
        )


def would_stay_unanswered(phase: str, into: str) -> bool:
    """Whether a case in `phase` waits for an answer and that `into` which it goes has had its own: silence closes both."""
    return into == Phase.DECIDED and phase != Phase.DECIDED


def check_can_undo_merge(case: Case, actor: Actor) -> None:
    """Who works a merged case takes it out again."""
    if "officer" not in roles_in(case, actor):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))
    if case.merged_into_id is None:
        raise NotAllowed(
            _("Case %(number)s is not merged: somebody undid it already.") % {"number": case.number}
        )


def _check_no_complaint(*cases: Case) -> None:
    if any(is_complaint(procedure_of(case)) for case in cases):
        raise NotAllowed(_("A complaint goes on by itself: link the cases instead."))


def _share_a_party(case: Case, other: Case) -> bool:
    people: list[set[int | str]] = []
    for one in (case, other):
        rows = CaseParty.objects.filter(case=one, until=None).values_list("person_id", "email")
        people.append({mark for person, email in rows for mark in (person, email.lower()) if mark})
    return not people[0].isdisjoint(people[1])
