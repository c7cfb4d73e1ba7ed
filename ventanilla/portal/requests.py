"""What the portal reads of a request: who acts, where it comes from, in which language it is answered."""

from __future__ import annotations

import ipaddress
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest

from ventanilla.catalogue.model import Procedure
from ventanilla.people.access import Actor
from ventanilla.ui.context import current_pack


class PortalRequest(HttpRequest):
    """A request as the middleware hands it on."""

    actor: Actor


def source_of(request: HttpRequest) -> str:
    """The network address of the visitor, for the limits on people who are not signed in; "" where there is none.

    Behind TRUSTED_PROXIES proxies it is the entry of X-Forwarded-For that the outermost of them wrote; what a
    visitor writes there herself is never believed. An IPv6 address counts as its /64, which one visitor holds.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 6:
        return str(ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
    return str(parsed)


def uuid_of(text: str) -> uuid.UUID | None:
    """The UUID a form carries, None where somebody changed it."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def whole_number(text: str) -> int | None:
    """The number a form or an address carries, None where it is none that a column could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def procedure_or_404(slug: str) -> Procedure:
    """The published procedure at an address, in the reader's language."""
    procedure = current_pack().procedure_at(slug)
    if procedure is None:
        raise Http404
    return procedure
