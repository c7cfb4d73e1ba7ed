"""What is to be confirmed says where it comes from, in every file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ventanilla.catalogue.checks.known import Known
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.overlay import keys_of
from ventanilla.catalogue.parts import Parts
from ventanilla.catalogue.source import Steps
from ventanilla.catalogue.values import Certain, Sourced, Value


def check_certainty(parts: Parts, known: Known) -> Iterator[Fault]:
    """A fault for each value *por confirmar* without a source."""
    for file, value in parts.values.items():
        for steps in _unsourced(value, ()):
            yield parts.document(file).fault(
                (*steps, "status"), "source-missing", "está por confirmar y no dice por qué"
            )


def _unsourced(value: Any, steps: Steps) -> Iterator[Steps]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unsourced(item, (*steps, index))
    elif isinstance(value, Value):
        if (
            isinstance(value, Certain | Sourced)
            and not value.is_confirmed
            and not (value.source or "").strip()
        ):
            yield steps
        for name, key in keys_of(type(value)).items():
            yield from _unsourced(getattr(value, name), (*steps, key))
