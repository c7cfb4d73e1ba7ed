"""Nobody counts by the pack's calendar alone: decreed days are laid over it in one place."""

from __future__ import annotations

import re
from pathlib import Path

PRODUCT = Path(__file__).parents[3] / "ventanilla"
PURE = ("catalogue", "rules", "cli")
"""What knows no database, or says that it reads the pack alone."""
HOME = {"reference/calendars.py", "ui/context.py"}
"""Where they are laid over; and the one default that `reference.context` overrides on every page."""
BARE = re.compile(r"pack(?:\(\w*\))?\.calendar\(")


def test_every_room_asks_for_the_calendar_with_its_decreed_days() -> None:
    found = {
        name
        for path in PRODUCT.rglob("*.py")
        if (name := str(path.relative_to(PRODUCT))).split("/", maxsplit=1)[0] not in PURE
        and BARE.search(path.read_text("utf-8"))
    }
    assert found == HOME
