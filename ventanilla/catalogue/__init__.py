"""The catalogue: reads and checks packs into frozen values. No Django, no clock, no database."""

from __future__ import annotations

from ventanilla.catalogue.faults import Fault, PackFaults
from ventanilla.catalogue.pack import Pack
from ventanilla.catalogue.reading import UnknownPack, check_pack, get_pack, pack_codes, pack_folder, read_pack

__all__ = [
    "Fault",
    "Pack",
    "PackFaults",
    "UnknownPack",
    "check_pack",
    "get_pack",
    "pack_codes",
    "pack_folder",
    "read_pack",
]
