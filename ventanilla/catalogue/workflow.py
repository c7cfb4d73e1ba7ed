"""`workflows/<code>.yaml`: the steps of a case and who may take it from one to the next."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Key

from ventanilla.catalogue.values import Code, Value, Words
from ventanilla.rules.workflow import Step as StepRow
from ventanilla.rules.workflow import Transition as TransitionRow
from ventanilla.rules.workflow import Workflow as WorkflowTable

Phase = Literal["received", "in_review", "waiting_applicant", "decided", "closed"]
TransitionRole = Literal["applicant", "officer", "head", "system"]


class Step(Value):
    code: Code
    title: Words
    phase: Phase
    owner: str = "cases"


class Transition(Value):
    """An allowed change of step. `journal` is the kind of journal entry, `tells` the text sent."""

    code: Code
    title: Words
    from_: tuple[Code, ...] = Key(alias="from")
    to: Code
    by: tuple[TransitionRole, ...]
    tells: Code | None = None
    journal: Code


class Workflow(Value):
    code: Code
    title: Words
    initial: Code
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]

    @property
    def table(self) -> WorkflowTable:
        """The workflow as `ventanilla.rules.workflow` reads it: codes without words."""
        return WorkflowTable(
            self.initial,
            tuple(StepRow(step.code, step.phase, step.owner) for step in self.steps),
            tuple(TransitionRow(item.code, item.from_, item.to, item.by) for item in self.transitions),
        )

    def step(self, code: str) -> Step:
        """The step named `code`; KeyError names what is missing."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def transition(self, code: str) -> Transition:
        """The transition named `code`; KeyError names what is missing."""
        for transition in self.transitions:
            if transition.code == code:
                return transition
        raise KeyError(code)

    def allowed(self, step: str, role: str) -> tuple[Transition, ...]:
        """The transitions that `role` may take from `step`, in the order of the file."""
        return tuple(item for item in self.transitions if step in item.from_ and role in item.by)
