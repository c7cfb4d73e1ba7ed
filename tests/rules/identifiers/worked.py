"""Running a worked identifier of a pack: what `packs/*/examples/identifiers*.yaml` is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ventanilla.rules import identifiers

PACKS = Path(__file__).parents[3] / "packs"


def answer(given: Mapping[str, str]) -> dict[str, object]:
    """What the product says of ``input: {kind, value}``; ``warning`` is whether there is one."""
    result = identifiers.check(given["kind"], given["value"])
    return {
        "valid": result.valid,
        "canonical": result.canonical,
        "check_digit": result.check_digit,
        "warning": bool(result.warning),
    }


def worked_cases() -> list[dict[str, Any]]:
    """Every worked identifier of every pack."""
    files = sorted(PACKS.glob("*/examples/identifiers*.yaml"))
    return [case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
