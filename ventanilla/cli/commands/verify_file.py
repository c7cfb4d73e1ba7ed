"""``ventanilla verify FILE.zip``: does an exported dossier still say what it said? Needs the file alone."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ventanilla.cli.main import BROKEN_RULE, DONE, MISUSE
from ventanilla.formal.dossier_check import Checked, NotADossier, check_dossier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a dossier exported as ZIP")
    parser.add_argument("--json", action="store_true", help="one JSON object with the findings")


def run(arguments: argparse.Namespace) -> int:
    """Print what does not hold; exit status 1 if anything does not, 2 where the file is no dossier."""
    try:
        checked = check_dossier(arguments.file)
    except (NotADossier, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        print(f"{arguments.file}: {reason}", file=sys.stderr)
        return MISUSE
    if arguments.json:
        told = asdict(checked)
        told["findings"] = told.pop("faults")
        print(json.dumps(told))
    else:
        _tell(checked)
    return BROKEN_RULE if checked.faults else DONE


def _tell(checked: Checked) -> None:
    print(f"Expediente {checked.case}, copia del {checked.produced_at}, {checked.members} piezas")
    print(f"Huella del manifiesto  {checked.manifest}")
    print(f"Huella del historial   {checked.head}")
    for fault in checked.faults:
        print(f"{fault.subject}: {fault.text} [{fault.kind}]")
    told = f"No coincide: {len(checked.faults)}" if checked.faults else "Todo coincide."
    print(told, file=sys.stderr)
