"""``python -m ventanilla.operations.population FILE``: fill the database, and write the sample accounts to the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ventanilla.operations.processes import start_django

start_django("command")

from django.conf import settings  # noqa: E402  Django must be up before the rooms are imported
from django.utils import timezone  # noqa: E402

from ventanilla.operations.population.filling import fill  # noqa: E402


def main(arguments: list[str]) -> int:
    if not settings.DEMO:
        print("Sample accounts have a password that everybody knows: only where DEMO=on.", file=sys.stderr)
        return 2
    (file,) = arguments
    accounts = fill(at=timezone.now())
    Path(file).write_text(json.dumps(accounts, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
