"""Reading what people say of the sheets."""

from __future__ import annotations

from django.db.models import QuerySet

from ventanilla.people.access import Actor, Permission
from ventanilla.procedures.models import SheetFeedback
from ventanilla.reference.current import units_below


def feedback_visible_to(actor: Actor) -> QuerySet[SheetFeedback]:
    """The answers on the sheets of the units an actor leads; all of them for administrators."""
    if actor.is_administrator:
        return SheetFeedback.objects.order_by("-at", "-id")
    units = units_below(actor.units(Permission.READ_FEEDBACK))
    return SheetFeedback.objects.filter(unit__in=units).order_by("-at", "-id")
