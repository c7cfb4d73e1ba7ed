"""A page as a reader has it: its headings, its text, what it says is wrong."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.http import HttpResponse

_SKIPPED = frozenset({"script", "style", "head"})
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "use", "wbr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.headings: dict[str, list[str]] = {}
        self.inputs: dict[str, str] = {}
        self.ids: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "input" and "name" in values:
            self.inputs[values["name"]] = values.get("value", "")
        if tag not in _VOID:
            self._open.append(tag)
            if tag in {"h1", "h2", "h3"}:
                self.headings.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if _SKIPPED & set(self._open):
            return
        self.text.append(data)
        for tag in self._open:
            if tag in self.headings:
                self.headings[tag][-1] += data


class Page:
    """An answer's HTML, read."""

    def __init__(self, response: HttpResponse) -> None:
        self.status = response.status_code
        self.html = response.content.decode()
        reader = _Reader()
        reader.feed(self.html)
        self.text = re.sub(r"\s+", " ", " ".join(reader.text))
        self.h1 = [_squeezed(text) for text in reader.headings.get("h1", [])]
        self.h2 = [_squeezed(text) for text in reader.headings.get("h2", [])]
        self.inputs = reader.inputs
        self.ids = reader.ids
        title = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        self.title = _squeezed(title.group(1)) if title else ""

    @property
    def errors(self) -> str:
        """The text of the error summary, "" where there is none."""
        found = re.search(r'id="error-summary".*?</ul>', self.html, re.DOTALL)
        return _squeezed(re.sub(r"<[^>]+>", " ", found.group(0))) if found else ""

    def value(self, name: str) -> str:
        """What a hidden control or a line of text holds."""
        return self.inputs[name]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
