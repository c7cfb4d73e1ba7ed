"""HTML of mails as a balanced stream of events, in linear time.

The sanitiser's own parser (HTML5) takes minutes for some inputs of a few hundred kilobytes: deep nesting, unclosed
formatting, long runs of ampersands. So mails are first cut into tags and text here, with bounds on number and depth, and
only the balanced rest is handed on. This is no security boundary: `sanitising` is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ventanilla.mime import limits
from ventanilla.mime.charsets import storable
from ventanilla.mime.faults import Repairs

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s=>\"'/<]{1,60})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']*)))?")
_VOID = frozenset(str.split("br hr img area base col embed input link meta source wbr"))
_SILENT = frozenset(str.split("script style title template object applet iframe noframes svg math xml"))
_SCOPES = frozenset(str.split("table ul ol dl div blockquote body td th center"))
_IMPLIED = {
    "p": ("p",),
    "li": ("li",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "dd": ("dd", "dt"),
    "dt": ("dd", "dt"),
    "option": ("option",),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A tag that opens (`is_open`) or closes, or text (`tag` empty). A void tag opens and never closes."""

    tag: str = ""
    is_open: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def is_void(self) -> bool:
        """Whether nothing lies within this tag."""
        return self.tag in _VOID

    def get(self, name: str) -> str:
        """An attribute's text; empty if there is none."""
        return self.attributes.get(name, "")


def events(source: str, repairs: Repairs) -> list[Event]:
    """The balanced events of `source`; scripts, styles, comments and embedded objects are left out."""
    balance = _Balance(repairs)
    for event in _scan(source):
        if not balance.add(event):
            repairs.note("html-too-many-tags")
            break
    balance.close_all()
    return balance.out


def _scan(source: str) -> Iterator[Event]:
    """Tags and texts as they stand. `<` that begins no tag is text."""
    position, text_start = 0, 0
    last: dict[str, int] = {}
    while (start := source.find("<", position)) >= 0:
        after = _skip_unseen(source, start)
        tag = None if after else _TAG.match(source, start)
        if not after and not tag:
            position = start + 1
            continue
        if start > text_start:
            yield _text(source[text_start:start])
        if tag:
            event, after = _tag_at(source, tag)
            if event.is_open and event.tag in _SILENT:
                after = _after_close(source, event.tag, after, last)
            else:
                yield event
        position = text_start = after
    if text_start < len(source):
        yield _text(source[text_start:])


def _skip_unseen(source: str, start: int) -> int:
    """The place after the comment, declaration or instruction at `start`; 0 if there is none."""
    if source.startswith("<!--", start):
        end = source.find("-->", start + 2)
        return len(source) if end < 0 else end + 3
    if source.startswith(("<!", "<?"), start):
        end = source.find(">", start)
        return len(source) if end < 0 else end + 1
    return 0


def _after_close(source: str, tag: str, start: int, last: dict[str, int]) -> int:
    """The place after the close tag of a silent element; without one, only the open tag is left out.

    `last`: where each tag is closed for the last time, filled on the way, so that no search is in vain twice.
    """
    close = re.compile(rf"</{tag}\s*>", re.IGNORECASE)
    if tag not in last:
        last[tag] = max((found.start() for found in close.finditer(source)), default=-1)
    found = close.search(source, start) if last[tag] >= start else None
    if found:
        return found.end()
    return len(source) if tag in {"script", "style"} else start


def _tag_at(source: str, tag: re.Match[str]) -> tuple[Event, int]:
    name = tag[2].lower()
    attributes: dict[str, str] = {}
    position = tag.end()
    for _ in range(60):
        found = _ATTRIBUTE.match(source, position)
        if not found:
            break
        value = next((group for group in found.groups()[1:] if group is not None), "")
        attributes.setdefault(found[1].lower(), storable(html.unescape(value)))
        position = found.end()
    end = source.find(">", position)
    after = len(source) if end < 0 else end + 1
    return Event(name, not tag[1], attributes), after


def _text(source: str) -> Event:
    return Event(text=storable(html.unescape(source)))


class _Balance:
    """Puts missing close tags in, drops stray ones, and keeps within the bounds."""

    def __init__(self, repairs: Repairs) -> None:
        self.out: list[Event] = []
        self._open: list[str] = []
        self._tags = 0
        self._repairs = repairs

    def add(self, event: Event) -> bool:
        """Take one event; False once there are too many."""
        if not event.tag:
            self.out.append(event)
        elif event.is_open:
            self._tags += 1
            self._add_open(event)
        else:
            self._add_close(event.tag)
        return self._tags < limits.HTML_TAGS

    def close_all(self) -> None:
        """Close what is still open."""
        self._pop(0)

    def _add_open(self, event: Event) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in _IMPLIED.get(event.tag, ()):
                self._pop(index)
            elif self._open[index] in _SCOPES:
                break
        if event.is_void:
            self.out.append(event)
        elif len(self._open) >= limits.HTML_DEPTH:
            self._repairs.note("html-too-deep")
        else:
            self._open.append(event.tag)
            self.out.append(event)

    def _add_close(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] == tag:
                self._pop(index)
                return
            if self._open[index] in {"td", "th", "table"} and tag not in {
                "td",
                "th",
                "tr",
                "table",
                "tbody",
                "body",
            }:
                return

    def _pop(self, index: int) -> None:
        while len(self._open) > index:
            self.out.append(Event(self._open.pop()))
