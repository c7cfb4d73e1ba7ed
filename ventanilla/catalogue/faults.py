"""A fault of a pack: where it stands, which rule it breaks and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from ventanilla.catalogue.remedies import REMEDIES


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`file` is relative to the pack's folder, `line` counts from 1, `rule` is a stable code."""

    file: str
    line: int
    rule: str
    message: str
    remedy: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.rule}] {self.message}. {self.remedy}"


class PackFaults(Exception):
    """A pack that cannot be used; `faults` lists every fault found, in order of file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def fault(file: str, line: int, rule: str, message: str, *, is_warning: bool = False) -> Fault:
    """A fault with the remedy of its rule; KeyError if the rule has none."""
    return Fault(file, line, rule, message, REMEDIES[rule], is_warning)
