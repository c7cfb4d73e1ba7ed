"""The body as lines that know how deep they are quoted, from plain text (RFC 3676) or from HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "signature", "attribution", "cut"]

_QUOTE = re.compile(r"(?: {0,2}>)+ ?")
_ENDS = re.compile(r"\r\r\n|\r\n|\r|\x0b|\x0c|\u2028|\u2029|\x85")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its quote marks. `depth`: how often it is quoted.

    `mark` is what HTML alone can tell: the line belongs to a signature or attribution, or the quoted message begins here.
    """

    text: str
    depth: int = 0
    mark: Mark = ""

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing to read."""
        return not self.text.strip("\xa0\u200b\ufeff \t")


def with_plain_ends(text: str) -> str:
    """`text` with line feeds for every other line end."""
    return _ENDS.sub("\n", text)


def plain_lines(text: str) -> list[Line]:
    """The lines of plain text, their ``>`` counted and taken off."""
    lines: list[Line] = []
    for written in text.split("\n"):
        quote = _QUOTE.match(written) if written.lstrip(" ").startswith(">") else None
        depth = quote[0].count(">") if quote else 0
        lines.append(Line(written[quote.end() :] if quote else written, depth))
    return lines


def unflowed(text: str, *, deletes_space: bool) -> str:
    """``format=flowed`` (RFC 3676) as paragraphs: soft line ends are joined within one depth of quotation."""
    out: list[Line] = []
    pieces: list[str] = []
    depth_before = -1
    for written in text.split("\n"):
        depth = len(written) - len(written.lstrip(">"))
        line = written[depth:].removeprefix(" ")
        if pieces and depth != depth_before:
            out.append(Line("".join(pieces), depth_before))
            pieces = []
        depth_before = depth
        is_soft = line.endswith(" ") and line != "-- "
        if line == "-- " and pieces:
            out.append(Line("".join(pieces), depth))
            pieces = []
        pieces.append(line[:-1] if is_soft and deletes_space else line)
        if not is_soft:
            out.append(Line("".join(pieces), depth))
            pieces = []
    if pieces:
        out.append(Line("".join(pieces), depth_before))
    return as_text(out)


def as_text(lines: Iterable[Line]) -> str:
    """The lines written out again, quoted ones with ``>``."""
    return "\n".join(
        f"{'>' * line.depth} {line.text}".rstrip() if line.depth else line.text for line in lines
    )


def tidy(text: str) -> str:
    """`text` without blank lines at its ends, spaces at line ends and more than one blank line in a row.

    The space of the signature's ``-- `` goes as well.
    """
    lines = [line.rstrip(" \t\xa0") for line in text.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n \t\xa0\u200b")
