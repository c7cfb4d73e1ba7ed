"""The colours of a pack as a style sheet and as the site's icon, each with an address that changes with them."""

from __future__ import annotations

import hashlib

from django.urls import reverse

from ventanilla.catalogue import Pack

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<path fill="{primary}" d="M8 36V20a16 16 0 0 1 32 0v16z"/>'
    '<path fill="#fff" d="M13 36V20a11 11 0 0 1 9.5-10.9V36zM25.5 36V9.1A11 11 0 0 1 35 20v16z"/>'
    '<path fill="{accent}" d="M3 36h42v6H3z"/></svg>\n'
)


def stylesheet(pack: Pack) -> str:
    """CSS that sets the pack's colours over the fallback of ventanilla.css."""
    theme = pack.theme
    return (
        ":root {\n"
        f"  --v-primary: {theme.primary};\n"
        f"  --v-primary-dark: {theme.primary_dark};\n"
        f"  --v-accent: {theme.accent};\n"
        f"  --v-tint: {theme.tint};\n"
        "}\n"
    )


def icon(pack: Pack) -> str:
    """The mark as an SVG file."""
    return _ICON.format(primary=pack.theme.primary, accent=pack.theme.accent)


def theme_url(pack: Pack) -> str:
    """Address of `stylesheet(pack)`; other colours have another address, so that it may be kept for ever."""
    return f"{reverse('ui:theme')}?v={_version(pack)}"


def icon_url(pack: Pack) -> str:
    """Address of `icon(pack)`."""
    return f"{reverse('ui:icon')}?v={_version(pack)}"


def _version(pack: Pack) -> str:
    return hashlib.sha256(stylesheet(pack).encode()).hexdigest()[:10]
