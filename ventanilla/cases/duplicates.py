"""Cases that may be one: a person who writes anew where she meant to reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ventanilla.cases.models import Case, Phase
from ventanilla.cases.policies import would_stay_unanswered
from ventanilla.cases.queries import OtherCase, staff_units
from ventanilla.people.access import Actor, Permission
from ventanilla.rules.subjects import bare_subject

WITHIN = dt.timedelta(days=30)
SHOWN = 5
Another = TypeVar("Another", Case, OtherCase)


def same_matter(case: Case, others: Iterable[OtherCase], actor: Actor) -> Sequence[OtherCase]:
    """Which of its applicant's other cases may be the same one; the first five of them, in the order of `others`.

    Open ones with the same subject, within thirty days, that the actor works or audits. A subject that nobody wrote
    says nothing, and what was answered takes in nothing that waits for an answer.
    """
    if case.closed_at is not None or not case.answers.get("subject"):
        return []
    units = None if actor.may(Permission.READ_ALL_CASES) else staff_units(actor)
    wanted = bare_subject(case.subject)
    same = (
        other
        for other in others
        if other.phase != Phase.CLOSED
        and abs(other.opened_at - case.opened_at) <= WITHIN
        and (units is None or other.unit in units)
        and bare_subject(other.subject) == wanted
    )
    pairs = ((other, by_age(case, other)) for other in same)
    return [other for other, (newer, older) in pairs if not would_stay_unanswered(newer.phase, older.phase)][
        :SHOWN
    ]


def by_age(case: Case, other: Another) -> tuple[Case | Another, Case | Another]:
    """The newer of two cases and the older one: which is merged into which."""
    is_newer = (other.opened_at, other.pk) > (case.opened_at, case.pk)
    return (other, case) if is_newer else (case, other)
