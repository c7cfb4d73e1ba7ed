"""English overlays: nothing orphaned, nothing that is no text, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from ventanilla.catalogue.administration import Settings
from ventanilla.catalogue.checks.known import Known
from ventanilla.catalogue.faults import Fault, fault
from ventanilla.catalogue.overlay import Leaf, leaves, merged
from ventanilla.catalogue.parts import OVERLAY, PACK, Parts, overlay_of
from ventanilla.catalogue.source import Document
from ventanilla.catalogue.texts import placeholders


def check_translations(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of the overlays; a text without translation is a warning."""
    settings = parts.value(PACK, Settings)
    is_translated = settings is not None and "en" in settings.languages
    for file, document in parts.documents.items():
        if file.endswith(OVERLAY) and f"{file.removesuffix(OVERLAY)}.yaml" not in parts.documents:
            yield document.fault((), "overlay-orphan", f"{file} no traduce ningún archivo")
    for file, value in parts.values.items():
        found = list(leaves(value))
        overlay = parts.documents.get(overlay_of(file))
        needed = [leaf for leaf in found if leaf.is_required]
        if overlay is None:
            if is_translated and needed:
                text = f"{file} no tiene traducción ({len(needed)} textos)"
                yield fault(file, 1, "overlay-missing", text, is_warning=True)
            continue
        translated, report = merged(value, overlay.data)
        for at, rule, text in report.orphans:
            yield overlay.fault(at, rule, text)
        yield from _placeholders(overlay, found, {leaf.steps: leaf for leaf in leaves(translated)})
        for leaf in needed:
            if is_translated and leaf.steps not in report.covered:
                where = ".".join(map(str, leaf.steps))
                text = f"{where} no está en {overlay.file}"
                yield parts.document(file).fault(leaf.steps, "overlay-missing", text, is_warning=True)


def _placeholders(
    overlay: Document, spanish: list[Leaf], english: dict[tuple[str | int, ...], Leaf]
) -> Iterator[Fault]:
    """A translation carries the same placeholders as its text."""
    for leaf in spanish:
        other = english[leaf.steps]
        if placeholders(leaf.text) != placeholders(other.text):
            different = sorted(placeholders(leaf.text) ^ placeholders(other.text))
            text = f"{'.'.join(map(str, leaf.steps))}: no coincide {', '.join(different)}"
            yield overlay.fault(leaf.steps, "overlay-placeholder", text)
