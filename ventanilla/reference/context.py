"""What every page knows of the calendar: whether the desk attends now, decreed days among the closed ones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.attention import Attention
from ventanilla.rules.attention import attention as attention_at
from ventanilla.rules.hours import WeeklyHours


def attending(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `attending`, read only by the layouts that show it."""
    return {"attending": SimpleLazyObject(_attending_now)}


def _attending_now() -> Attention:
    language = get_language() or "es"
    hours = WeeklyHours.parse(str(current_pack(language).working_hours))
    return attention_at(timezone.localtime(timezone=zone()), hours, calendar(language=language))
