"""What the documents point at is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def documents() -> list[Path]:
    return sorted(
        [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "ventanilla").rglob("README.md")]
    )


def test_every_link_leads_somewhere() -> None:
    broken = {
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists()
    }
    assert not broken


def test_nothing_is_left_to_be_filled_in() -> None:
    unfinished = re.compile(r"\b(TODO|TBD|FIXME)\b|\b[A-Z]+_(?:FIRST|AGAIN)\b")
    assert not {path.name for path in documents() if unfinished.search(path.read_text("utf-8"))}
