"""``ventanilla doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.operations.doctor import examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print each check; exit status 1 if one does not hold."""
    checks = list(examine())
    faults = [check for check in checks if not check.is_ok]
    if arguments.json:
        print(
            json.dumps({"ok": not faults, "checks": [asdict(check) for check in checks]}, ensure_ascii=False)
        )
        return 1 if faults else 0
    width = max(len(check.name) for check in checks)
    for check in checks:
        print(f"{'ok   ' if check.is_ok else 'FAULT'}  {check.name:<{width}} {check.detail}")
        if not check.is_ok:
            print(f"{'':<{width + 8}}{check.remedy}")
    print(f"\n{len(faults)} faults." if faults else "\nNothing is wrong.")
    return 1 if faults else 0
