"""Paper: a typst template filled with data, as a tagged PDF/A with title and language.

Data reach the template as JSON and stay data: nothing that a person typed is ever read as markup.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from django.contrib.staticfiles import finders

from ventanilla.catalogue.pack import Pack

TEMPLATES = Path(__file__).parent / "paper"
STANDARD: Literal["a-2a"] = "a-2a"
_A_FONT = "vendor/uswds/fonts/public-sans/PublicSans-Regular.ttf"


class PaperFault(Exception):
    """A document could not be made: the template does not fit its data, or the fonts are missing."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be made: `template` (a file of `paper/`, without ending) and its data, which must be JSON.

    `url` is where it can be verified; it stands on the page as a QR and in words.
    """

    template: str
    data: Mapping[str, Any]
    pack: Pack
    title: str
    url: str = ""


def make_pdf(paper: Paper) -> bytes:
    """The PDF of a paper. The same data give the same bytes. Raises PaperFault."""
    pages = _compiled(paper, format="pdf", pdf_standards=STANDARD, timestamp=0)
    return pages[0]


def make_pictures(paper: Paper, *, dots_per_inch: float) -> list[bytes]:
    """A PNG of each page of a paper. Raises PaperFault."""
    return _compiled(paper, format="png", ppi=dots_per_inch)


def _compiled(paper: Paper, **output: Any) -> list[bytes]:
    pack = paper.pack
    document = {
        "title": paper.title,
        "language": "es",
        "administration": str(pack.administration.name),
        "parent": str(pack.administration.parent or ""),
        "desk": str(pack.title),
        "address": str(pack.contacts.address),
        "colour": pack.theme.primary,
        "url": paper.url,
        "qr": _qr(paper.url) if paper.url else "",
        **paper.data,
    }
    try:
        made = typst.compile(
            str(TEMPLATES / f"{paper.template}.typ"),
            root=str(TEMPLATES),
            font_paths=[str(_fonts())],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(document, ensure_ascii=False, default=_plain)},
            **output,
        )
    except (RuntimeError, ValueError, TypeError) as error:
        raise PaperFault(f"{paper.template}: {error}") from error
    return made if isinstance(made, list) else [made]


@lru_cache(maxsize=1)
def _fonts() -> Path:
    found = finders.find(_A_FONT)
    if not found:
        raise PaperFault(f"the font {_A_FONT} is missing: install the program again, its build fetches it")
    return Path(str(found)).parent


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode("ascii")


def _plain(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a document")
