"""Amounts: exact decimals, rounded once to cents, a half up. The rounding rule itself is to be confirmed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


def cents(amount: Decimal) -> Decimal:
    """`amount` rounded to cents, a half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` per cent of `amount`, in cents."""
    return cents(amount * rate / HUNDRED)


def grouped(amount: Decimal) -> str:
    """`12,840.00`: an amount as people of the administration write it."""
    return f"{amount:,.2f}"


class DoesNotAddUp(ValueError):
    """A total that is not the sum of its parts."""


def must_equal(name: str, total: Decimal, parts: Decimal) -> None:
    """Raises DoesNotAddUp unless `total` is `parts`."""
    if total != parts:
        raise DoesNotAddUp(f"{name}: {total} is not the sum of its parts, {parts}")
