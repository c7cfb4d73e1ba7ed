"""A complaint that begins on the page of the case it is about."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from ventanilla.cases.complaints import is_complaint
from ventanilla.cases.models import Case
from ventanilla.cases.queries import as_party
from ventanilla.catalogue.model import Procedure
from ventanilla.people.access import Actor
from ventanilla.ui.context import current_pack


def complaint_url(case: Case, procedure: Procedure) -> str:
    """Where a complaint about a case begins; "" where the pack takes none, or it is one itself."""
    pack = current_pack()
    taking = next((item for item in pack.procedures.values() if item.is_open and is_complaint(item)), None)
    if taking is None or pack.complaints is None or is_complaint(procedure):
        return ""
    return f"{reverse('portal:start', args=[taking.slug])}?{urlencode({'caso': case.number})}"


def case_complained_of(actor: Actor, procedure: Procedure, number: str) -> Case | None:
    """The visitor's own case that an address names, where its procedure takes complaints; else None."""
    if not number or not is_complaint(procedure):
        return None
    return as_party(actor).filter(number=number.upper()[:40].replace("\0", "")).first()


def answers_about(case: Case) -> dict[str, str]:
    """What the form of a complaint about a case begins with: its number, and the unit that has it."""
    rule = current_pack().complaints
    if rule is None or rule.case is None:
        return {}
    answers = {**rule.with_case, rule.case: case.number}
    named = next((choice for choice, unit in rule.units.items() if unit == case.unit), None)
    return answers | ({rule.about: named} if rule.about and named else {})
