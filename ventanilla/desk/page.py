"""The frame of every page of the desk: menu, unit, banner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ventanilla.bonds.register import may_read
from ventanilla.cases.counter import counter_procedures
from ventanilla.catalogue import Pack
from ventanilla.desk.access import DeskRequest
from ventanilla.people.access import Actor, Permission
from ventanilla.ui.context import current_pack
from ventanilla.ui.navigation import desk_items

_MENU = {
    "queue": {Permission.WORK_CASES},
    "search": {Permission.WORK_CASES, Permission.READ_ALL_CASES},
    "mail": {Permission.WORK_CASES, Permission.READ_ALL_CASES},
    "staff": {Permission.MANAGE_STAFF},
    "log": {Permission.READ_JOURNAL},
    "feedback": {Permission.READ_FEEDBACK},
    "mail_state": {Permission.MANAGE_STAFF},
    "calendar": {Permission.MANAGE_CALENDAR},
    "delegations": {Permission.ASSIGN_OTHERS, Permission.MANAGE_STAFF, Permission.READ_ALL_CASES},
}


def desk_page(
    request: DeskRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the desk with its frame."""
    actor = request.actor
    frame = {
        "desk_items": desk_items(request.path, allowed=allowed_pages(actor)),
        "unit_title": desk_title(actor, current_pack()),
        "desk_url": reverse("desk:queue"),
        "desk_search_url": reverse("desk:search") if "search" in allowed_pages(actor) else "",
        "is_unscanned": settings.SCAN == "off",
    }
    response = render(request, f"desk/{template}", frame | dict(context or {}), status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def allowed_pages(actor: Actor) -> list[str]:
    """The entries of the menu that lead the actor somewhere."""
    allowed = [code for code, any_of in _MENU.items() if any(map(actor.may, any_of))]
    if actor.may(Permission.WORK_CASES):
        allowed += [
            code
            for code, is_open in (
                ("counter", counter_procedures()),
                ("calls", current_pack().doors.phone_options),
            )
            if is_open
        ]
    return [*allowed, "bonds"] if may_read(actor) else allowed


def desk_title(actor: Actor, pack: Pack) -> str:
    """Whose desk this is: the unit's, or the part the actor has in the whole house."""
    units = sorted(actor.units(Permission.WORK_CASES))
    if len(units) == 1:
        return pack.units[units[0]].title if units[0] in pack.units else units[0]
    if units:
        return ngettext("%(count)s unit", "%(count)s units", len(units)) % {"count": len(units)}
    return _("Audit") if actor.is_auditor else _("Administration of the desk")
