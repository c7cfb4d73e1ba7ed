"""``ventanilla demo``: everything in one."""

from __future__ import annotations

import argparse
import sys

from ventanilla.catalogue import UnknownPack, check_pack
from ventanilla.operations.demo.supervisor import Demo, DemoFault
from ventanilla.operations.postgres import PostgresFault
from ventanilla.operations.state import state_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", default="sv", help="the country: sv (default), ec, mx, or a folder")
    parser.add_argument("--port", type=int, default=8000, help="port of the web (8000)")
    parser.add_argument("--reset", action="store_true", help="drop what an earlier run kept")


def run(arguments: argparse.Namespace) -> int:
    try:
        faults = [fault for fault in check_pack(arguments.pack) if not fault.is_warning]
    except UnknownPack as fault:
        print(fault, file=sys.stderr)
        return 2
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    demo = Demo(pack=arguments.pack, port=arguments.port, state=state_home() / "demo")
    try:
        return demo.run(reset=arguments.reset)
    except (DemoFault, PostgresFault) as fault:
        print(fault, file=sys.stderr)
        return 1
