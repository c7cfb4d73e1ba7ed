"""The components there are: one folder each under templates/cotton, of one fixed shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "templates" / "cotton"
_COMMENT = re.compile(r"\{% comment %\}\n(.*?)\n\{% endcomment %\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Component:
    """`name` as a tag has it (error-summary); `code` is its folder; `contract` the comment of its template."""

    code: str
    name: str
    contract: str
    example: str


@cache
def components() -> tuple[Component, ...]:
    """Every component by name. A folder holds `index.html`, headed by its contract, and `example.html`."""
    return tuple(_component(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir())


def _component(folder: Path) -> Component:
    head = _COMMENT.match((folder / "index.html").read_text("utf-8"))
    return Component(
        code=folder.name,
        name=folder.name.replace("_", "-"),
        contract=head.group(1) if head else "",
        example=f"cotton/{folder.name}/example.html",
    )
