"""What a refused act answers in HTTP."""

from __future__ import annotations

from ventanilla.cases.errors import ActRefused, Stale


def status_of(refusal: ActRefused) -> int:
    """409 where somebody changed the case meanwhile, 422 for every other refusal: the page says why."""
    return 409 if isinstance(refusal, Stale) else 422
