"""`calendar.yaml`: years, laws, classes and the rule of each closure."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.calendars import CalendarFile, ClosureEntry
from ventanilla.catalogue.checks.known import Known, duplicates, unknown, unknowns
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.parts import CALENDAR, Parts
from ventanilla.catalogue.source import Document, Steps
from ventanilla.rules.closures import RULES, faults

YEARS = range(1990, 2101)


def check_calendar(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of the calendar."""
    file, document = parts.value(CALENDAR, CalendarFile), parts.document(CALENDAR)
    if file is None:
        return
    if file.years.last < file.years.first or not {file.years.first, file.years.last} <= set(YEARS):
        text = f"los años {file.years.first} a {file.years.last} no forman un período"
        yield document.fault(("years",), "calendar-years", text)
    yield from _laws(document, file, known)
    yield from duplicates(document, ("classes",), file.classes)
    naming = ("unknown-class", "la clase de los días decretados")
    yield from unknown(document, ("decreed_class",), file.decreed_class, known.closure_classes, naming)
    yield from duplicates(document, ("closures",), file.closures)
    for index, entry in enumerate(file.closures):
        yield from _closure(document, ("closures", index), entry, known)


def _laws(document: Document, file: CalendarFile, known: Known) -> Iterator[Fault]:
    yield from duplicates(document, ("laws",), file.laws)
    defaults = [law.code for law in file.laws if law.default]
    if not file.laws or len(defaults) > 1 or (not defaults and len(file.laws) > 1):
        text = f"hay {len(file.laws)} leyes de cómputo y {len(defaults)} por defecto"
        yield document.fault(("laws",), "default-law", text)
    for index, law in enumerate(file.laws):
        naming = ("unknown-class", "la clase de día")
        yield from unknowns(document, ("laws", index, "classes"), law.classes, known.closure_classes, naming)


def _closure(document: Document, steps: Steps, entry: ClosureEntry, known: Known) -> Iterator[Fault]:
    naming = ("unknown-class", "la clase de día")
    yield from unknown(document, (*steps, "class"), entry.class_, known.closure_classes, naming)
    naming = ("unknown-law", "la ley de cómputo")
    yield from unknowns(document, (*steps, "laws"), entry.laws, known.counting_laws, naming)
    yield from unknowns(document, (*steps, "posts"), entry.posts, known.posts, ("unknown-post", "la oficina"))
    naming = ("unknown-municipality", "el municipio")
    yield from unknowns(
        document, (*steps, "municipalities"), entry.municipalities, known.municipalities, naming
    )
    rule = "closure-rule" if entry.rule in RULES else "unknown-closure-rule"
    for text in faults(entry.as_rule({})):
        key = text.partition(":")[0]
        yield document.fault((*steps, key), rule, f"«{entry.name}»: {text}")
