"""Workflow tables: the steps of a procedure, who may take it from one to the next, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeVar

PHASES = ("received", "in_review", "waiting_applicant", "decided", "closed")
"""The phases that the engine knows; steps belong to the pack."""
CLOSED = "closed"
ROLES = ("applicant", "officer", "head", "system")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure, the phase it lies in, and the room that owns its acts."""

    code: str
    phase: str
    owner: str = "cases"


@dataclass(frozen=True, slots=True)
class Transition:
    """An allowed change: from any of the steps `from_` to the step `to`, by any of the roles `by`."""

    code: str
    from_: tuple[str, ...]
    to: str
    by: tuple[str, ...]


class Finding(NamedTuple):
    """One fault of a table: the code of the rule it breaks, the step or transition, and a sentence."""

    rule: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """One table: where a case begins, its steps and its transitions. Ask `faults()` before using it."""

    initial: str
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]

    def step(self, code: str) -> Step:
        """The step of that code, or KeyError."""
        return _by_code(self.steps, code)

    def transition(self, code: str) -> Transition:
        """The transition of that code, or KeyError."""
        return _by_code(self.transitions, code)

    def allowed(self, step: str, role: str) -> tuple[Transition, ...]:
        """What `role` may do from `step`, in the order of the table."""
        return tuple(item for item in self.transitions if step in item.from_ and role in item.by)

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the table, each as a sentence that names the step or transition."""
        return tuple(finding.text for finding in self.findings())

    def findings(self) -> tuple[Finding, ...]:
        """The same, each with the code of its rule and of the step or transition."""
        found = [*self._repeated(), *self._unknown()]
        return tuple(
            found or [*self._unreachable(), *self._dead_ends(), *self._left_when_closed(), *self._stuck()]
        )

    def _repeated(self) -> Iterator[Finding]:
        for kind, items in (("el paso", self.steps), ("la transición", self.transitions)):
            for code, times in Counter(item.code for item in items).items():
                if times > 1:
                    yield Finding("duplicate-code", code, f"{kind} «{code}» está {times} veces; deje una")

    def _unknown(self) -> Iterator[Finding]:
        codes = {step.code for step in self.steps}
        if self.initial not in codes:
            text = f"initial: el paso «{self.initial}» no existe; nombre uno de la lista de pasos"
            yield Finding("unknown-initial", self.initial, text)
        for step in self.steps:
            if step.phase not in PHASES:
                text = (
                    f"el paso «{step.code}» tiene la fase desconocida «{step.phase}»; use {', '.join(PHASES)}"
                )
                yield Finding("unknown-phase", step.code, text)
        for item in self.transitions:
            for code in (*item.from_, item.to):
                if code not in codes:
                    text = f"la transición «{item.code}» nombra el paso «{code}», que no existe; agréguelo o corrija"
                    yield Finding("unknown-step", item.code, text)
            for role in item.by:
                if role not in ROLES:
                    text = f"la transición «{item.code}» nombra el papel «{role}»; use {', '.join(ROLES)}"
                    yield Finding("unknown-role", item.code, text)
            if not item.from_ or not item.by:
                text = f"la transición «{item.code}» no dice desde qué paso o quién; complete from y by"
                yield Finding("empty-transition", item.code, text)

    def _unreachable(self) -> Iterator[Finding]:
        reached = _closure(
            {self.initial}, [(step, item.to) for item in self.transitions for step in item.from_]
        )
        for step in self.steps:
            if step.code not in reached:
                text = f"al paso «{step.code}» no se llega desde «{self.initial}»; agregue una transición o quítelo"
                yield Finding("unreachable-step", step.code, text)

    def _dead_ends(self) -> Iterator[Finding]:
        left = {code for item in self.transitions for code in item.from_}
        for step in self.steps:
            if step.phase != CLOSED and step.code not in left:
                text = f"del paso «{step.code}» no se sale y no cierra el caso; agregue una transición"
                yield Finding("dead-end", step.code, text)

    def _left_when_closed(self) -> Iterator[Finding]:
        closed = {step.code for step in self.steps if step.phase == CLOSED}
        for item in self.transitions:
            for code in item.from_:
                if code in closed:
                    text = f"la transición «{item.code}» sale del paso cerrado «{code}»; un caso cerrado no se mueve"
                    yield Finding("closed-with-exits", item.code, text)

    def _stuck(self) -> Iterator[Finding]:
        """Steps that go round for ever: they can be left, but no way leads to the end."""
        ends = {step.code for step in self.steps if step.phase == CLOSED}
        if not ends:
            text = "ningún paso está en la fase closed: un caso no podría terminar; agregue uno"
            yield Finding("no-closed-step", "", text)
            return
        left = {code for item in self.transitions for code in item.from_}
        saved = _closure(ends, [(item.to, step) for item in self.transitions for step in item.from_])
        for step in self.steps:
            if step.code in left and step.code not in saved:
                text = f"desde el paso «{step.code}» no hay camino al cierre; agregue una transición"
                yield Finding("no-way-to-close", step.code, text)


def diagram(workflow: Workflow, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """The workflow as the text of a Mermaid state diagram; `titles` name steps and transitions by code."""
    lines = ["stateDiagram-v2", f"    [*] --> {_state(workflow.initial)}"]
    lines += [
        f"    {_state(step.code)} : {titles.get(step.code, step.code)} ({step.phase})"
        for step in workflow.steps
    ]
    for item in workflow.transitions:
        for origin in item.from_:
            label = f"{titles.get(item.code, item.code)} ({', '.join(item.by)})"
            lines.append(f"    {_state(origin)} --> {_state(item.to)} : {label}")
    lines += [f"    {_state(step.code)} --> [*]" for step in workflow.steps if step.phase == CLOSED]
    return "\n".join(lines) + "\n"


_Item = TypeVar("_Item", Step, Transition)


def _state(code: str) -> str:
    """A code as a Mermaid state: hyphens would be read as part of an arrow."""
    return code.replace("-", "_")


def _by_code(items: Iterable[_Item], code: str) -> _Item:
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    """Everything that can be reached from `start` along the edges."""
    reached, frontier = set(start), set(start)
    while frontier:
        frontier = {to for origin, to in edges if origin in frontier} - reached
        reached |= frontier
    return reached
