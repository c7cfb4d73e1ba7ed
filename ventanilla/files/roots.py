"""Where the trusted roots lie. Apart, so that asking does not load what reads signatures."""

from __future__ import annotations

from pathlib import Path


def root_files(folder: Path) -> list[Path]:
    """The files of a folder that hold certificates, PEM or DER, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".pem", ".crt", ".cer"))
