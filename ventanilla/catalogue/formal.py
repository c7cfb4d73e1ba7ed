"""`formal.yaml`: the formal acts of the administration: their numbers, the texts they are drafted from, their terms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Key

from ventanilla.catalogue.administration import DayUnit
from ventanilla.catalogue.values import Certain, Citations, Code, IdentifierKind, Value, Words

TermCode = Literal["remedy", "notify", "paper_copy", "recourse"]
PaperCode = Literal[
    "remedy_opening",
    "remedy_warning",
    "resolution_facts",
    "resolution_reasons",
    "resolution_recourse",
    "archive_facts",
    "archive_reasons",
    "archive_decision",
]
PAPER_PLACEHOLDERS = frozenset(
    {"applicant_name", "case_number", "opened_on", "procedure_title", "unit", "days", "articles"}
)
"""What a text of a formal act may carry."""
ARCHIVE_PLACEHOLDERS = PAPER_PLACEHOLDERS | {"notice", "due_on", "basis"}
"""What a text of an archiving may carry: also the remedy notice, the last day of its term and the basis of the archiving."""


class TermEnd(Certain):
    """What the end of a term does: `alert` alone, or `archive` the case by `step` with `outcome`, on a basis.

    `step` is a transition of the workflow. One that the signature of a resolution takes is drafted for signature, and
    nothing is decided until then; one of the system is taken at once.
    """

    effect: Literal["alert", "archive"] = "alert"
    step: Code | None = None
    outcome: Code | None = None
    basis: Citations = ()


class TermRule(Certain):
    """A term that runs beside the case's own. It is counted from the day after `starts`; `at_end` says what its end does.

    `whose`: `person` or `administration`. `law` chooses the day-count of the calendar. So many business days before
    its end (`alarm_days`) who works the case is told; without a number nobody is. Without `at_end` its end only alerts.
    """

    code: TermCode
    title: Words
    whose: Literal["person", "administration"]
    amount: int
    unit: DayUnit
    law: Code | None = None
    starts: Words
    ends: Words
    alarm_days: int | None = None
    basis: Citations = ()
    at_end: TermEnd | None = None


class ActNumbers(Certain):
    """How the numbers of acts are written: `{unit}` is the unit's short name, `{year}` and `{n:04d}` the series."""

    remedy_notice: str = "PREV-{unit}-{year}-{n:04d}"
    resolution: str = "RES-{unit}-{year}-{n:04d}"


class SolvencyRule(Value):
    """Which requirement the tax system proves, which other the paper in its place, and by which documents it is asked.

    `documents` are kinds of identifier, the one asked by first.
    """

    requirement: Code
    paper: Code
    documents: tuple[IdentifierKind, ...] = Key(min_length=1)


class Alarm(Certain):
    """From how many business days before its end the own term of a case is marked, and who works it told."""

    days: int


class FormalFile(Value):
    """The content of `formal.yaml`. `tells_moved_dates`: a party is told where a change of the calendar moves her date."""

    terms: tuple[TermRule, ...] = ()
    alarm: Alarm | None = None
    tells_moved_dates: bool = True
    numbers: ActNumbers = ActNumbers()
    papers: dict[PaperCode, str] = Key(default_factory=dict)
    solvency: SolvencyRule | None = None

    def term(self, code: str) -> TermRule | None:
        """The rule of a term; None where the pack has none."""
        return next((rule for rule in self.terms if rule.code == code), None)
