"""What the person wrote: the body without quotation and signature. In doubt more stays; no word of hers is lost.

Marked quotations (``>``, ``blockquote``) go wherever they stand, so that answers between them stay. An unmarked one goes
from its header to the end, unless nothing stands above it, or the words above say that answers stand within it. What is
forwarded stays: it is what the person sends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ventanilla.mime import limits
from ventanilla.mime.lines import Line, as_text, tidy
from ventanilla.mime.quoting import (
    attribution_length,
    begins_forward,
    header_length,
    is_forward,
    is_reply,
    next_depth,
)
from ventanilla.mime.signatures import is_tagline, without_signature

_WORD = re.compile(r"\w")
_ANSWER = r"(?:respond|respuesta|contest|coment|answer|repl(?:y|ies)|comment|respost)"
_WHERE = (
    r"(?:abajo|debajo|entre l[ií]neas|en (?:el )?(?:color )?(?:azul|rojo|verde|negrita|may[úu]scula|amarillo)|in ?line|below"
    r"|in (?:red|blue|green|bold|caps)|abaixo|em (?:vermelho|azul|verde|negrito)|nas entrelinhas|en el mismo correo|intercalad)"
)
_WITHIN = re.compile(rf"\b{_ANSWER}[^\n]{{0,80}}\b{_WHERE}|\b{_WHERE}[^\n]{{0,80}}\b{_ANSWER}", re.IGNORECASE)


@dataclass(slots=True)
class _Cut:
    """What one walk over the lines gives: stretches of own lines, and whether anything was taken out."""

    stretches: list[list[Line]] = field(default_factory=lambda: [[]])
    passed_on: list[Line] = field(default_factory=list)
    has_quotation: bool = False
    is_open_ended: bool = False

    @property
    def has_words(self) -> bool:
        """Whether anything that is not a telephone's line is left."""
        return any(
            _WORD.search(line.text) and line.mark == "" and not is_tagline(line)
            for stretch in self.stretches
            for line in stretch
        )

    @property
    def above(self) -> str:
        """The own words, for what they say of the rest."""
        return "\n".join(line.text for stretch in self.stretches for line in stretch)[-20_000:]


def reply_text(plain: Sequence[Line], html: Sequence[Line] | None, *, subject: str, answers: bool) -> str:
    """The person's words.

    `plain`, `html`: the body's lines from either form, `html` None without one. `answers`: the message names another
    that it answers. The plain form is read unless only the HTML shows where the quotation lies.
    """
    is_passing_on = is_forward(subject)
    is_answering = answers or is_reply(subject)
    cut = _cut(plain, is_passing_on=is_passing_on, is_answering=is_answering)
    if html is not None:
        from_html = _cut(html, is_passing_on=is_passing_on, is_answering=is_answering)
        if from_html.has_quotation and from_html.has_words and not (cut.has_quotation and cut.has_words):
            return _written(html, from_html)
        return _without_tail(_written(plain, cut), _signature(html))
    return _written(plain, cut)


def _written(lines: Sequence[Line], cut: _Cut) -> str:
    if cut.is_open_ended and (not cut.has_words or _WITHIN.search(cut.above)):
        return tidy(as_text(line for line in lines if not (line.mark == "cut" and line.is_blank)))
    own = [line for stretch in cut.stretches for line in [*without_signature(_unsigned(stretch)), Line("")]]
    return tidy(as_text([*own, *cut.passed_on]))


def _unsigned(stretch: list[Line]) -> list[Line]:
    """Without the lines that HTML marks as signature, unless the person wrote nowhere else."""
    kept = [line for line in stretch if line.mark != "signature"]
    return kept if any(_WORD.search(line.text) for line in kept) else stretch


def _signature(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines if line.mark == "signature" and not line.is_blank)


def _without_tail(text: str, signature: str) -> str:
    """`text` without `signature` at its end, compared word by word: the plain form breaks lines elsewhere."""
    words = re.findall(r"\w+", signature)
    found = list(re.finditer(r"\w+", text))
    if not words or len(words) >= len(found) or [match[0] for match in found[-len(words) :]] != words:
        return text
    start = text.rfind("\n", 0, found[-len(words)].start())
    return tidy(re.sub(r"\n\s*--\s*\Z", "", text[:start])) if start > 0 else text


def _cut(lines: Sequence[Line], *, is_passing_on: bool, is_answering: bool) -> _Cut:
    cut = _Cut()
    index = 0
    lines, cut.passed_on = lines[: limits.REPLY_LINES], list(lines[limits.REPLY_LINES :])
    while index < len(lines):
        line = lines[index]
        if begins_forward(line) and (is_passing_on or not line.depth):
            cut.passed_on = [*lines[index:], *cut.passed_on]
            return cut
        if line.depth:
            index = _take_quotation(cut, lines, index, is_answering=is_answering)
        elif line.mark == "attribution":
            cut.has_quotation = True
            index += 1
        elif length := _introduction(lines, index):
            after = index + length
            if is_passing_on:
                cut.passed_on = [*lines[index:], *cut.passed_on]
                return cut
            cut.has_quotation = True
            if next_depth(lines, after) <= 0:
                cut.is_open_ended, cut.passed_on = True, []
                return cut
            index = after
        else:
            cut.stretches[-1].append(line)
            index += 1
    return cut


def _introduction(lines: Sequence[Line], index: int) -> int:
    """How many lines at `index` introduce a quoted message; 0 if they do not."""
    line = lines[index]
    if line.mark == "cut":
        following = index + 1
        while following < len(lines) and (lines[following].is_blank or lines[following].mark == "cut"):
            following += 1
        return following - index + (header_length(lines, following) if following < len(lines) else 0)
    if line.is_blank:
        return 0
    return header_length(lines, index) or attribution_length(lines, index)


def _take_quotation(cut: _Cut, lines: Sequence[Line], index: int, *, is_answering: bool) -> int:
    """Leave out the quotation at `index`; one or two such lines in a message that answers nothing are the person's."""
    end = index
    while end < len(lines) and (lines[end].depth or (lines[end].is_blank and next_depth(lines, end) > 0)):
        end += 1
    written = sum(not line.is_blank for line in lines[index:end])
    if written < 3 and not is_answering and not cut.has_quotation:
        cut.stretches[-1] += lines[index:end]
        return end
    cut.has_quotation = True
    cut.stretches.append([])
    return end
