"""What every page gets: the pack in the reader's language, its theme, the menus, where things are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from ventanilla.catalogue import Pack, get_pack
from ventanilla.rules.attention import Attention, attention
from ventanilla.rules.hours import WeeklyHours
from ventanilla.ui.navigation import public_items, url_of
from ventanilla.ui.theme import icon_url, theme_url


@dataclass(frozen=True, slots=True)
class Language:
    """A language one may switch to; its name is in itself."""

    code: str
    name: str


def current_pack() -> Pack:
    """The pack served, in the language of this request."""
    pack = get_pack(settings.VENTANILLA_PACK)
    language = get_language() or settings.LANGUAGE_CODE
    return pack.localized(language) if language != settings.LANGUAGE_CODE else pack


def attending_now(pack: Pack) -> Attention:
    """Whether the desk attends at this moment, by the pack's hours and calendar alone.

    A room that knows decreed days computes its own and gives it to the page as `attending`.
    """
    hours = WeeklyHours.parse(str(pack.working_hours))
    return attention(timezone.localtime(timezone=pack.timezone), hours, pack.calendar())


def frame(path: str) -> dict[str, Any]:
    """What the layouts need and what asks nothing of request or database; `path` is the page's own."""
    pack = current_pack()
    language = get_language() or settings.LANGUAGE_CODE
    others = [Language(code, str(name)) for code, name in settings.LANGUAGES if code != language]
    return {
        "pack": pack,
        "navigation": public_items(path),
        "attending": SimpleLazyObject(lambda: attending_now(pack)),
        "theme_url": theme_url(pack),
        "icon_url": icon_url(pack),
        "LANGUAGE_CODE": language,
        "other_language": others[0],
        "BASE_URL": settings.BASE_URL,
        "is_demo": settings.DEMO,
        "demo_mails_url": url_of("operations:mail_list"),
        "home_url": url_of("portal:home") or "/",
        "verify_url": url_of("portal:verify"),
        "sign_in_url": url_of("portal:sign_in"),
        "sign_out_url": url_of("portal:sign_out"),
        "language_url": url_of("portal:language"),
        "desk_search_url": url_of("desk:search"),
    }


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor; a view's own values of the same names win."""
    return frame(request.path)
