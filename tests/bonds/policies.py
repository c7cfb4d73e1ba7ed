"""Bonds as their issuers have them. The names are invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ventanilla.bonds.registering import Policy


def policy(
    at: dt.datetime, *, amount: str = "60000.00", number: str = "F-2026-17", days: int = 365
) -> Policy:
    """A bond from the day of `at` for some days."""
    day = at.date()
    return Policy(
        number=number,
        insurer="Aseguradora del Istmo",
        amount=Decimal(amount),
        valid_from=day - dt.timedelta(days=2),
        valid_until=day + dt.timedelta(days=days),
    )
