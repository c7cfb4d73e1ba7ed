"""Cases merged into others: nothing of theirs moves, so whoever reads a case reads theirs with it."""

from __future__ import annotations

from ventanilla.cases.models import Attachment, Case

_MERGED = """
WITH RECURSIVE family AS (
  SELECT id FROM "case" WHERE merged_into_id = %s
  UNION SELECT c.id FROM "case" c JOIN family f ON c.merged_into_id = f.id
) SELECT c.* FROM "case" c JOIN family USING (id) ORDER BY c.id
"""


def merged_in(case: Case) -> tuple[Case, ...]:
    """The cases merged into this one, and those merged into them before, the oldest first."""
    return tuple(Case.objects.raw(_MERGED, [case.pk]))


def living(case: Case) -> Case:
    """Where what concerns a case goes: the case itself, or the one it was merged into in the end."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def attachment_in(case: Case, attachment_id: int) -> Attachment | None:
    """A file of the case or of one merged into it."""
    held = Attachment.objects.filter(pk=attachment_id).select_related("blob", "message").first()
    if held is None or held.case_id == case.pk:
        return held
    return held if any(held.case_id == other.pk for other in merged_in(case)) else None
