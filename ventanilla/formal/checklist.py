"""What the completeness check looks at: each requirement of the case, its files and what was found of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import facts, is_required
from ventanilla.catalogue.model import Requirement
from ventanilla.formal.models import RequirementState


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A requirement of a case: whether the answers make it due, the files for it, the verdict so far."""

    requirement: Requirement
    is_due: bool
    files: tuple[Attachment, ...]
    verdict: RequirementState | None

    @property
    def is_settled(self) -> bool:
        """Whether the check has a verdict that lets the case go on."""
        return self.verdict is not None and self.verdict.state != RequirementState.State.UNMET


def checklist(case: Case) -> tuple[CheckRow, ...]:
    """Every requirement of the case's definition, in its order."""
    procedure = procedure_of(case)
    verdicts = {row.code: row for row in RequirementState.objects.filter(case=case).select_related("by")}
    files: dict[str, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(case=case).select_related("blob").order_by("id"):
        files.setdefault(attachment.requirement, []).append(attachment)
    return tuple(
        CheckRow(
            requirement=requirement,
            is_due=_is_due(case, requirement),
            files=tuple(files.get(requirement.code, ())),
            verdict=verdicts.get(requirement.code),
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


def _is_due(case: Case, requirement: Requirement) -> bool:
    """A condition that cannot be evaluated makes it due: an officer looks, nobody is spared by a fault of the pack."""
    try:
        return is_required(requirement, facts(procedure_of(case), case.answers, {"channel": case.channel}))
    except ConditionFault:
        return True
