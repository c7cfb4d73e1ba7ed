"""What the frame of a page knows beyond its room: the way to the desk, for those who serve there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ventanilla.ui.navigation import url_of


def staff_link(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `desk_url`, "" for everybody who does not work at the desk."""
    actor = getattr(request, "actor", None)
    return {"desk_url": url_of("desk:queue") if actor is not None and actor.is_staff else ""}
