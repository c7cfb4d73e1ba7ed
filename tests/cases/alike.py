"""Which cases a page suggests as the same matter."""

from __future__ import annotations

from ventanilla.cases.duplicates import same_matter
from ventanilla.cases.models import Case
from ventanilla.cases.queries import others_of_applicant, parties_of
from ventanilla.people.access import Actor


def alike(case: Case, actor: Actor) -> list[Case]:
    """The suggestions for a case, as its page asks for them."""
    found = same_matter(case, others_of_applicant(case, actor, parties_of(case)), actor)
    return [Case.objects.get(pk=other.pk) for other in found]
