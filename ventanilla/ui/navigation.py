"""Where the menus lead. Rooms above give the names; an entry whose page does not exist is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import gettext as _

# The URL names the portal and the desk give their pages; tests/ui checks that each resolves.
PORTAL_NAMES = ("home", "procedures", "forms", "cases", "contact", "sign_in", "sign_out", "language")
DESK_NAMES = (
    "queue",
    "search",
    "counter",
    "calls",
    "mail",
    "bonds",
    "staff",
    "log",
    "feedback",
    "mail_state",
    "calendar",
    "delegations",
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of a menu; `count` is shown beside it unless None; `icon` is a name of the USWDS sprite."""

    code: str
    label: str
    url: str
    is_current: bool = False
    icon: str = ""
    count: str | int | None = None


def url_of(name: str) -> str:
    """The address of the page named `name` ("portal:home"), or "" where no such page exists."""
    return _url_of(name, settings.ROOT_URLCONF, get_script_prefix())


@cache
def _url_of(name: str, urlconf: str, prefix: str) -> str:
    """Looked for once: a page asks for a dozen. What else decides the answer stands in the key."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def public_items(path: str) -> tuple[NavigationItem, ...]:
    """The public menu as seen from the page at `path`."""
    labels = {
        "procedures": _("Procedures"),
        "forms": _("Forms"),
        "cases": _("My cases"),
        "contact": _("Contact"),
    }
    return _items("portal", labels, {}, path, {})


def desk_items(
    path: str, *, allowed: Collection[str], counts: Mapping[str, str | int] | None = None
) -> tuple[NavigationItem, ...]:
    """The desk's menu: the entries of `allowed` (codes of DESK_NAMES) with their counts.

    `path` is the page's own path; `counts` maps a code to what stands beside its entry ("999+").
    """
    labels = {
        "queue": _("Queue"),
        "search": _("Search"),
        "counter": _("Counter"),
        "calls": _("Calls"),
        "mail": _("Mail"),
        "bonds": _("Bonds"),
        "staff": _("Staff"),
        "log": _("Log"),
        "feedback": _("Usefulness"),
        "mail_state": _("State of the mail"),
        "calendar": _("Calendar"),
        "delegations": _("Delegations"),
    }
    icons = {
        "queue": "list",
        "search": "search",
        "counter": "person",
        "calls": "phone",
        "mail": "mail",
        "bonds": "account_balance",
        "staff": "people",
        "log": "history",
        "feedback": "thumb_up_alt",
        "mail_state": "assessment",
        "calendar": "calendar_today",
        "delegations": "verified_user",
    }
    chosen = {code: label for code, label in labels.items() if code in allowed}
    return _items("desk", chosen, icons, path, counts or {})


def _items(
    room: str,
    labels: Mapping[str, str],
    icons: Mapping[str, str],
    path: str,
    counts: Mapping[str, str | int],
) -> tuple[NavigationItem, ...]:
    urls = {code: url_of(f"{room}:{code}") for code in labels}
    matching = [url for url in urls.values() if url and path.startswith(url)]
    current = max(matching, key=len, default="")
    return tuple(
        NavigationItem(code, label, urls[code], urls[code] == current, icons.get(code, ""), counts.get(code))
        for code, label in labels.items()
        if urls[code]
    )
