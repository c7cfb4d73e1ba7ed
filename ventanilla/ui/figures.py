"""Amounts and sizes as the pack's country writes them: `es` alone does not say where the decimals begin."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

from ventanilla.catalogue import Pack

_KB, _MB = 1024, 1024 * 1024


def locale_of(pack: Pack) -> Locale:
    """The pack's language as its country uses it, or the language alone where nothing is known of the country."""
    try:
        return Locale.parse(f"{pack.language}_{pack.phone_region}")
    except UnknownLocaleError:
        return Locale.parse(pack.language)


def money(amount: Decimal, pack: Pack) -> str:
    """An amount with its currency: $12,500.50 in El Salvador, $12.500,50 in Ecuador."""
    return str(format_currency(amount, pack.currency, locale=locale_of(pack)))


def amount(value: Decimal, pack: Pack) -> str:
    """An amount in a table, which says its currency once: 12,500.50 in El Salvador."""
    return str(format_decimal(value, format="#,##0.00", locale=locale_of(pack)))


def size(count: int, pack: Pack) -> str:
    """Bytes in whole KB, or MB with one decimal."""
    if count < _MB:
        return f"{max(1, round(count / _KB))} KB"
    return f"{format_decimal(round(count / _MB, 1), locale=locale_of(pack))} MB"
