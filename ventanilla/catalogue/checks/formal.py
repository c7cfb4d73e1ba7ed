"""`formal.yaml`: terms, numbers and drafting texts of formal acts."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, duplicates, unknown
from ventanilla.catalogue.checks.texts import check_template
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.formal import ARCHIVE_PLACEHOLDERS, PAPER_PLACEHOLDERS, FormalFile
from ventanilla.catalogue.model import ProcedureFile, TextsFile
from ventanilla.catalogue.parts import FORMAL, PROCEDURES, TEXTS, Parts
from ventanilla.catalogue.source import Document, Steps

MOST_ALARM_DAYS = 30
_SAMPLE = {"unit": "UNI", "year": 2026, "n": 1}


def check_formal(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `formal.yaml`."""
    file, document = parts.value(FORMAL, FormalFile), parts.document(FORMAL)
    if file is None:
        return
    yield from duplicates(document, ("terms",), file.terms)
    for index, rule in enumerate(file.terms):
        steps: Steps = ("terms", index)
        if not 1 <= rule.amount <= 365:
            yield document.fault((*steps, "amount"), "term-amount", f"{rule.amount} días")
        naming = ("unknown-law", "la norma")
        yield from unknown(document, (*steps, "law"), rule.law, known.counting_laws, naming)
        if not rule.basis and rule.is_confirmed:
            yield document.fault(steps, "term-basis", f"el término «{rule.code}» no cita su base legal")
    for code, text in file.papers.items():
        allowed = ARCHIVE_PLACEHOLDERS if code.startswith("archive_") else PAPER_PLACEHOLDERS
        yield from check_template(document, ("papers", code), text, allowed)
    yield from _alarms(document, file)
    yield from _solvency(parts, file)
    for name in ("remedy_notice", "resolution"):
        fault = _number_fault(getattr(file.numbers, name))
        if fault:
            yield document.fault(("numbers", name), "act-number", fault)


def _alarms(document: Document, file: FormalFile) -> Iterator[Fault]:
    """An alarm comes while the term still runs."""
    if file.alarm is not None and not 1 <= file.alarm.days <= MOST_ALARM_DAYS:
        yield document.fault(("alarm", "days"), "alarm-days", f"{file.alarm.days} días")
    for index, rule in enumerate(file.terms):
        if rule.alarm_days is not None and not 1 <= rule.alarm_days < rule.amount:
            words = f"{rule.alarm_days} días antes, en un término de {rule.amount}"
            yield document.fault(("terms", index, "alarm_days"), "alarm-days", words)


def _solvency(parts: Parts, file: FormalFile) -> Iterator[Fault]:
    """What the question to the tax system names: requirements that some procedure has, and what the applicant is told."""
    if file.solvency is None:
        return
    document, texts = parts.document(FORMAL), parts.value(TEXTS, TextsFile)
    if texts is not None and "solvency_not_reflected" not in texts.texts:
        words = "falta en texts.yaml el mensaje «solvency_not_reflected»"
        yield document.fault(("solvency",), "text-missing", words)
    procedures = parts.folder_values(PROCEDURES, ProcedureFile)
    codes = {item.code: item for _, procedure in procedures for item in procedure.requirements}
    for name in ("requirement", "paper"):
        naming = ("unknown-requirement", "el requisito")
        yield from unknown(document, ("solvency", name), getattr(file.solvency, name), codes, naming)


def _number_fault(pattern: str) -> str:
    """Why a pattern does not give each act of a unit and year a number of its own; "" where it does."""
    try:
        written = {
            pattern.format(**{**_SAMPLE, **change})
            for change in ({}, {"n": 2}, {"year": 2027}, {"unit": "OTRA"})
        }
    except (KeyError, IndexError, ValueError) as error:
        return f"«{pattern}» no se entiende ({error})"
    return "" if len(written) == 4 else f"«{pattern}» daría el mismo número a dos actos"
