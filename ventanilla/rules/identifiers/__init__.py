"""Identifiers of persons and organisations, checked by their own characters.

A kind is one module beside this text, named as the kind with ``_`` for ``.`` and ``-``: it gives ``KIND`` and
``check(text) -> IdentifierCheck``. Adding one touches nothing else. Modules that begin with ``_`` are shared parts.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from ventanilla.rules.identifiers._answer import IdentifierCheck

__all__ = ["KINDS", "IdentifierCheck", "UnknownKind", "check"]


class _Kind(Protocol):
    KIND: str

    def check(self, text: str) -> IdentifierCheck: ...


class UnknownKind(LookupError):
    """There is no such kind of identifier; the message names those there are."""

    def __init__(self) -> None:
        super().__init__(f"Ese tipo de documento no existe: use uno de {', '.join(sorted(KINDS))}.")


_MODULES = {
    module.name.replace("_", ".", 1).replace("_", "-"): f"{__name__}.{module.name}"
    for module in pkgutil.iter_modules(__path__)
    if not module.name.startswith("_")
}
KINDS = frozenset(_MODULES)


def check(kind: str, value: str) -> IdentifierCheck:
    """What is known of ``value`` as an identifier of ``kind`` (one of `KINDS`).

    Never raises for a value, whatever it contains. Raises `UnknownKind` for a kind there is not.
    """
    if kind not in KINDS:
        raise UnknownKind
    return _load(kind).check(value)


@cache
def _load(kind: str) -> _Kind:
    """The module of a kind, imported when first asked: most commands need `KINDS` alone."""
    return cast(_Kind, importlib.import_module(_MODULES[kind]))
