"""What is held against what once each file of a pack is well formed by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ventanilla.catalogue.checks.calendar import check_calendar
from ventanilla.catalogue.checks.certainty import check_certainty
from ventanilla.catalogue.checks.complaints import check_complaints
from ventanilla.catalogue.checks.doors import check_doors
from ventanilla.catalogue.checks.formal import check_formal
from ventanilla.catalogue.checks.known import Known, known_in
from ventanilla.catalogue.checks.powers import check_powers
from ventanilla.catalogue.checks.procedures import check_procedures, check_routing
from ventanilla.catalogue.checks.rates import check_rates
from ventanilla.catalogue.checks.settings import check_people, check_posts, check_settings, check_units
from ventanilla.catalogue.checks.term_ends import check_term_ends
from ventanilla.catalogue.checks.texts import check_lists, check_texts
from ventanilla.catalogue.checks.translations import check_translations
from ventanilla.catalogue.checks.workflows import check_workflows
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.parts import Parts

Check = Callable[[Parts, Known], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    check_settings,
    check_units,
    check_posts,
    check_people,
    check_lists,
    check_texts,
    check_formal,
    check_term_ends,
    check_doors,
    check_calendar,
    check_rates,
    check_workflows,
    check_procedures,
    check_powers,
    check_routing,
    check_complaints,
    check_certainty,
    check_translations,
)


def faults_of(parts: Parts) -> list[Fault]:
    """The faults of the files by themselves and against each other, in order of file and line."""
    known = known_in(parts)
    return sorted({*parts.faults, *(fault for check in CHECKS for fault in check(parts, known))})


__all__ = ["faults_of"]
