"""Terms that run beside the case's own: begun and ended by the formal acts, counted by the one rule of law."""

from __future__ import annotations

import datetime as dt

from ventanilla.cases.models import Case
from ventanilla.catalogue.formal import TermRule
from ventanilla.formal.models import FormalAct, RunningTerm
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.terms import TermResult, legal_term


def rule_of(code: str) -> TermRule | None:
    """The pack's rule of a term; None where it has none and so no such term runs."""
    return current_pack().formal.term(code)


def explain(rule: TermRule, started_at: dt.datetime, *, language: str = "es") -> TermResult:
    """The due date of a term that began at a moment, day by day. Raises BeyondCalendar."""
    calendar = current_pack(language).calendar(law=rule.law)
    return legal_term(
        presented=started_at.astimezone(zone()), days=rule.amount, calendar=calendar, stops=(), unit=rule.unit
    )


def due_on(rule: TermRule, started_at: dt.datetime) -> dt.date:
    """The last day of a term without stops. Raises BeyondCalendar."""
    due = explain(rule, started_at).due
    if due is None:
        raise LookupError("a term without stops has an end")
    return due


def begin_term(*, case: Case, code: str, at: dt.datetime, act: FormalAct | None = None) -> RunningTerm | None:
    """Let a term of the pack run from `at`; one of the same code that runs already ends as met. None without a rule."""
    rule = rule_of(code)
    if rule is None:
        return None
    end_term(case=case, code=code, at=at)
    return RunningTerm.objects.create(case=case, code=code, act=act, started_at=at, due_on=due_on(rule, at))


def end_term(*, case: Case, code: str, at: dt.datetime) -> None:
    """What the term waited for happened."""
    running = RunningTerm.objects.filter(case=case, code=code, state=RunningTerm.State.RUNNING)
    running.update(state=RunningTerm.State.MET, ended_at=at)
