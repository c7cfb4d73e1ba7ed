"""Reading a pack: its folder becomes one frozen `Pack`, or the list of its faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from ventanilla.catalogue.faults import Fault, PackFaults
from ventanilla.catalogue.model import (
    CannedFile,
    Contacts,
    LawsFile,
    OutcomesFile,
    PeopleFile,
    PostsFile,
    Procedure,
    ProcedureFile,
    RoutingFile,
    Settings,
    Text,
    TextsFile,
    UnitsFile,
    Workflow,
)
from ventanilla.catalogue.pack import Pack
from ventanilla.catalogue.parts import (
    CANNED,
    CONTACTS,
    LAWS,
    OUTCOMES,
    PACK,
    PEOPLE,
    POSTS,
    PROCEDURES,
    ROUTING,
    TEXTS,
    UNITS,
    WORKFLOWS,
    Parts,
    read_parts,
)  # fmt: skip

_PLACES = (Path(__file__).parents[2] / "packs", Path(__file__).parents[1] / "packs")
T = TypeVar("T")


class UnknownPack(LookupError):
    """No pack has that code and no folder has that path."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        super().__init__(
            f"No hay un paquete «{name}». Los hay: {', '.join(known)}; o dé la ruta de una carpeta."
        )


def pack_folder(code_or_path: str | Path) -> Path:
    """The folder of a pack given by its code (`sv`) or its path. Raises UnknownPack."""
    for place in _PLACES:
        if (place / code_or_path / PACK).is_file():
            return (place / code_or_path).resolve()
    if (Path(code_or_path) / PACK).is_file():
        return Path(code_or_path).resolve()
    raise UnknownPack(str(code_or_path), pack_codes())


def pack_codes() -> tuple[str, ...]:
    """The codes of the packs that come with the product, without the template."""
    for place in _PLACES:
        codes = sorted(path.parent.name for path in place.glob(f"*/{PACK}"))
        if codes:
            return tuple(code for code in codes if not code.startswith("_"))
    return ()


def check_pack(code_or_path: str | Path) -> list[Fault]:
    """Every fault of a pack, warnings included, in order of file and line. Raises UnknownPack."""
    return sorted(read_parts(pack_folder(code_or_path)).faults)


def read_pack(code_or_path: str | Path) -> Pack:
    """Reads and checks a pack. Raises UnknownPack, or PackFaults with every fault that is no warning."""
    parts = read_parts(pack_folder(code_or_path))
    faults = tuple(sorted(item for item in parts.faults if not item.is_warning))
    if faults:
        raise PackFaults(faults)
    return _assembled(parts)


@lru_cache(maxsize=8)
def _pack_in(folder: Path) -> Pack:
    return read_pack(folder)


def get_pack(code_or_path: str | Path) -> Pack:
    """The pack, read once a process: what everything but `pack check` uses."""
    return _pack_in(pack_folder(code_or_path))


def _by_code(values: Iterable[Any], key: str = "code") -> Mapping[str, Any]:
    return MappingProxyType({getattr(value, key): value for value in values})


def _assembled(parts: Parts) -> Pack:
    settings, people = parts.required(PACK, Settings), parts.required(PEOPLE, PeopleFile)
    texts = parts.value(TEXTS, TextsFile) or TextsFile(texts={})
    workflows = _by_code(value for _, value in parts.folder_values(WORKFLOWS, Workflow))
    procedures = _by_code(
        with_workflow(value, workflows) for _, value in parts.folder_values(PROCEDURES, ProcedureFile)
    )
    return Pack.model_construct(
        **dict(settings),
        folder=parts.folder,
        language="es",
        contacts=parts.required(CONTACTS, Contacts),
        units=_by_code((parts.value(UNITS, UnitsFile) or UnitsFile(units=())).units),
        posts=_by_code((parts.value(POSTS, PostsFile) or PostsFile(posts=())).posts),
        person_kinds=_by_code(people.person_kinds),
        operator_types=_by_code(people.operator_types),
        identifiers=_by_code(people.identifiers, "kind"),
        laws=_by_code((parts.value(LAWS, LawsFile) or LawsFile(laws=())).laws),
        texts=_by_code(
            Text(code=code, subject=text.subject, body=text.body) for code, text in texts.texts.items()
        ),
        screens=MappingProxyType(texts.screens),
        routing=(parts.value(ROUTING, RoutingFile) or RoutingFile()).rules,
        outcomes=_by_code((parts.value(OUTCOMES, OutcomesFile) or OutcomesFile(outcomes=())).outcomes),
        canned=(parts.value(CANNED, CannedFile) or CannedFile()).canned,
        workflows=workflows,
        procedures=procedures,
    )


def with_workflow(file: ProcedureFile, workflows: Mapping[str, Workflow]) -> Procedure:
    """The procedure of `file`, carrying the workflow it names."""
    named = {**dict(file), "workflow": workflows[file.workflow] if file.workflow else None}
    return Procedure.model_construct(file.model_fields_set, **named)
