"""Complaints: what one is about, and that the units it is about neither get it nor see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from ventanilla.cases.aliases import normal
from ventanilla.cases.evidence import ABOUT, LINK
from ventanilla.cases.models import Case, CaseAlias, CaseLink, Transfer
from ventanilla.cases.records import ComplaintAbout
from ventanilla.catalogue.conditions import FactValue
from ventanilla.catalogue.model import Procedure
from ventanilla.journal.evidence import Told
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import current_pack

COMPLAINT = "complaint"
"""The kind of the link from the case complained of to the complaint."""


@dataclass(frozen=True, slots=True)
class About:
    """What a complaint is about: the units, and the case it names, if it names one that exists."""

    units: frozenset[str]
    case: Case | None = None


NOTHING = About(frozenset())


def is_complaint(procedure: Procedure | None) -> bool:
    """Whether cases of a procedure are complaints."""
    return procedure is not None and procedure.kind == "complaint"


def about_of(procedure: Procedure, answers: Mapping[str, Any], known: Mapping[str, FactValue]) -> About:
    """What the answers to a complaint's form say that it is about; NOTHING for any other procedure.

    Of a case, every unit that has it or had it.
    """
    pack = current_pack()
    rule = pack.complaints
    if rule is None or not is_complaint(procedure):
        return NOTHING
    case = _named(str(answers.get(rule.case or "") or ""))
    return About(pack.complained_of(known) | (_units_of(case) if case else frozenset()), case)


def note_about(complaint: Case, about: About) -> list[Told]:
    """Keep what a new complaint is about, and tie it to the case it names: told in the complaint's own stream alone."""
    units = [ComplaintAbout(case=complaint, unit=unit) for unit in sorted(about.units)]
    told = [ABOUT.told(unit) for unit in ComplaintAbout.objects.bulk_create(units)]
    if about.case is not None:
        link = CaseLink.objects.create(first=about.case, second=complaint, kind=COMPLAINT)
        told.append(LINK.told(link))
    return told


def units_complained_of(case: Case) -> frozenset[str]:
    """The units that a case is about; none for one that is no complaint, without a query."""
    if not is_complaint(current_pack().procedures.get(case.procedure)):
        return frozenset()
    return frozenset(ComplaintAbout.objects.filter(case=case).values_list("unit", flat=True))


def is_hidden_from(case: Case, actor: Actor) -> bool:
    """Whether a case is a complaint about a unit the actor serves, held by a unit that she does not serve herself."""
    own = actor.units(Permission.WORK_CASES)
    return case.unit not in own and not own.isdisjoint(units_complained_of(case))


def complained_of(units: Collection[str]) -> Q:
    """The cases that are complaints about one of some units."""
    return Q(Exists(ComplaintAbout.objects.filter(case=OuterRef("pk"), unit__in=units)))


def _named(text: str) -> Case | None:
    written = normal(text)
    if not written:
        return None
    case = Case.objects.filter(number=written).first()
    if case is not None:
        return case
    named = list(CaseAlias.objects.filter(value=written).select_related("case")[:2])
    return named[0].case if len(named) == 1 else None


def _units_of(case: Case) -> frozenset[str]:
    """The units that have or had a case, or the one it was merged into."""
    cases = [case.pk, *([case.merged_into_id] if case.merged_into_id else [])]
    units = set(Case.objects.filter(pk__in=cases).values_list("unit", flat=True))
    moved = Transfer.objects.filter(case__in=cases, is_accepted=True).values_list("from_unit", "to_unit")
    return frozenset(units | {unit for pair in moved for unit in pair})
