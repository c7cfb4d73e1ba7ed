"""HTML of a mail as lines: blocks end lines, and what mail programs mark as quotation or signature is known by it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ventanilla.mime.lines import Line, Mark
from ventanilla.mime.markup import Event

_BLOCKS = frozenset(
    str.split(
        "address article blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p"
        " pre section table tr ul"
    )
)
_SPACED = frozenset(str.split("h1 h2 h3 h4 h5 h6 ol p pre table ul"))
_HIDDEN = frozenset(str.split("head select textarea button noscript audio video canvas"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_QUOTES = re.compile(
    r"\b(?:x_)?(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|moz-cite|cite)\b"
)
_SIGNATURES = re.compile(
    r"\b(?:x_)?(?:gmail_signature(?:_prefix)?|moz-signature|protonmail_signature_block\S*|signature|applemailsignature\S*"
    r"|ms-outlook-mobile-signature|ymail_(?:android|ios)_signature\S*|zimbra_signature|tutanota_signature)(?!\S)"
)
_ATTRIBUTIONS = re.compile(r"\b(?:x_)?(?:gmail_attr|moz-cite-prefix|reply-intro|mail-quote-header)(?!\S)")
_CUTS = re.compile(
    r"\b(?:x_)?(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container"
    r"|__headers__|__quoted_text__|replysplit|hmmessage_quoted)(?!\S)"
)
_NO_BORDER = re.compile(r"border(?:-left)?\s*:\s*(?:none|0|medium none)")
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0")


def html_lines(source: Sequence[Event]) -> list[Line]:
    """The lines of an HTML body."""
    renderer = _Renderer()
    for event in source:
        renderer.add(event)
    renderer.end_line()
    return renderer.lines


class _Renderer:
    """One walk over balanced events, with what is in force kept on a stack."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._words: list[str] = []
        self._stack: list[tuple[int, Mark, int, int, str]] = []
        self._depth = 0
        self._mark: Mark = ""
        self._hidden = 0
        self._verbatim = 0
        self._link = ""
        self._link_start = 0
        self._may_blank = False

    def add(self, event: Event) -> None:
        """Take one event."""
        if not event.tag:
            self._add_text(event.text)
        elif event.is_void:
            self._add_void(event)
        elif event.is_open:
            self._open(event)
        else:
            self._close(event.tag)

    def end_line(self, *, is_forced: bool = False) -> None:
        """End the line that is being written; an empty one counts only if forced."""
        text = "".join(self._words)
        text = text.rstrip() if self._verbatim else text.strip(" ")
        if text or is_forced:
            self.lines.append(Line(text, self._depth, self._mark))
        self._words.clear()
        self._link_start = 0

    def _add_text(self, text: str) -> None:
        if self._hidden:
            return
        if self._verbatim:
            *whole, last = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for line in whole:
                self._words.append(line)
                self.end_line(is_forced=True)
            self._words.append(last)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and (not self._words or self._words[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._words.append(text)

    def _add_void(self, event: Event) -> None:
        if event.tag == "br":
            self.end_line(is_forced=True)
        elif event.tag == "hr":
            self._break(is_spaced=True)

    def _open(self, event: Event) -> None:
        if event.tag in _BLOCKS:
            self._break(is_spaced=event.tag in _SPACED and not _is_tight(event))
        elif event.tag in {"td", "th"} and self._words and not self._words[-1].endswith(" "):
            self._words.append(" ")
        self._stack.append((self._depth, self._mark, self._hidden, self._verbatim, self._link))
        self._read_marks(event)
        self._hidden += event.tag in _HIDDEN or "display:none" in event.get("style").replace(" ", "").lower()
        self._verbatim += event.tag == "pre"
        if event.tag == "a":
            self._link, self._link_start = event.get("href").strip(), len(self._words)
        if event.tag == "li" and not self._hidden:
            self._words.append("- ")

    def _read_marks(self, event: Event) -> None:
        names = f"{event.get('class')} {event.get('id')} {event.get('data-marker')} {event.get('data-smartmail')}".lower()
        if event.tag == "blockquote":
            self._depth += self._is_quotation(event, names)
        elif "yahoo_quoted" in names:
            self._depth += 1
        if self._depth == 0 and _SIGNATURES.search(names):
            self._enter("signature")
        elif self._depth == 0 and _ATTRIBUTIONS.search(names):
            self._enter("attribution")
        elif _CUTS.search(names):
            self.end_line()
            self.lines.append(Line("", self._depth, "cut"))

    def _enter(self, mark: Mark) -> None:
        self.end_line()
        self._mark = mark

    def _is_quotation(self, event: Event, names: str) -> bool:
        """Whether a blockquote holds another's words: mail programs also indent a person's own with it."""
        style = event.get("style").lower()
        if event.get("type").lower() == "cite" or event.get("cite") or _QUOTES.search(names):
            return True
        if _NO_BORDER.search(style):
            return False
        before = next((line.text for line in reversed(self.lines) if not line.is_blank), "")
        return "border-left" in style or before.rstrip().endswith(":")

    def _close(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        if tag in _BLOCKS:
            self._break(is_spaced=tag in _SPACED and tag != "p")
        before = self._stack.pop()
        if before[:2] != (self._depth, self._mark):
            self.end_line()
        self._depth, self._mark, self._hidden, self._verbatim, self._link = before

    def _end_link(self) -> None:
        """Where a link's text does not show its address, the address follows in angle brackets."""
        label = "".join(self._words[self._link_start :]).strip()
        link = self._link
        if not link.startswith(("http://", "https://")) or len(link) > 500 or not label or self._hidden:
            return
        shown = label.rstrip("/").removeprefix("https://").removeprefix("http://")
        if shown not in link:
            self._words.append(f" <{link}>")

    def _break(self, *, is_spaced: bool) -> None:
        self.end_line()
        last = self.lines[-1] if self.lines else None
        if is_spaced and last and not last.is_blank:
            self.lines.append(Line("", self._depth, self._mark))


def _is_tight(event: Event) -> bool:
    """Whether a paragraph is set without space around: Outlook writes every line as one."""
    return event.get("class").startswith("Mso") or bool(_NO_MARGIN.search(event.get("style").lower()))
