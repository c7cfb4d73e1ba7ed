"""What the completeness check looks at: each requirement of the case, its files and what was found of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import facts, is_required
from ventanilla.catalogue.model import Requirement
from ventanilla.formal.keeping import default_until, filed_for
from ventanilla.formal.models import RequirementState
from ventanilla.people.models import VaultDocument


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A requirement of a case: whether the answers make it due, the files for it, the verdict so far.

    `filed` is what is on file for one that nothing was presented for: it need not be presented. `until` is the last day of its document: what was written down, else what the pack gives one presented that day.
    """

    requirement: Requirement
    is_due: bool
    files: tuple[Attachment, ...]
    verdict: RequirementState | None
    until: dt.date | None = None
    filed: VaultDocument | None = None

    @property
    def is_from_file(self) -> bool:
        """Whether what was presented for it is all from what was on file: proposed as such."""
        return bool(self.files) and all(file.vault_id is not None for file in self.files)

    @property
    def is_settled(self) -> bool:
        """Whether the check has a verdict that lets the case go on."""
        return self.verdict is not None and self.verdict.state != RequirementState.State.UNMET


def checklist(case: Case, *, with_filed: bool = False) -> tuple[CheckRow, ...]:
    """Every requirement of the case's definition, in its order; `with_filed` looks for what is on file too."""
    procedure = procedure_of(case)
    verdicts = {row.code: row for row in RequirementState.objects.filter(case=case).select_related("by")}
    files: dict[str, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(case=case).select_related("blob", "vault").order_by("id"):
        files.setdefault(attachment.requirement, []).append(attachment)
    lacking = [item for item in procedure.requirements if item.code not in files] if with_filed else []
    filed = filed_for(case, lacking)
    return tuple(
        CheckRow(
            requirement=requirement,
            is_due=_is_due(case, requirement),
            files=tuple(files.get(requirement.code, ())),
            verdict=verdicts.get(requirement.code),
            until=_until(requirement, files.get(requirement.code, ()), verdicts.get(requirement.code)),
            filed=filed.get(requirement.code),
        )
        for requirement in procedure.requirements
    )


def unmet(case: Case) -> Mapping[str, str]:
    """The requirements that the check found wanting, with the reason of each, in the definition's order."""
    found = dict(
        RequirementState.objects.filter(case=case, state=RequirementState.State.UNMET).values_list(
            "code", "reason"
        )
    )
    return {item.code: found[item.code] for item in procedure_of(case).requirements if item.code in found}


def _until(
    requirement: Requirement, files: Sequence[Attachment], verdict: RequirementState | None
) -> dt.date | None:
    if verdict is not None and verdict.state == RequirementState.State.MET:
        return verdict.valid_until
    if not files:
        return None
    return default_until(requirement, timezone.localtime(files[-1].added_at).date())


def _is_due(case: Case, requirement: Requirement) -> bool:
    """A condition that cannot be evaluated makes it due: an officer looks, nobody is spared by a fault of the pack."""
    try:
        return is_required(requirement, facts(procedure_of(case), case.answers, {"channel": case.channel}))
    except ConditionFault:
        return True
