"""`texts.yaml`, `canned.yaml`, `laws.yaml`, `outcomes.yaml`: words, and the placeholders in them."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, duplicates, unknowns
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import CannedFile, LawsFile, OutcomesFile, ProcedureFile, TextsFile
from ventanilla.catalogue.parts import CANNED, LAWS, OUTCOMES, PROCEDURES, TEXTS, Parts
from ventanilla.catalogue.source import Document, Steps
from ventanilla.catalogue.texts import REQUIRED, REQUIRED_SCREENS, allowed_in, is_well_formed, placeholders


def check_texts(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of the messages: what they must and may carry, and which must exist."""
    file, document = parts.value(TEXTS, TextsFile), parts.document(TEXTS)
    if file is None:
        return
    procedures = parts.folder_values(PROCEDURES, ProcedureFile)
    if any(procedure.state == "open" for _, procedure in procedures):
        for key, codes, existing in (
            ("texts", REQUIRED, file.texts),
            ("screens", REQUIRED_SCREENS, file.screens),
        ):
            for code in codes:
                if code not in existing:
                    yield document.fault((key,), "text-missing", f"falta el mensaje «{code}» de {key}")
    for code, text in file.texts.items():
        for key in ("subject", "body"):
            yield from check_template(document, ("texts", code, key), getattr(text, key), allowed_in(code))
        if "\n" in text.subject:
            yield document.fault(
                ("texts", code, "subject"), "subject-lines", f"«{code}» tiene asunto de varias líneas"
            )
        needed = REQUIRED.get(code, frozenset())
        for name in sorted(needed - placeholders(text.subject) - placeholders(text.body)):
            steps: Steps = ("texts", code, "body")
            yield document.fault(steps, "placeholder-missing", f"«{code}» no lleva {{{name}}}")


def check_template(
    document: Document, steps: Steps, template: str, allowed: frozenset[str]
) -> Iterator[Fault]:
    """Faults of the placeholders in one text, which may be those of `allowed`."""
    if not is_well_formed(template):
        yield document.fault(steps, "placeholder-syntax", "hay una llave suelta o un nombre mal escrito")
        return
    for name in sorted(placeholders(template) - allowed):
        yield document.fault(steps, "unknown-placeholder", f"aquí nadie llena {{{name}}}")


def check_lists(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of the short lists: norms, outcomes and canned texts."""
    laws, outcomes = parts.value(LAWS, LawsFile), parts.value(OUTCOMES, OutcomesFile)
    canned, document = parts.value(CANNED, CannedFile), parts.document(CANNED)
    if laws is not None:
        yield from duplicates(parts.document(LAWS), ("laws",), laws.laws)
    if outcomes is not None:
        yield from duplicates(parts.document(OUTCOMES), ("outcomes",), outcomes.outcomes)
    if canned is None:
        return
    yield from duplicates(document, ("canned",), canned.canned)
    for index, text in enumerate(canned.canned):
        yield from check_template(document, ("canned", index, "body"), text.body, frozenset())
        naming = ("unknown-procedure", "el trámite")
        yield from unknowns(
            document, ("canned", index, "procedures"), text.procedures, known.procedures, naming
        )
