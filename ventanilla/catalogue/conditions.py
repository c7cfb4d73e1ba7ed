"""Conditions of a pack, evaluated by CEL over flat facts.

A fact that is missing counts as empty (false, "", 0 or []), by its declared type or, where none is given, by
the way the condition uses it: a missing answer never errs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from ventanilla.catalogue.expressions import Expression, ExpressionFault, FactType, parse

FactValue = bool | int | float | str | Sequence[str]

EMPTY: Mapping[FactType, FactValue] = {"bool": False, "string": "", "number": 0, "list": []}


class ConditionFault(Exception):
    """A condition of the pack that cannot be evaluated: shown to the head of the unit, never a 500."""

    def __init__(self, expression: str, reason: str) -> None:
        self.expression = expression
        self.reason = reason
        super().__init__(f"La condición «{expression}» del paquete no se puede evaluar: {reason}.")


def _cel() -> ModuleType:
    """The compiled module of the package `cel`, without the package itself.

    Its `__init__` imports a console with three libraries of its own: 0.3 s at every start of a command. The
    module stands in `sys.modules` under its own name, because it cannot be loaded twice in a process.
    """
    if _NAME in sys.modules:
        return sys.modules[_NAME]
    package = find_spec("cel")
    places = [Path(place) for place in (package and package.submodule_search_locations) or ()]
    files = [place / f"cel{suffix}" for place in places for suffix in EXTENSION_SUFFIXES]
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        raise ModuleNotFoundError("the compiled part of common-expression-language is missing", name=_NAME)
    loader = ExtensionFileLoader(_NAME, str(file))
    module = module_from_spec(ModuleSpec(_NAME, loader, origin=str(file)))
    loader.exec_module(module)
    sys.modules[_NAME] = module
    return module


_NAME = "cel.cel"
_CEL = _cel()


@lru_cache(maxsize=4096)
def compiled(text: str) -> tuple[Expression, Any]:
    """The expression, and its CEL program. Raises ConditionFault if it may not stand in a pack."""
    try:
        return parse(text), _CEL.compile(text)
    except (ExpressionFault, ValueError) as error:
        raise ConditionFault(text, str(error)) from None


def holds(text: str, facts: Mapping[str, FactValue], types: Mapping[str, FactType] | None = None) -> bool:
    """Whether the condition `text` holds over `facts`; `types` are the declared types of the facts.

    Raises ConditionFault if it cannot be evaluated, as when a fact has another type than it is compared with.
    """
    expression, program = compiled(text)
    known = types or {}
    context = {
        name: EMPTY[known.get(name, used or "string")] if facts.get(name) is None else facts[name]
        for name, used in expression.variables.items()
    }
    try:
        result = program.execute(context)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ConditionFault(text, "un dato no es del tipo con que se compara") from error
    if not isinstance(result, bool):
        raise ConditionFault(text, "no da sí ni no")
    return result
