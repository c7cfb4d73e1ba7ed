"""The codes that exist in a pack, and the faults of naming one that does not or naming one twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ventanilla.catalogue.calendars import CalendarFile
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.model import (
    LawsFile,
    OutcomesFile,
    PeopleFile,
    PostsFile,
    ProcedureFile,
    Settings,
    TextsFile,
    UnitsFile,
    Workflow,
)
from ventanilla.catalogue.parts import (
    CALENDAR,
    LAWS,
    OUTCOMES,
    OVERLAY,
    PACK,
    PEOPLE,
    POSTS,
    PROCEDURES,
    TEXTS,
    UNITS,
    WORKFLOWS,
    Parts,
)  # fmt: skip
from ventanilla.catalogue.source import Document, Steps

Codes = Mapping[str, Any] | None
"""Values by code; None where their file is broken, so that one fault does not bring a hundred."""


@dataclass(frozen=True, slots=True)
class Known:
    """What may be named, by kind."""

    audiences: Codes
    units: Codes
    posts: Codes
    municipalities: Codes
    person_kinds: Codes
    operator_types: Codes
    identifiers: Codes
    power_kinds: Codes
    laws: Codes
    counting_laws: Codes
    closure_classes: Codes
    outcomes: Codes
    texts: Codes
    workflows: Codes
    procedures: Codes


def known_in(parts: Parts) -> Known:
    """The codes that the valid files of `parts` declare."""
    settings, people = parts.value(PACK, Settings), parts.value(PEOPLE, PeopleFile)
    units, posts = parts.value(UNITS, UnitsFile), parts.value(POSTS, PostsFile)
    laws, outcomes = parts.value(LAWS, LawsFile), parts.value(OUTCOMES, OutcomesFile)
    calendar, texts = parts.value(CALENDAR, CalendarFile), parts.value(TEXTS, TextsFile)
    return Known(
        audiences=_by(settings.audiences) if settings else None,
        units=_by(units.units) if units else None,
        posts=_by(posts.posts) if posts else None,
        municipalities=_by(posts.posts, "municipality") if posts else None,
        person_kinds=_by(people.person_kinds) if people else None,
        operator_types=_by(people.operator_types) if people else None,
        identifiers=_by(people.identifiers, "kind") if people else None,
        power_kinds=_by(people.power_kinds) if people else None,
        laws=_by(laws.laws) if laws else None,
        counting_laws=_by(calendar.laws) if calendar else None,
        closure_classes=_by(calendar.classes) if calendar else None,
        outcomes=_by(outcomes.outcomes) if outcomes else None,
        texts=texts.texts if texts else None,
        workflows=_folder(parts, WORKFLOWS, Workflow),
        procedures=_folder(parts, PROCEDURES, ProcedureFile),
    )


def unknown(
    document: Document, steps: Steps, code: str | None, codes: Codes, naming: tuple[str, str]
) -> Iterator[Fault]:
    """A fault if `code` is not among `codes`; `naming` is the rule and what people call the thing."""
    if code is not None and codes is not None and code not in codes:
        rule, what = naming
        yield document.fault(steps, rule, f"{what} «{code}» no existe{_nearest(code, codes)}")


def unknowns(
    document: Document, steps: Steps, named: Sequence[str], codes: Codes, naming: tuple[str, str]
) -> Iterator[Fault]:
    """The same for each of a list of codes."""
    for index, code in enumerate(named):
        yield from unknown(document, (*steps, index), code, codes, naming)


def duplicates(
    document: Document, steps: Steps, items: Sequence[Any], key: str = "code", rule: str = "duplicate-code"
) -> Iterator[Fault]:
    """A fault for each item whose code stands before it in the list; plain texts are their own code."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        code = item if isinstance(item, str) else getattr(item, key)
        if code in seen:
            yield document.fault((*steps, index), rule, f"«{code}» ya está en la lista")
        if code is not None:
            seen.add(code)


def misnamed(document: Document, code: str) -> Iterator[Fault]:
    """A fault if a file of a folder does not bear the name of its code."""
    if document.file.rpartition("/")[2] != f"{code}.yaml":
        yield document.fault(("code",), "file-name", f"el código es «{code}» y el archivo, {document.file}")


def _by(items: Sequence[Any], key: str = "code") -> dict[str, Any]:
    return {getattr(item, key): item for item in items}


def _folder(parts: Parts, name: str, model: type[Any]) -> Codes:
    """The values of a folder by code; a broken file counts as the code its name says."""
    broken = {
        file.removeprefix(f"{name}/").removesuffix(".yaml"): None
        for file in parts.documents
        if file.startswith(f"{name}/") and not file.endswith(OVERLAY) and file not in parts.values
    }
    return {**broken, **{value.code: value for _, value in parts.folder_values(name, model)}}


def _nearest(code: str, codes: Collection[str]) -> str:
    close = get_close_matches(code, [item for item in codes if item], n=1)
    return f"; ¿será «{close[0]}»?" if close else ""
