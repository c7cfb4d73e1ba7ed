"""`doors.yaml`: the counter's outside numbers, the options of the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, duplicates, unknown
from ventanilla.catalogue.doors import DoorsFile
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import ProcedureFile
from ventanilla.catalogue.parts import DOORS, Parts


def check_doors(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `doors.yaml`."""
    file, document = parts.value(DOORS, DoorsFile), parts.document(DOORS)
    if file is None:
        return
    yield from duplicates(document, ("outside_numbers",), file.outside_numbers)
    yield from duplicates(document, ("phone_options",), file.phone_options)
    for index, number in enumerate(file.outside_numbers):
        if not _compiles(number.pattern):
            yield document.fault(
                ("outside_numbers", index, "pattern"), "pattern", f"«{number.pattern}» no es una expresión"
            )
    for index, option in enumerate(file.phone_options):
        steps = ("phone_options", index, "procedure")
        naming = ("unknown-procedure", "el trámite")
        yield from unknown(document, steps, option.procedure, known.procedures, naming)
        named = (known.procedures or {}).get(option.procedure)
        if isinstance(named, ProcedureFile) and named.state != "open":
            yield document.fault(steps, "phone-option-closed", f"«{option.procedure}» no recibe solicitudes")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
