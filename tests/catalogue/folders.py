"""Packs to spoil: copies of the template, changed in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

from ventanilla.catalogue import pack_folder

TEMPLATE = pack_folder("_template")


def copy_of_template(tmp_path: Path) -> Path:
    """A pack of its own in `tmp_path`, equal to the template."""
    folder = tmp_path / "template"
    shutil.copytree(TEMPLATE, folder)
    return folder


def change(folder: Path, file: str, old: str, new: str) -> str:
    """Replaces the one place where `old` stands in `file` (an empty `old` appends); gives the new text."""
    path = folder / file
    text = path.read_text("utf-8") if path.exists() else ""
    if old:
        assert text.count(old) == 1, f"{file}: «{old}» stands {text.count(old)} times"
        text = text.replace(old, new)
    else:
        text += new
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return text


def line_of(text: str, marker: str) -> int:
    """The line, from 1, where `marker` begins; it stands once."""
    assert text.count(marker) == 1, f"«{marker}» stands {text.count(marker)} times"
    return text[: text.index(marker)].count("\n") + 1
