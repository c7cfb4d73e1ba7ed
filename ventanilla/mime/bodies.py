"""Which parts are the body and which are attachments (RFC 2046 5.1, RFC 2387, RFC 1847)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ventanilla.mime import limits, smime, tnef
from ventanilla.mime.charsets import decode, is_known, storable
from ventanilla.mime.faults import Repairs
from ventanilla.mime.lines import Line, as_text, plain_lines, tidy, unflowed, with_plain_ends
from ventanilla.mime.markup import Event, events
from ventanilla.mime.rendering import html_lines
from ventanilla.mime.transfer import base64, undo, uuencoded
from ventanilla.mime.tree import Part, read_tree

_META = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_UU = re.compile(r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?=[ -`]{2,62}\n)", re.MULTILINE)
_EMBEDDED = re.compile(
    r"data:image/(png|gif|jpe?g|webp|bmp)(?:;[a-z0-9=._-]{1,40}){0,2};base64,", re.IGNORECASE
)
_MARKS = re.compile(r"<[^<>]{0,200}>")
_BODY_TYPES = {
    "text/plain",
    "text/html",
    "text/enriched",
    "text/richtext",
    "text/x-amp-html",
    "text/watch-html",
}
_COPIES = {"text/x-amp-html", "text/watch-html"}


@dataclass(frozen=True, slots=True)
class File:
    """A part that is not the body, decoded; `name` as written, may be empty."""

    name: str
    type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of the body: as plain text, as HTML, or as both where the sender gave alternatives."""

    text: str | None = None
    html: tuple[Event, ...] | None = None

    @cached_property
    def html_lines(self) -> list[Line]:
        """Its lines, from HTML where there is any."""
        return html_lines(self.html) if self.html is not None else self.text_lines

    @cached_property
    def text_lines(self) -> list[Line]:
        """Its lines, from plain text where there is any."""
        return plain_lines(self.text) if self.text is not None else self.html_lines


@dataclass(slots=True)
class Content:
    """The body in pieces and the files, in the order of the message."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The body as plain text."""
        return tidy("\n\n".join(tidy(as_text(piece.text_lines)) for piece in self.pieces))

    @property
    def html(self) -> tuple[Event, ...] | None:
        """The body as HTML, not yet sanitised; None where the sender sent plain text only."""
        if all(piece.html is None for piece in self.pieces):
            return None
        return tuple(event for piece in self.pieces for event in _as_html(piece))


def _as_html(piece: Piece) -> Iterable[Event]:
    if piece.html is not None:
        yield from piece.html
        return
    for line in (piece.text or "").split("\n"):
        yield Event(text=line)
        yield Event("br", is_open=True)


