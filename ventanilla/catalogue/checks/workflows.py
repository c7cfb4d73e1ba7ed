"""`workflows/*.yaml`: the table, and the texts and rooms its steps name."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, duplicates, misnamed, unknown
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import Workflow
from ventanilla.catalogue.parts import WORKFLOWS, Parts
from ventanilla.catalogue.source import Steps
from ventanilla.rules.workflow import Finding

OWNERS = ("cases", "extraordinary", "registration", "bonds", "transparency", "formal")
"""The rooms that may own a step."""
OF_TRANSITIONS = ("unknown-step", "unknown-role", "empty-transition", "closed-with-exits")
"""The findings that concern a transition; the others concern a step."""


def check_workflows(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of every workflow."""
    for document, workflow in parts.folder_values(WORKFLOWS, Workflow):
        yield from misnamed(document, workflow.code)
        yield from duplicates(document, ("steps",), workflow.steps)
        yield from duplicates(document, ("transitions",), workflow.transitions)
        for finding in workflow.table.findings():
            if finding.rule != "duplicate-code":
                yield document.fault(_place(workflow, finding), finding.rule, finding.text)
        for index, step in enumerate(workflow.steps):
            steps: Steps = ("steps", index, "owner")
            yield from unknown(
                document, steps, step.owner, dict.fromkeys(OWNERS), ("unknown-owner", "la sala")
            )
        for index, item in enumerate(workflow.transitions):
            steps = ("transitions", index, "tells")
            yield from unknown(document, steps, item.tells, known.texts, ("unknown-text", "el mensaje"))


def _place(workflow: Workflow, finding: Finding) -> Steps:
    """Where in the file the step or transition of `finding` stands."""
    if finding.rule == "unknown-initial":
        return ("initial",)
    key, items = (
        ("transitions", workflow.transitions) if finding.rule in OF_TRANSITIONS else ("steps", workflow.steps)
    )
    codes = [item.code for item in items]
    return (key, codes.index(finding.code)) if finding.code in codes else (key,)
