"""The files of a pack's folder, each read and validated by itself, before they are held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ventanilla.catalogue.calendars import CalendarFile
from ventanilla.catalogue.doors import DoorsFile
from ventanilla.catalogue.faults import Fault, fault
from ventanilla.catalogue.formal import FormalFile
from ventanilla.catalogue.model import (
    CannedFile,
    Contacts,
    LawsFile,
    OutcomesFile,
    PeopleFile,
    PostsFile,
    ProcedureFile,
    RoutingFile,
    Settings,
    TextsFile,
    UnitsFile,
    Workflow,
)
from ventanilla.catalogue.overlay import merged
from ventanilla.catalogue.rates import RatesFile
from ventanilla.catalogue.remedies import REMEDIES
from ventanilla.catalogue.source import Document, Steps, read_document
from ventanilla.catalogue.values import Value

Model = TypeVar("Model", bound=Value)

PACK, CONTACTS, UNITS, POSTS = "pack.yaml", "contacts.yaml", "units.yaml", "posts.yaml"
CALENDAR, PEOPLE, TEXTS, ROUTING = "calendar.yaml", "people.yaml", "texts.yaml", "routing.yaml"
OUTCOMES, CANNED, LAWS = "outcomes.yaml", "canned.yaml", "laws.yaml"
FORMAL, RATES, DOORS = "formal.yaml", "rates.yaml", "doors.yaml"
WORKFLOWS, PROCEDURES, EXAMPLES = "workflows", "procedures", "examples"
OVERLAY = ".en.yaml"
"""How the name of an overlay ends."""

FILES: Mapping[str, type[Value]] = {
    PACK: Settings,
    CONTACTS: Contacts,
    UNITS: UnitsFile,
    POSTS: PostsFile,
    CALENDAR: CalendarFile,
    PEOPLE: PeopleFile,
    TEXTS: TextsFile,
    ROUTING: RoutingFile,
    OUTCOMES: OutcomesFile,
    CANNED: CannedFile,
    LAWS: LawsFile,
    FORMAL: FormalFile,
    RATES: RatesFile,
    DOORS: DoorsFile,
}
FOLDERS: Mapping[str, type[Value]] = {WORKFLOWS: Workflow, PROCEDURES: ProcedureFile}
REQUIRED = (PACK, CONTACTS, CALENDAR, PEOPLE)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the folder holds: documents (overlays too) by file name, and the values of the valid ones."""

    folder: Path
    documents: Mapping[str, Document]
    values: Mapping[str, Value]
    faults: tuple[Fault, ...] = ()

    def document(self, file: str) -> Document:
        """The document of `file`; an empty one where an optional file is missing."""
        return self.documents.get(file) or Document(file)

    def value(self, file: str, model: type[Model]) -> Model | None:
        """The value of `file`, or None where the file is missing or broken."""
        found = self.values.get(file)
        return found if isinstance(found, model) else None

    def required(self, file: str, model: type[Model], language: str = "es") -> Model:
        """The value of `file` in `language`; LookupError if it is missing or broken (`faults` says which)."""
        found = self.value(file, model)
        if found is None:
            raise LookupError(file)
        overlay = self.documents.get(overlay_of(file, language))
        return merged(found, overlay.data)[0] if overlay and language != "es" else found

    def folder_values(self, name: str, model: type[Model]) -> Iterator[tuple[Document, Model]]:
        """Document and value of each valid file of the sub-folder `name`, by file name."""
        for file, value in self.values.items():
            if file.startswith(f"{name}/") and isinstance(value, model):
                yield self.documents[file], value


def read_parts(folder: Path) -> Parts:
    """Reads every file of the pack in `folder`; never raises for their content."""
    documents = {file: read_document(folder, file) for file in _files(folder)}
    faults = [item for document in documents.values() for item in document.faults]
    faults += [fault(name, 1, "missing-file", f"falta {name}") for name in REQUIRED if name not in documents]
    values: dict[str, Value] = {name: model() for name, model in FILES.items() if name not in REQUIRED}
    for file, document in documents.items():
        model = model_of(file)
        if model is not None and not file.endswith(OVERLAY) and not document.faults:
            value, found = validated(document, model)
            faults += found
            if value is not None:
                values[file] = value
            else:
                values.pop(file, None)
        elif model is None:
            faults.append(fault(file, 1, "unknown-file", f"el paquete no conoce el archivo {file}"))
    return Parts(folder, documents, values, tuple(faults))


def overlay_of(file: str, language: str = "en") -> str:
    """The name of the overlay of `file`."""
    return f"{file.removesuffix('.yaml')}.{language}.yaml"


def model_of(file: str) -> type[Value] | None:
    """The model that `file` (or the file it is an overlay of) must follow; None for an unknown file."""
    base = file.removesuffix(OVERLAY) + ".yaml" if file.endswith(OVERLAY) else file
    head, _, tail = base.rpartition("/")
    return FOLDERS.get(head) if head else FILES.get(tail)


def validated(document: Document, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    """The document as `model`, or the faults of its shape."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, [_shape_fault(document, detail) for detail in error.errors(include_url=False)]


def _files(folder: Path) -> list[str]:
    """Every YAML file of the pack but its worked examples, which are tests and not part of it."""
    found = (path.relative_to(folder) for path in folder.rglob("*.y*ml"))
    return sorted(path.as_posix() for path in found if path.parts[0] != EXAMPLES and path.name[0] != ".")


def _shape_fault(document: Document, detail: ErrorDetails) -> Fault:
    steps: Steps = detail["loc"]
    where = ".".join(str(step) for step in steps)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return document.fault(steps, "unknown-key", f"clave desconocida «{where}»")
    if kind == "missing":
        return document.fault(steps[:-1], "missing-key", f"falta la clave «{where}»")
    if kind == "literal_error":
        return document.fault(steps, "unknown-choice", f"{where}: {_allowed(detail)}")
    if kind in REMEDIES:
        return document.fault(steps, kind, f"{where}: {detail['msg']}")
    return document.fault(steps, "wrong-type", f"{where}: {_expected(detail)}")


def _allowed(detail: ErrorDetails) -> str:
    allowed = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", " o ")
    return f"«{detail['input']}» no es uno de {allowed}"


_EXPECTED: Mapping[str, str] = {
    "string_type": "texto",
    "int_type": "un número entero",
    "float_type": "un número",
    "bool_type": "true o false",
    "tuple_type": "una lista",
    "dict_type": "claves y valores",
    "model_type": "claves y valores",
}


def _expected(detail: ErrorDetails) -> str:
    wanted = _EXPECTED.get(detail["type"], detail["msg"])
    return f"se esperaba {wanted}, no «{_shown(detail['input'])}»"


def _shown(value: Any) -> str:
    text = (
        "una lista"
        if isinstance(value, tuple)
        else "claves y valores"
        if isinstance(value, Mapping)
        else str(value)
    )
    return text if len(text) <= 60 else text[:59] + "…"