class BodyReader:
    """Walks the tree of one message. Bounded: the tree's depth is, and what was gathered is not read twice."""

    def __init__(self, raw: bytes, repairs: Repairs, opened: int = 0) -> None:
        self._raw = raw
        self._repairs = repairs
        self._opened = opened
        self._characters = 0
        self._images = 0

    def read(self, part: Part) -> Content:
        """The content of `part` with all that lies below."""
        while len(part.children) == 1:
            part = part.children[0]
        if not part.children:
            return self._read_leaf(part)
        if part.type.value == "multipart/alternative":
            return self._read_alternatives(part)
        content = Content()
        for child in part.children:
            below = (
                self._read_leaf(child, has_body=bool(content.pieces))
                if not child.children
                else self.read(child)
            )
            content.pieces += below.pieces
            content.files += below.files
        return content

    def _read_alternatives(self, part: Part) -> Content:
        """One piece: the longest plain text beside the last HTML. What is neither is a file."""
        texts: list[str] = []
        html: tuple[Event, ...] | None = None
        files: list[File] = []
        for child in part.children:
            below = self.read(child)
            files += below.files
            if below.html is not None:
                html = below.html
            elif below.pieces:
                texts.append("\n\n".join(piece.text or "" for piece in below.pieces))
        text = max(texts, key=lambda written: len(written.strip()), default="")
        if html is None and not texts:
            return Content([], files)
        is_said = bool(text.strip()) or html is None
        return Content([Piece(text if is_said else None, html)], files)

    def _read_leaf(self, part: Part, *, has_body: bool = False) -> Content:
        kind = part.type.value
        if kind in _BODY_TYPES and not self._is_file(part, has_body=has_body):
            return Content() if kind in _COPIES else self._read_text(part)
        data = self._data(part)
        may_open = self._opened < limits.SIGNATURES and smime.may_be_opaque(part.type, part.file_name)
        if may_open and (inner := smime.signed_content(data)):
            return BodyReader(inner, self._repairs, self._opened + 1).read(read_tree(inner, self._repairs))
        file = File(part.file_name, kind, data, part.content_id)
        if tnef.is_tnef(data):
            return self._open_tnef(file, has_body=has_body)
        return Content([], [file])

    def _is_file(self, part: Part, *, has_body: bool) -> bool:
        if part.disposition.value == "attachment":
            return True
        if part.disposition.get("filename"):
            return part.depth > 0
        return bool(part.type.get("name")) and has_body

    def _data(self, part: Part, most: int | None = None) -> bytes:
        """The decoded content of a part; at most `most` bytes of it are read."""
        end = part.end if most is None else min(part.end, part.start + most)
        if end < part.end:
            self._repairs.note("text-too-long")
        data, is_clean = undo(self._raw[part.start : end], part.encoding)
        if not is_clean:
            self._repairs.note("transfer-encoding-broken")
        return data

    def _read_text(self, part: Part) -> Content:
        data = self._data(part, limits.TEXT_BYTES)
        label = part.type.get("charset")
        is_html = part.type.value == "text/html"
        if is_html and not (label and is_known(label)) and (meta := _META.search(data[:4_000])):
            label = meta[1].decode("ascii")
        text, is_true = decode(data, label)
        if not is_true:
            self._repairs.note("charset-wrong" if label else "charset-missing")
        images: list[File] = []
        if is_html:
            text, images = _without_embedded_images(text, self._images)
            self._images += len(images)
        text = self._within_bounds(storable(with_plain_ends(text[: limits.TEXT_CHARACTERS * 2])))
        if is_html:
            return Content([Piece(html=tuple(events(text, self._repairs)))], images)
        if part.type.value in {"text/enriched", "text/richtext"}:
            text = _MARKS.sub("", text)
        if part.type.get("format").lower() == "flowed":
            text = unflowed(text, deletes_space=part.type.get("delsp").lower() == "yes")
        text, files = _without_uuencoded(_without_armour(text))
        return Content([Piece(text=text)], files)

    def _within_bounds(self, text: str) -> str:
        room = max(0, limits.TEXT_CHARACTERS - self._characters)
        if len(text) > room:
            self._repairs.note("text-too-long")
        self._characters += len(text)
        return text[:room]

    def _open_tnef(self, file: File, *, has_body: bool) -> Content:
        """What lies in a ``winmail.dat``; the file itself where nothing can be read of it.

        Its copy of the text counts only where the mail has no other.
        """
        opened = tnef.read_tnef(file.content)
        if opened is None:
            self._repairs.note("tnef-unreadable")
            return Content([], [file])
        files = [File(found.name, found.type, found.content, found.content_id) for found in opened.files]
        html = (
            tuple(events(self._within_bounds(storable(opened.html)), self._repairs)) if opened.html else None
        )
        text = self._within_bounds(storable(with_plain_ends(opened.text))) or None
        pieces = [Piece(text, html)] if html or text else []
        return Content([] if has_body else pieces, files if files or pieces else [file])


def _without_embedded_images(text: str, before: int) -> tuple[str, list[File]]:
    """HTML whose ``data:`` images (RFC 2397) were made parts of the mail, shown by Content-ID; and those parts.

    `before`: how many images were lifted out of this message already.
    """
    files: list[File] = []
    kept: list[str] = []
    position = 0
    while len(files) < limits.EMBEDDED_IMAGES and (start := text.find("data:image/", position)) >= 0:
        found = _EMBEDDED.match(text, start)
        quote = text[start - 1 : start]
        end = text.find(quote, start) if found and quote in {"'", '"'} else -1
        if not found or end < 0:
            kept.append(text[position : start + 5])
            position = start + 5
            continue
        kind = found[1].lower()
        name = f"imagen-{before + len(files) + 1}.{'jpg' if kind == 'jpeg' else kind}"
        content, _ = base64(text[found.end() : end].encode("ascii", "ignore"))
        files.append(File(name, f"image/{kind}", content, f"{name}@embedded"))
        kept += (text[position:start], f"cid:{name}@embedded")
        position = end
    return "".join((*kept, text[position:])), files


def _without_armour(text: str) -> str:
    """The text within a clear signature of OpenPGP (RFC 9580 7), its escaped dashes restored; other text as it is."""
    begin = text.find("-----BEGIN PGP SIGNED MESSAGE-----\n")
    start = text.find("\n\n", begin)
    end = text.find("\n-----BEGIN PGP SIGNATURE-----", start)
    after = text.find("-----END PGP SIGNATURE-----", end)
    if begin < 0 or start < 0 or end < 0 or after < 0:
        return text
    signed = text[start + 2 : end].replace("\n- ", "\n").removeprefix("- ")
    return text[:begin] + signed + text[after + 27 :]


def _without_uuencoded(text: str) -> tuple[str, list[File]]:
    """The text without the files that old programs wrote into it, and those files."""
    files: list[File] = []
    kept: list[str] = []
    position = 0
    while len(files) < 50 and (begin := _UU.search(text, position)):
        end = text.find("\nend", begin.end() - 1)
        if end < 0:
            break
        content, is_whole = uuencoded(text[begin.start() : end + 4].encode("ascii", "replace"))
        if is_whole and content:
            kept.append(text[position : begin.start()])
            files.append(File(begin[1].strip(), "application/octet-stream", content))
        position = end + 4
    return "".join((*kept, text[position:])) if files else text, files
