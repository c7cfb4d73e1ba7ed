"""Reading a pack: its folder becomes one frozen `Pack`, or the list of its faults."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ventanilla.catalogue.checks import faults_of
from ventanilla.catalogue.faults import Fault, PackFaults
from ventanilla.catalogue.pack import Pack, assemble
from ventanilla.catalogue.parts import PACK, read_parts

_PLACES = (Path(__file__).parents[1] / "packs", Path(__file__).parents[2] / "packs")
"""Where packs lie: inside an installed product, or beside it in a checkout."""


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
    return faults_of(read_parts(pack_folder(code_or_path)))


def read_pack(code_or_path: str | Path) -> Pack:
    """Reads and checks a pack. Raises UnknownPack, or PackFaults with every fault that is no warning."""
    parts = read_parts(pack_folder(code_or_path))
    faults = tuple(item for item in faults_of(parts) if not item.is_warning)
    if faults:
        raise PackFaults(faults)
    return assemble(parts, "es")


@lru_cache(maxsize=8)
def _pack_in(folder: Path) -> Pack:
    return read_pack(folder)


@lru_cache(maxsize=32)
def get_pack(code_or_path: str | Path) -> Pack:
    """The pack, read once a process: what everything but `pack check` uses."""
    return _pack_in(pack_folder(code_or_path))
