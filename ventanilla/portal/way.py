"""The way from the first question to the case's number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ventanilla.cases.models import Draft
from ventanilla.catalogue.model import Procedure
from ventanilla.portal.requests import PortalRequest
from ventanilla.ui.context import current_pack


@dataclass(frozen=True, slots=True)
class Way:
    """Names of the pages one goes through, and the number (from 1) of the one shown."""

    steps: tuple[str, ...]
    current: int


def way_of(procedure: Procedure, page: str) -> Way:
    """The way through a procedure's form seen from `page`: questions, documents, review or sent."""
    names = {
        "questions": _("Your data"),
        "documents": _("Documents"),
        "review": _("Check your answers"),
        "sent": _("Sent"),
    }
    if not any(item.kind == "file" for item in procedure.requirements):
        del names["documents"]
    return Way(tuple(names.values()), list(names).index(page) + 1)


def needs_account(request: PortalRequest, draft: Draft | None = None) -> bool:
    """Whether the visitor has to sign in, or sign up, before she can send; a link to complete a case is proof enough."""
    if draft is not None and draft.completes_id is not None:
        return False
    return current_pack().account_required_to_send and request.actor.person_id is None
