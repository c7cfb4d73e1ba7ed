"""Reads the texts of Django templates for `pybabel extract`, which has no reader of its own for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def templates(
    source: Any, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Any]:
    """Babel's extraction method: the template's texts as Django itself turns them into Python."""
    # What is not text Django blanks out and leaves indented as it stood, which Python would not read.
    lines = templatize(source.read().decode("utf-8")).splitlines()
    python = "\n".join(line.lstrip() for line in lines)
    yield from extract_python(BytesIO(python.encode("utf-8")), keywords, comment_tags, options)
