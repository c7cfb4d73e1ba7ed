"""The little the settings need of the pack before Django is up."""

from __future__ import annotations

from pathlib import Path

import yaml

_PACKS = (Path(__file__).parents[2] / "packs", Path(__file__).parents[1] / "packs")


def pack_folder(pack: str) -> Path | None:
    """The folder of a pack given by code or path, or None where there is no such pack."""
    candidates = (Path(pack), *(folder / pack for folder in _PACKS))
    return next((folder for folder in candidates if (folder / "pack.yaml").is_file()), None)


def pack_zone(pack: str) -> str:
    """The pack's time zone; UTC where the pack does not say, which `pack check` reports."""
    folder = pack_folder(pack)
    if folder is None:
        return "UTC"
    content = yaml.safe_load((folder / "pack.yaml").read_text("utf-8"))
    return str(content.get("zone") or "UTC")
