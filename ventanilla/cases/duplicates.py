"""Cases that may be one: a person who writes anew where she meant to reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ventanilla.cases.models import OPEN, Case, CaseParty
from ventanilla.cases.policies import would_stay_unanswered
from ventanilla.cases.queries import as_staff, staff_units
from ventanilla.people.access import Actor, Permission
from ventanilla.rules.subjects import bare_subject

WITHIN = dt.timedelta(days=30)
LOOKED_AT = 200
SHOWN = 5


def same_matter(case: Case, actor: Actor) -> Sequence[Case]:
    """Open cases of the same applicant with the same subject, within thirty days, that the actor works or audits.

    The newest 200 are compared, the newest five returned. A subject that nobody wrote says nothing, and what was
    answered takes in nothing that waits for an answer.
    """
    if case.closed_at is not None or not case.answers.get("subject"):
        return []
    people = CaseParty.objects.filter(case=case, until=None, person__isnull=False).values("person_id")
    theirs = CaseParty.objects.filter(person_id__in=people, until=None).values("case_id")
    near = (case.opened_at - WITHIN, case.opened_at + WITHIN)
    found = Case.objects.filter(OPEN, pk__in=theirs, opened_at__range=near).exclude(pk=case.pk)
    if not actor.may(Permission.READ_ALL_CASES):
        found = found.filter(pk__in=as_staff(actor).filter(unit__in=staff_units(actor)).values("pk"))
    wanted = bare_subject(case.subject)
    subjects = found.order_by("-id").values_list("pk", "subject")[:LOOKED_AT]
    alike = [pk for pk, subject in subjects if bare_subject(subject) == wanted]
    if not alike:
        return []
    same = Case.objects.filter(pk__in=alike).select_related("stream").order_by("-id")
    return [other for other in same if not would_stay_unanswered(*by_age(case, other))][:SHOWN]


def by_age(case: Case, other: Case) -> tuple[Case, Case]:
    """The newer of two cases and the older one: which is merged into which."""
    older, newer = sorted((case, other), key=lambda one: (one.opened_at, one.pk))
    return newer, older
