"""``ventanilla pack check|show|schema``: a country's pack checked, read, and described for editors."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ventanilla.catalogue import Fault, Pack, PackFaults, UnknownPack, check_pack, get_pack
from ventanilla.catalogue.printing import diagram, show_pack, show_procedure, show_workflow
from ventanilla.catalogue.schema import file_schema, json_schema

_DONE, _BROKEN_RULE, _MISUSE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``pack``."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="say what is wrong with a pack: file, line, rule, remedy")
    check.add_argument("pack", metavar="PACK", help="sv, ec, mx or a folder")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    show = actions.add_parser("show", help="show a pack, one of its sheets or one of its workflows")
    show.add_argument("pack", metavar="PACK", help="sv, ec, mx or a folder")
    show.add_argument("code", metavar="CODE", nargs="?", help="a procedure or a workflow of the pack")
    show.add_argument("--language", choices=("es", "en"), default="es", help="the language of the texts")
    show.add_argument("--json", action="store_true", help="print one JSON object")
    schema = actions.add_parser("schema", help="print the JSON Schema of a pack's files, for editors")
    schema.add_argument(
        "pack", metavar="PACK", nargs="?", help="accepted and not needed: packs share one schema"
    )
    schema.add_argument("--file", help="only that kind of file, such as units.yaml or 'procedures/*.yaml'")
    schema.add_argument("--json", action="store_true", help="accepted: the schema is JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check, show or describe. Exit status 1 if the pack has a fault, 2 if there is no such pack, code or file."""
    try:
        if arguments.action == "check":
            return _check(arguments.pack, as_json=arguments.json)
        if arguments.action == "show":
            return _show(arguments)
        return _schema(arguments.file)
    except UnknownPack as error:
        print(error, file=sys.stderr)
        return _MISUSE


def _check(name: str, *, as_json: bool) -> int:
    found = check_pack(name)
    faults = [fault for fault in found if not fault.is_warning]
    if as_json:
        warnings = [fault for fault in found if fault.is_warning]
        print(_json({"valid": not faults, "faults": _rows(faults), "warnings": _rows(warnings)}))
    else:
        for fault in found:
            print(f"aviso · {fault}" if fault.is_warning else fault)
        print(f"{name}: {len(faults)} faltas, {len(found) - len(faults)} avisos")
    return _BROKEN_RULE if faults else _DONE


def _show(arguments: argparse.Namespace) -> int:
    try:
        pack = get_pack(arguments.pack).localized(arguments.language)
    except PackFaults as error:
        print(error, file=sys.stderr)
        return _BROKEN_RULE
    code = arguments.code
    known = (*pack.procedures, *pack.workflows)
    if code is not None and code not in known:
        print(f"El paquete no tiene «{code}». Tiene: {', '.join(known)}.", file=sys.stderr)
        return _MISUSE
    print(
        _json(_as_data(pack, code)) if arguments.json else _as_text(pack, code),
        end="" if not arguments.json else "\n",
    )
    return _DONE


def _as_text(pack: Pack, code: str | None) -> str:
    if code is None:
        return show_pack(pack)
    if code in pack.procedures:
        return show_procedure(pack, pack.procedures[code])
    return show_workflow(pack.workflows[code])


def _as_data(pack: Pack, code: str | None) -> Any:
    if code is None:
        return {"code": pack.code, "procedures": list(pack.procedures), "workflows": list(pack.workflows)}
    if code in pack.procedures:
        return pack.procedures[code].model_dump(mode="json", by_alias=True)
    workflow = pack.workflows[code]
    return {**workflow.model_dump(mode="json", by_alias=True), "mermaid": diagram(workflow)}


def _schema(file: str | None) -> int:
    try:
        print(_json(json_schema() if file is None else file_schema(file)))
    except KeyError:
        files = ", ".join(json_schema()["properties"])
        print(f"No hay archivos «{file}» en un paquete. Los hay: {files}.", file=sys.stderr)
        return _MISUSE
    return _DONE


def _rows(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [asdict(fault) for fault in faults]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
