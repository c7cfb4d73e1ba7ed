"""Pictures of pages: small files, and the list of them that the documentation shows and a test holds.

With VENTANILLA_SCREENS naming a folder, `look(name, picture=True)` saves `name-1280.png` or `name-390.png` there and
puts its line into the folder's README.md. Nothing else is to be done for a new page.
"""

from __future__ import annotations

import base64
import os
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

PICTURES = os.environ.get("VENTANILLA_SCREENS", "")
"""Folder to save pictures in; none are taken without it."""

TALLEST = 1600
INDEX = "README.md"
PAPERS_FOLDER = "papers"
PAPERS = {
    "receipt": "Constancia de presentación",
    "remedy-notice": "Auto de prevención",
    "resolution": "Resolución",
    "resolution-certified": "Resolución con firma electrónica",
    "resolution-draft": "Resolución en borrador",
    "dossier-cover": "Expediente: carátula e índice",
    "dossier-files": "Expediente: los archivos, sus huellas y sus firmas",
    "dossier-text": "Expediente: un documento con su folio",
    "dossier-leaf": "Expediente: la hoja de un archivo que no es PDF",
}
"""Each kind of PDF that the product makes, by the name of its picture: one page of it."""
NO_PAGE = "—"
_HEAD = """# What it looks like

Each page on a desk's screen (1280) and on a phone (390), as the journeys saw it in a real browser (`python3 run.py
pictures`). Long pages are cut at {tallest} pixels. `tests/house/test_pictures.py` misses a page that has no picture.

| picture | page | title | | |
|---|---|---|---|---|
"""
_PAPERS = """
# The papers

One page of each kind of PDF that the product makes, as typst draws it. `tests/journeys/test_papers.py` takes them and
looks at how each PDF is built.

| picture | paper |
|---|---|
"""
_ROW = re.compile(r"\| (?P<name>[\w-]+) \| (?P<page>`[^`|]+`|—) \| (?P<title>[^|]*) \|")
_BY_PALETTE = """async (picture) => {
  const blob = await (await fetch("data:image/png;base64," + picture)).blob();
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) || 0) + 1);
  const palette = [...counts.entries()].sort((a, b) => b[1] - a[1]).slice(0, 256).map((entry) => entry[0]);
  const apart = (a, b) => {
    let sum = 0;
    for (const shift of [0, 8, 16]) sum += (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2;
    return sum;
  };
  const places = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of counts.keys()) {
    if (places.has(colour)) continue;
    let best = 0;
    for (let index = 1; index < palette.length; index++)
      if (apart(colour, palette[index]) < apart(colour, palette[best])) best = index;
    places.set(colour, best);
  }
  const bytes = new Uint8Array(pixels.length);
  pixels.forEach((colour, index) => { bytes[index] = places.get(colour); });
  let text = "";
  for (let start = 0; start < bytes.length; start += 32768)
    text += String.fromCharCode(...bytes.subarray(start, start + 32768));
  return {width: bitmap.width, height: bitmap.height, palette, places: btoa(text)};
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A line of the list: `page` is the name of the page's address, or `—` where it has none (an error)."""

    name: str
    page: str
    title: str

    def line(self, folder: Path) -> str:
        """As the list writes it, with a link to each width there is."""
        links = [
            f"[{width}]({self.name}-{width}.png)" if (folder / f"{self.name}-{width}.png").is_file() else ""
            for width in (1280, 390)
        ]
        page = self.page if self.page == NO_PAGE else f"`{self.page}`"
        return f"| {self.name} | {page} | {self.title} | {links[0]} | {links[1]} |"


def take(page: Page, name: str, width: int) -> None:
    """Save how a page looks, and name it in the list."""
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("scrollTo(0, 0)")  # what sticks is drawn where it belongs
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    taken = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    (folder / f"{name}-{width}.png").write_bytes(_smaller(page, taken))
    title = page.locator("h1").first.inner_text() if page.locator("h1").count() else page.title()
    _list(folder, Picture(name, page_at(page.url), " ".join(title.replace("|", "/").split())))


def page_at(url: str) -> str:
    """The name of the page at an address."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return NO_PAGE


def listed(folder: Path) -> dict[str, Picture]:
    """The pictures that a folder's list names."""
    index = folder / INDEX
    rows = _ROW.finditer(index.read_text("utf-8")) if index.is_file() else []
    found = (Picture(row["name"], row["page"].strip("`"), row["title"].strip()) for row in rows)
    return {picture.name: picture for picture in found if picture.name != "picture"}


def _list(folder: Path, picture: Picture) -> None:
    _write(folder, listed(folder) | {picture.name: picture})


def _write(folder: Path, pictures: dict[str, Picture]) -> None:
    lines = [pictures[name].line(folder) for name in sorted(pictures)]
    papers = [f"| [{name}]({PAPERS_FOLDER}/{name}.png) | {title} |" for name, title in PAPERS.items()]
    text = _HEAD.format(tallest=TALLEST) + "\n".join(lines) + "\n" + _PAPERS + "\n".join(papers) + "\n"
    (folder / INDEX).write_text(text, "utf-8")


def take_paper(name: str, picture: bytes) -> None:
    """Save how a paper looks, and name it in the list."""
    folder = Path(PICTURES)
    (folder / PAPERS_FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / PAPERS_FOLDER / f"{name}.png").write_bytes(picture)
    _write(folder, listed(folder))


def _smaller(page: Page, taken: bytes) -> bytes:
    """The picture with a palette of its 256 commonest colours: a third of the size, and a page has hardly more."""
    blank = page.context.new_page()
    try:
        drawn = blank.evaluate(_BY_PALETTE, base64.b64encode(taken).decode("ascii"))
    finally:
        blank.close()
    width, height = drawn["width"], drawn["height"]
    places = base64.b64decode(drawn["places"])
    rows = b"".join(b"\0" + places[row * width : (row + 1) * width] for row in range(height))
    palette = b"".join(struct.pack("<I", colour & 0xFFFFFFFF)[:3] for colour in drawn["palette"])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
