"""``ventanilla id check``: identity and tax numbers from standard input, a line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from ventanilla.rules import identifiers
from ventanilla.rules.identifiers import IdentifierCheck

_DONE, _BROKEN_RULE = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``id``."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check",
        help="check lines KIND VALUE of standard input",
        description=f"Check lines KIND VALUE of standard input. Kinds: {', '.join(sorted(identifiers.KINDS))}.",
    )
    check.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Answer each line that is not blank, in order. Exit status 1 if any is not valid."""
    status = _DONE
    for kind, result in _answers(sys.stdin.buffer):
        print(_as_json(result) if arguments.json else _for_people(kind, result))
        if not result.valid:
            status = _BROKEN_RULE
    return status


def _answers(lines: Iterable[bytes]) -> Iterator[tuple[str, IdentifierCheck]]:
    """The kind of each line (empty where it is none) and what is known of its value.

    Bytes, because a line ends at a newline only and one that is not UTF-8 still deserves its answer.
    """
    for line in lines:
        words = line.decode(errors="replace").split(maxsplit=1)
        if not words:
            continue
        kind, value = (*words, "")[:2]
        try:
            yield kind, identifiers.check(kind, value)
        except identifiers.UnknownKind as fault:
            yield "", IdentifierCheck(valid=False, reason=str(fault))


def _as_json(result: IdentifierCheck) -> str:
    return json.dumps(asdict(result))


def _for_people(kind: str, result: IdentifierCheck) -> str:
    if not result.valid:
        return f"{kind or '?'}  no válido. {result.reason}"
    state = f"válido con advertencia. {result.warning}" if result.warning else "válido"
    return f"{kind}  {result.canonical}  {state}"
