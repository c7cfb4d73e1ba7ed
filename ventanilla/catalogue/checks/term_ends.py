"""What the end of a term does, by `at_end` in `formal.yaml`: something the workflows can do, on a basis, in words there are."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, unknown
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.formal import FormalFile, PaperCode, TermEnd
from ventanilla.catalogue.model import ProcedureFile, Workflow
from ventanilla.catalogue.parts import FORMAL, PROCEDURES, WORKFLOWS, Parts
from ventanilla.catalogue.source import Document, Steps

ARCHIVES = "remedy"
"""The one term whose end may archive: its lapse is the applicant's, and the case waits for her."""
NOTICE, RESOLUTION = "issue_remedy_notice", "resolve"
"""The transitions that the signature of an act takes."""
PAPERS: tuple[PaperCode, ...] = (
    "archive_facts",
    "archive_reasons",
    "archive_decision",
    "resolution_recourse",
)
"""What a resolution that archives is drafted from."""


def check_term_ends(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of every `at_end`."""
    file, document = parts.value(FORMAL, FormalFile), parts.document(FORMAL)
    for index, rule in enumerate(file.terms if file else ()):
        if file is None or rule.at_end is None:
            continue
        steps: Steps = ("terms", index, "at_end")
        if rule.at_end.effect == "alert":
            if rule.at_end.step or rule.at_end.outcome:
                yield document.fault(steps, "term-end", "effect: alert no lleva step ni outcome")
        elif rule.code != ARCHIVES:
            yield document.fault(steps, "term-end", f"el fin del término «{rule.code}» no archiva un caso")
        else:
            yield from _archiving(parts, known, document, steps, rule.at_end)
            yield from _papers(parts, document, steps, file, rule.at_end)


def _archiving(parts: Parts, known: Known, document: Document, steps: Steps, end: TermEnd) -> Iterator[Fault]:
    """It names its basis, and a step and an outcome that every procedure with a remedy notice has."""
    if not end.basis:
        yield document.fault(steps, "term-end-basis", "el archivo no cita su base legal")
    for name in ("step", "outcome"):
        if getattr(end, name) is None:
            yield document.fault(steps, "term-end", f"a effect: archive le falta {name}")
    naming = ("unknown-outcome", "el resultado")
    yield from unknown(document, (*steps, "outcome"), end.outcome, known.outcomes, naming)
    flows = [flow for _, flow in parts.folder_values(WORKFLOWS, Workflow) if _waits(flow)]
    if end.step is not None and not flows:
        words = "ningún flujo previene al solicitante: su término no corre"
        yield document.fault((*steps, "step"), "term-end", words)
    for flow in flows if end.step is not None else ():
        why = _why_not(flow, end.step or "")
        if why:
            yield document.fault((*steps, "step"), "term-end", f"en el flujo «{flow.code}», {why}")
    preventing = {flow.code for flow in flows}
    for _, procedure in parts.folder_values(PROCEDURES, ProcedureFile):
        if procedure.workflow in preventing and procedure.outcomes and end.outcome not in procedure.outcomes:
            words = f"el trámite «{procedure.code}» no admite el resultado «{end.outcome}»"
            yield document.fault((*steps, "outcome"), "term-end", words)


def _waits(flow: Workflow) -> str:
    """The step in which a case waits that its remedy notice is answered; "" where the workflow has none."""
    return next((item.to for item in flow.transitions if item.code == NOTICE), "")


def _why_not(flow: Workflow, code: str) -> str:
    """Why a transition cannot archive what waits in a workflow; "" where it can."""
    transition = next((item for item in flow.transitions if item.code == code), None)
    if transition is None or _waits(flow) not in transition.from_:
        return f"ninguna transición «{code}» sale de «{_waits(flow)}»"
    target = next((step for step in flow.steps if step.code == transition.to), None)
    if target is None:
        return ""
    if target.phase not in ("decided", "closed"):
        return f"«{code}» no lleva a un paso que decida o cierre"
    if _is_signed(flow, code):
        return (
            "" if code == RESOLUTION else f"la firma de una resolución da el paso «{RESOLUTION}», no «{code}»"
        )
    return "" if list(transition.by) == ["system"] else f"«{code}» no es un paso del sistema (by: [system])"


def _is_signed(flow: Workflow, code: str) -> bool:
    """Whether only a signature takes a transition."""
    to = next((item.to for item in flow.transitions if item.code == code), "")
    return any(step.code == to and step.owner == "formal" for step in flow.steps)


def _papers(
    parts: Parts, document: Document, steps: Steps, file: FormalFile, end: TermEnd
) -> Iterator[Fault]:
    """A resolution that is drafted has words for each of its sections."""
    flows = [flow for _, flow in parts.folder_values(WORKFLOWS, Workflow) if _waits(flow)]
    if not any(_is_signed(flow, end.step or "") for flow in flows):
        return
    missing = [code for code in PAPERS if not file.papers.get(code, "").strip()]
    if missing:
        words = f"faltan en papers: {', '.join(missing)}"
        yield document.fault(steps, "term-end-paper", words)
