"""The list of what had to be repaired while one message is read."""

from __future__ import annotations

from ventanilla.mime import limits


class Repairs:
    """Codes of what was repaired, each once, bounded."""

    __slots__ = ("_codes",)

    def __init__(self) -> None:
        self._codes: dict[str, None] = {}

    def note(self, code: str) -> None:
        """Remember that `code` (words with hyphens) was met."""
        if len(self._codes) < limits.FAULTS:
            self._codes.setdefault(code)

    @property
    def codes(self) -> tuple[str, ...]:
        """What was noted, in order."""
        return tuple(self._codes)
