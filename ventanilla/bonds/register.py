"""The register of bonds: what stands for each shop, what it was before, and which end soon."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from ventanilla.bonds.models import Bond
from ventanilla.cases.queries import staff_units
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import current_pack

SOON = dt.timedelta(days=60)
"""How long before its end a bond is on the list of those that end."""

SHOWN = 100
ASKED = frozenset({"direction", "bond_number", "insurer", "present_amount", "requested_amount"})
"""The questions by which a procedure is known to change a bond."""


def changes_bond(procedure: Procedure) -> bool:
    """Whether a resolution of the procedure changes the amount of a bond."""
    sections = procedure.form.sections if procedure.form else ()
    return {field.code for section in sections for field in section.fields} >= ASKED


def register_units(pack: Pack) -> frozenset[str]:
    """The units that keep the register: those that resolve changes of bonds."""
    return frozenset(item.unit for item in pack.procedures.values() if changes_bond(item))


def may_read(actor: Actor) -> bool:
    """Whether the actor reads the register: staff of a unit that keeps it, its heads, and auditors."""
    units = register_units(current_pack())
    return bool(units) and (actor.may(Permission.READ_ALL_CASES) or not units.isdisjoint(staff_units(actor)))


def visible_to(actor: Actor) -> QuerySet[Bond]:
    """Every row of the register, or none."""
    return Bond.objects.all() if may_read(actor) else Bond.objects.none()


def standing(actor: Actor, *, query: str = "") -> QuerySet[Bond]:
    """The bonds that stand, by shop; `query` is part of a shop's name, a NIT or a number of a bond, in any state."""
    found = visible_to(actor).filter(replaced_by=None).select_related("case")
    if query:
        figures = re.sub(r"\D", "", query)
        wanted = Q(holder__icontains=query) | Q(number__icontains=query)
        if len(figures) >= 4:
            wanted |= Q(shop__contains=figures)
        found = found.filter(shop__in=visible_to(actor).filter(wanted).values("shop"))
    return found.order_by("holder", "id")


def ending(actor: Actor, *, today: dt.date) -> QuerySet[Bond]:
    """The bonds that stand and end within `SOON`, or ended and nobody renewed: the first to end first."""
    found = visible_to(actor).filter(replaced_by=None, until__lte=today + SOON)
    return found.select_related("case").order_by("until", "id")


def history(actor: Actor, bond: Bond) -> QuerySet[Bond]:
    """Every row of the shop of a bond, the newest first."""
    return (
        visible_to(actor)
        .filter(shop=bond.shop)
        .select_related("case", "act", "registered_by")
        .order_by("-id")
    )


def shop_of(answers: Mapping[str, Any]) -> str:
    """What a shop is known by: the figures of its NIT, or its name where the application gives none."""
    figures = re.sub(r"\D", "", str(answers.get("company_nit") or ""))
    return figures or " ".join(str(answers.get("organisation") or "").casefold().split())[:200]


def present_bond(answers: Mapping[str, Any]) -> Bond | None:
    """What the register has of the bond that an application wants changed."""
    number = " ".join(str(answers.get("bond_number") or "").split())
    rows = Bond.objects.filter(shop=shop_of(answers), replaced_by=None, number__iexact=number)
    return rows.order_by("-id").first()
