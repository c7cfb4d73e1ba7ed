"""The pack this installation runs, and what follows from it for a day or a unit."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from ventanilla.catalogue import get_pack
from ventanilla.catalogue.pack import Pack


def current_pack(language: str = "es") -> Pack:
    """The installation's pack in a language; what has no translation stays Spanish."""
    return _pack(settings.VENTANILLA_PACK, language)


@lru_cache(maxsize=8)
def _pack(code: str, language: str) -> Pack:
    pack = get_pack(code)
    return pack if language == "es" else pack.localized(language)


def zone() -> ZoneInfo:
    """The pack's time zone."""
    return ZoneInfo(current_pack().zone)


def today() -> dt.date:
    """Today where the administration is. For doors only: rules and acts are given their moment."""
    return timezone.now().astimezone(zone()).date()


def unit_title(code: str, language: str = "es") -> str:
    """What people call a unit; its code where the pack no longer has it."""
    unit = current_pack(language).units.get(code)
    return str(unit.title) if unit else code


def units_below(codes: frozenset[str]) -> frozenset[str]:
    """These units and every unit under them."""
    found = set(codes)
    units = current_pack().units.values()
    while True:
        more = {unit.code for unit in units if unit.parent in found} - found
        if not more:
            return frozenset(found)
        found |= more
