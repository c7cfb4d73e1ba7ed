"""``ventanilla bonds load FILE``: the bonds that stood before the register did, all of a table's or none."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.bonds.loading import Loaded, load_bonds
from ventanilla.cli.inputs import BROKEN_RULE, DONE, MISUSE, print_json
from ventanilla.people.access import SYSTEM

MOST_BYTES = 8_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``bonds``."""
    actions = parser.add_subparsers(dest="action", required=True)
    load = actions.add_parser("load", help="add the bonds of a table; loaded twice they are there once")
    load.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="CSV or XLSX with the columns holder, nit, number, insurer, amount, since, until",
    )
    load.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
    load.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what was added, or what is wrong with each row; status 1 where anything is, and nothing was added."""
    try:
        with arguments.file.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
    except OSError as fault:
        print(
            f"No se puede leer «{arguments.file}»: {fault.strerror}. Indique un CSV o XLSX.", file=sys.stderr
        )
        return MISUSE
    if len(content) > MOST_BYTES:
        print(f"«{arguments.file}» pasa de 8 MB: repártalo en varios archivos.", file=sys.stderr)
        return BROKEN_RULE
    with translation.override(settings.LANGUAGE_CODE):
        loaded = load_bonds(
            content=content, by=SYSTEM, at=timezone.now(), via="command", is_rehearsal=arguments.dry_run
        )
    if arguments.json:
        print_json(
            {
                "added": loaded.added,
                "unchanged": loaded.unchanged,
                "dry_run": arguments.dry_run,
                "errors": [asdict(fault) for fault in loaded.faults],
            }
        )
    else:
        _print(loaded, is_rehearsal=arguments.dry_run)
    return BROKEN_RULE if loaded.faults else DONE


def _print(loaded: Loaded, *, is_rehearsal: bool) -> None:
    for fault in loaded.faults:
        row = f"Fila {fault.row}" if fault.row else "Archivo"
        # An error of a cell names its row itself.
        print(fault.text if fault.text.startswith(row) else f"{row}: {fault.text}", file=sys.stderr)
    if loaded.faults:
        print(f"No se cargó ninguna fianza. Por corregir: {len(loaded.faults)}", file=sys.stderr)
        return
    print(f"{'Se cargarían' if is_rehearsal else 'Cargadas'}: {loaded.added}. Ya estaban: {loaded.unchanged}")
