"""``ventanilla verify``: does everything the journal says still hold?"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from django.db import connection, transaction

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.operations.verification import verify_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "With FILE.zip, an exported dossier, only that file is checked: no database is needed."
    parser.add_argument("--json", action="store_true", help="one JSON object with the findings")


def run(arguments: argparse.Namespace) -> int:
    """Print what does not hold; exit status 1 if anything does not."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # one moment for all that is compared: the desk goes on working
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        findings = list(verify_all())
    if arguments.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
        return 1 if findings else 0
    for finding in findings:
        print(f"{finding.subject}: {finding.text} [{finding.kind}]")
    print(f"No coincide: {len(findings)}" if findings else "Todo coincide.", file=sys.stderr)
    return 1 if findings else 0
