"""Terms that run beside the case's own: begun and ended by the formal acts, counted by the one rule of law."""

from __future__ import annotations

import datetime as dt

from ventanilla.cases.models import Case
from ventanilla.catalogue.formal import TermRule
from ventanilla.formal.evidence import TERM
from ventanilla.formal.models import FormalAct, RunningTerm
from ventanilla.journal.evidence import Told
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.calendars import BusinessCalendar
from ventanilla.rules.terms import TermResult, legal_term

ALERTS = ("term_soon", "term_lapsed", "legal_term_over")
"""What a case is marked with because of a term, the weakest first."""


def rule_of(code: str) -> TermRule | None:
    """The pack's rule of a term; None where it has none and so no such term runs."""
    return current_pack().formal.term(code)


def explain(
    rule: TermRule, started_at: dt.datetime, *, by: BusinessCalendar | None = None, post: str = ""
) -> TermResult:
    """The due date of a term that began at a moment, day by day; `by` a calendar other than the present one. Raises BeyondCalendar."""
    return legal_term(
        presented=started_at.astimezone(zone()),
        days=rule.amount,
        calendar=by or calendar(law=rule.law, post=post, fresh=True),
        stops=(),
        unit=rule.unit,
    )


def due_on(
    rule: TermRule, started_at: dt.datetime, *, by: BusinessCalendar | None = None, post: str = ""
) -> dt.date:
    """The last day of a term without stops. Raises BeyondCalendar."""
    due = explain(rule, started_at, by=by, post=post).due
    if due is None:
        raise LookupError("a term without stops has an end")
    return due


def begin_term(*, case: Case, code: str, at: dt.datetime, act: FormalAct | None = None) -> list[Told]:
    """Let a term of the pack run from `at`; one of the same code that runs already ends as met.

    Returns what the caller's entry tells: nothing without a rule.
    """
    rule = rule_of(code)
    if rule is None:
        return []
    ended = end_term(case=case, code=code, at=at)
    begun = RunningTerm.objects.create(
        case=case, code=code, act=act, started_at=at, due_on=due_on(rule, at, post=case.post)
    )
    return [*ended, TERM.told(begun)]


def end_term(*, case: Case, code: str, at: dt.datetime) -> list[Told]:
    """What the term waited for happened. Returns what the caller's entry tells."""
    running = list(RunningTerm.objects.filter(case=case, code=code, state=RunningTerm.State.RUNNING))
    for term in running:
        term.state, term.ended_at = RunningTerm.State.MET, at
        term.save(update_fields=["state", "ended_at"])
    if running:
        warned = Case.objects.filter(pk=case.pk, needs_attention="term_soon")
        if warned.update(needs_attention=""):
            case.needs_attention = ""
    return [TERM.told(term) for term in running]
