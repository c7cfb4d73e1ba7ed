"""English over Spanish: an overlay `<file>.en.yaml` has the shape of its file and only the texts.

Items of a list are matched by `code` (or `kind`); a list whose items have none is matched by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic.fields import FieldInfo

from ventanilla.catalogue.source import Steps
from ventanilla.catalogue.values import Translated, Value

Model = TypeVar("Model", bound=Value)

_KEYS = ("code", "kind")
_PLAIN = ("value", "text", "title")
"""The keys that a plain text may stand for, in the order they are looked for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text that people read: where it stands in its file."""

    steps: Steps
    text: str
    is_required: bool


@dataclass(slots=True)
class Merge:
    """What became of an overlay: texts it covered, and what in it belongs to nothing (`at` is its own path)."""

    covered: set[Steps] = field(default_factory=set)
    orphans: list[tuple[Steps, str, str]] = field(default_factory=list)


def leaves(value: Value, steps: Steps = ()) -> Iterator[Leaf]:
    """Every translatable text inside `value`, in the order of its fields."""
    for name, (key, mark) in _fields(type(value)).items():
        yield from _leaves_of(getattr(value, name), mark, (*steps, key))


def keys_of(model: type[Value]) -> Mapping[str, str]:
    """The key in YAML of each field of `model`, by the field's name."""
    return {name: key for name, (key, _) in _fields(model).items()}


def merged(value: Model, tree: Mapping[str, Any]) -> tuple[Model, Merge]:
    """`value` with the texts of the overlay `tree`; what does not fit is left out and reported."""
    report = Merge()
    return _Merger(report).value(value, tree, (), ()), report


def _leaves_of(child: Any, mark: Translated | None, steps: Steps) -> Iterator[Leaf]:
    if isinstance(child, Value):
        yield from leaves(child, steps)
    elif isinstance(child, str):
        if mark:
            yield Leaf(steps, child, mark.is_required)
    elif isinstance(child, tuple | dict):
        pairs = child.items() if isinstance(child, dict) else enumerate(child)
        for key, item in pairs:
            yield from _leaves_of(item, mark, (*steps, key))


@lru_cache(maxsize=256)
def _fields(model: type[Value]) -> Mapping[str, tuple[str, Translated | None]]:
    """Name of each field → its key in YAML, and how its text is translated."""
    return {name: (info.alias or name, _mark(info)) for name, info in model.model_fields.items()}


def _mark(info: FieldInfo) -> Translated | None:
    found = next((item for item in info.metadata if isinstance(item, Translated)), None)
    return found or _mark_in(info.annotation)


def _mark_in(annotation: Any) -> Translated | None:
    if get_origin(annotation) is Annotated:
        for item in annotation.__metadata__:
            if isinstance(item, Translated):
                return item
    marks = (_mark_in(argument) for argument in get_args(annotation))
    return next((mark for mark in marks if mark), None)


class _Merger:
    """Walks a value and its overlay together."""

    def __init__(self, report: Merge) -> None:
        self.report = report

    def value(self, value: Model, tree: Any, steps: Steps, at: Steps) -> Model:
        fields = {key: (name, mark) for name, (key, mark) in _fields(type(value)).items()}
        plain = next((key for key in _PLAIN if key in fields), None)
        if isinstance(tree, str) and plain:
            tree = {plain: tree}
        if not isinstance(tree, Mapping):
            self._orphan(at, "overlay-not-text", "se esperaban claves y valores")
            return value
        update: dict[str, Any] = {}
        for key, item in tree.items():
            if key not in fields:
                self._orphan((*at, key), "overlay-orphan", f"«{key}» no está en el archivo traducido")
                continue
            name, mark = fields[key]
            child = getattr(value, name)
            if key in _KEYS and child == item:
                continue
            update[name] = self._child(child, mark, item, ((*steps, key), (*at, key)))
        return value.model_copy(update=update)

    def _child(self, child: Any, mark: Translated | None, tree: Any, paths: tuple[Steps, Steps]) -> Any:
        steps, at = paths
        if isinstance(child, Value):
            return self.value(child, tree, steps, at)
        if isinstance(child, str) and mark:
            return self._text(child, tree, steps, at)
        if isinstance(child, tuple) and isinstance(tree, tuple):
            return self._list(child, mark, tree, paths)
        if isinstance(child, dict) and isinstance(tree, Mapping):
            return self._mapping(child, mark, tree, paths)
        rule = "overlay-orphan" if child is None else "overlay-not-text"
        self._orphan(at, rule, f"«{at[-1]}» no es un texto del archivo traducido")
        return child

    def _text(self, child: str, tree: Any, steps: Steps, at: Steps) -> str:
        if isinstance(tree, Mapping):
            tree = tree.get("value")
        if not isinstance(tree, str) or not tree.strip():
            self._orphan(at, "overlay-not-text", f"«{at[-1]}» debe ser un texto")
            return child
        self.report.covered.add(steps)
        return tree

    def _list(
        self,
        child: tuple[Any, ...],
        mark: Translated | None,
        tree: tuple[Any, ...],
        paths: tuple[Steps, Steps],
    ) -> tuple[Any, ...]:
        steps, at = paths
        result = list(child)
        for index, item in enumerate(tree):
            place = _place(child, item, index)
            if place is None:
                self._orphan((*at, index), "overlay-orphan", "el elemento no está en el archivo traducido")
            else:
                inner = ((*steps, place), (*at, index))
                result[place] = self._child(child[place], mark, item, inner)
        return tuple(result)

    def _mapping(
        self,
        child: dict[str, Any],
        mark: Translated | None,
        tree: Mapping[str, Any],
        paths: tuple[Steps, Steps],
    ) -> dict[str, Any]:
        steps, at = paths
        result = dict(child)
        for key, item in tree.items():
            if key in child:
                result[key] = self._child(child[key], mark, item, ((*steps, key), (*at, key)))
            else:
                self._orphan((*at, key), "overlay-orphan", f"«{key}» no está en el archivo traducido")
        return result

    def _orphan(self, at: Steps, rule: str, message: str) -> None:
        self.report.orphans.append((at, rule, message))


def _place(items: tuple[Any, ...], tree: Any, index: int) -> int | None:
    """The position in `items` of what the overlay's item `tree`, itself at `index`, translates."""
    if isinstance(tree, Mapping):
        for key in _KEYS:
            if key in tree:
                codes = [getattr(item, key, None) for item in items]
                return codes.index(tree[key]) if tree[key] in codes else None
    return index if index < len(items) else None
