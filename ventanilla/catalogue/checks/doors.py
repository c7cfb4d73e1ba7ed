"""`doors.yaml`: the counter's outside numbers, the options of the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ventanilla.catalogue.checks.known import Known, duplicates, unknown
from ventanilla.catalogue.doors import DoorsFile
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import ProcedureFile
from ventanilla.catalogue.parts import DOORS, TEXTS, Parts
from ventanilla.catalogue.texts import CALL_TEXT, placeholders


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
    yield from _call_text(parts, known, has_options=bool(file.phone_options))


def _call_text(parts: Parts, known: Known, *, has_options: bool) -> Iterator[Fault]:
    if known.texts is None or not has_options:
        return
    document, text = parts.document(TEXTS), known.texts.get(CALL_TEXT)
    if text is None:
        yield document.fault(("texts",), "text-missing", f"falta el mensaje «{CALL_TEXT}» de texts")
    elif "case_url" not in placeholders(text.body):
        steps = ("texts", CALL_TEXT, "body")
        yield document.fault(steps, "placeholder-missing", f"«{CALL_TEXT}» no lleva {{case_url}}")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
