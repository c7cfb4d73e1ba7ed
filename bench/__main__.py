"""``python3 run.py bench [NAME ...]``: every measurement, or the named ones.

A measurement is a module of this folder with ``main() -> int``, which prints what it found and returns 1 where a limit
is missed.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def measurements() -> list[str]:
    folder = Path(__file__).parent
    return sorted(path.stem for path in folder.glob("[a-z]*.py") if "\ndef main(" in path.read_text("utf-8"))


def main(names: list[str]) -> int:
    known = measurements()
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"There is no measurement {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    status = 0
    for name in names or known:
        print(f"== {name}", flush=True)
        status |= importlib.import_module(f"bench.{name}").main()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
