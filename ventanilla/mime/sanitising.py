"""HTML of a mail made harmless: no script, no style, no form, and nothing that is fetched from outside."""

from __future__ import annotations

import html
from collections.abc import Sequence

import nh3

from ventanilla.mime.markup import Event

_TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
    ),
    *(
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
    ),
    *(
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
    ),
    *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "blockquote": {"type"},
    "img": {"src", "alt", "width", "height", "title"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
    "*": {"dir", "lang"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_EVERYWHERE = _ATTRIBUTES["*"]


def sanitise(source: Sequence[Event]) -> str:
    """Safe HTML. Links open with ``rel="noopener noreferrer nofollow"``; images stay only where they are parts of the
    mail itself (``cid:``), another's leaves its alternative text.
    """
    return nh3.clean(
        _written(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_own_images,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _only_own_images(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src" or (tag == "a" and value.lower().lstrip().startswith("cid:")):
        return value if tag == "img" and value.lower().startswith("cid:") else None
    return value


def _written(source: Sequence[Event]) -> str:
    """The events as HTML, with the tags and attributes only that have a chance to stay."""
    out: list[str] = []
    for event in source:
        if not event.tag:
            out.append(html.escape(event.text, quote=False))
        elif event.tag in _TAGS:
            out.append(_open_tag(event) if event.is_open else f"</{event.tag}>")
    return "".join(out)


def _open_tag(event: Event) -> str:
    if event.tag == "img" and not event.get("src").strip().lower().startswith("cid:"):
        return html.escape(event.get("alt"), quote=False)
    allowed = _ATTRIBUTES.get(event.tag, set()) | _EVERYWHERE
    written = "".join(
        f' {name}="{html.escape(value.strip())}"'
        for name, value in event.attributes.items()
        if name in allowed
    )
    return f"<{event.tag}{written}>"
