"""What a formal act's state and somebody's part allow. `check_*` raises with the reason people see."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.policies import check_can_work, roles_in
from ventanilla.formal.models import ActKind, ActState, Delegation, FormalAct
from ventanilla.people.access import Actor

STEPS = {ActKind.REMEDY_NOTICE: "issue_remedy_notice", ActKind.RESOLUTION: "resolve"}
"""The transition of the workflow that the signature of an act takes."""


def ends_in_resolution(case: Case) -> bool:
    """Whether the case's workflow has steps that only the signature of an act takes."""
    return any(step.owner == "formal" for step in workflow_of(case).steps)


def check_can_draft(case: Case, actor: Actor, kind: str) -> None:
    """Drafting is for the unit that has the case, where its workflow and its step allow the act."""
    check_can_work(case, actor)
    if not ends_in_resolution(case):
        raise NotAllowed(_("This procedure does not end in a resolution: answer the case instead."))
    step = STEPS[ActKind(kind)]
    transition = next((item for item in workflow_of(case).transitions if item.code == step), None)
    if transition is None or case.step not in transition.from_:
        raise NotAllowed(
            _(
                "That cannot be done while the case is in “%(step)s”. Load the page again to see what can be done."
            )
            % {"step": workflow_of(case).step(case.step).title}
        )


def check_can_sign(act: FormalAct, actor: Actor, *, at: dt.datetime) -> str:
    """The head of the unit signs, or her substitute under a delegation in force; never who drafted it.

    What the system drafted is signed once a person kept it: two people look at every act.
    Returns the delegation the actor signs under, in words; "" for the head herself.
    """
    check_can_draft(act.case, actor, act.kind)
    if act.state != ActState.DRAFT:
        raise NotAllowed(_("The act is signed already: %(number)s.") % {"number": act.number})
    if act.drafted_by_id is None:
        raise NotAllowed(
            _("The system drafted this act: an officer has to review it and keep it before anybody signs it.")
        )
    if act.drafted_by_id == actor.person_id:
        raise NotAllowed(_("You drafted this act: another person has to review and sign it."))
    if "head" in roles_in(act.case, actor):
        return ""
    delegation = delegation_of(actor, act.unit, at.date())
    if delegation is None:
        raise NotAllowed(
            _(
                "Only the head of the unit signs, or her substitute under a delegation in force. Ask her to review it."
            )
        )
    return delegation.basis


def can_sign(act: FormalAct, actor: Actor, *, at: dt.datetime) -> bool:
    """Whether `check_can_sign` would pass."""
    try:
        check_can_sign(act, actor, at=at)
    except NotAllowed:
        return False
    return True


def delegation_of(actor: Actor, unit: str, day: dt.date) -> Delegation | None:
    """The delegation under which an actor signs for a unit on a day."""
    if actor.person_id is None:
        return None
    in_force = Q(until__isnull=True) | Q(until__gte=day)
    found = Delegation.objects.filter(
        in_force, unit=unit, person_id=actor.person_id, since__lte=day, is_withdrawn=False
    )
    return found.order_by("-since", "-id").first()


def is_decided(case: Case) -> bool:
    """Whether the case has its resolution."""
    return case.phase in (Phase.DECIDED, Phase.CLOSED)
