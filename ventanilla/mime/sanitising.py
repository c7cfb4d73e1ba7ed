"""HTML of a mail made harmless: no script, no style, no form, and nothing that is fetched from outside."""

from __future__ import annotations

import html
from collections.abc import Sequence

import nh3

from ventanilla.mime.markup import Event

_TAGS = frozenset(
    str.split(
        "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6"
        " hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub sup table tbody td tfoot th thead"
        " tr tt u ul var wbr"
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "blockquote": {"type"},
    "img": {"src", "alt", "width", "height", "title"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
    "*": {"dir", "lang"},
}
# The sanitiser takes time by the square of the number of entities in a text, so text goes through it without any: its
# three signs stand for themselves as letters of private use, which the mail's own text may not hold, until it is done.
_SIGNS = {"&": "\ue000", "<": "\ue001", ">": "\ue002"}
_LETTERS = str.maketrans(_SIGNS | dict.fromkeys(_SIGNS.values(), "\ufffd"))
_NO_LETTERS = str.maketrans(dict.fromkeys(_SIGNS.values(), "\ufffd"))
_ENTITIES = str.maketrans({letter: html.escape(sign) for sign, letter in _SIGNS.items()})
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_EVERYWHERE = _ATTRIBUTES["*"]


def sanitise(source: Sequence[Event]) -> str:
    """Safe HTML. Links open with ``rel="noopener noreferrer nofollow"``; images stay only where they are parts of the
    mail itself (``cid:``), another's leaves its alternative text.
    """
    clean = nh3.clean(
        _written(source),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_only_own_images,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return clean.translate(_ENTITIES)


def _only_own_images(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src" or (tag == "a" and value.lower().lstrip().startswith("cid:")):
        return value if tag == "img" and value.lower().startswith("cid:") else None
    return value


def _written(source: Sequence[Event]) -> str:
    """The events as HTML, with the tags and attributes only that have a chance to stay."""
    out: list[str] = []
    for event in source:
        if not event.tag:
            out.append(event.text.translate(_LETTERS))
        elif event.tag in _TAGS:
            out.append(_open_tag(event) if event.is_open else f"</{event.tag}>")
    return "".join(out)


def _open_tag(event: Event) -> str:
    if event.tag == "img" and not event.get("src").strip().lower().startswith("cid:"):
        return event.get("alt").translate(_LETTERS)
    allowed = _ATTRIBUTES.get(event.tag, set()) | _EVERYWHERE
    written = "".join(
        f' {name}="{html.escape(value.strip().translate(_NO_LETTERS))}"'
        for name, value in event.attributes.items()
        if name in allowed
    )
    return f"<{event.tag}{written}>"
