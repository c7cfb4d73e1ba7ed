"""Strict YAML: plain values with the line each one stands on, and a fault for every trap of YAML 1.1.

Refused: duplicate keys, unquoted `yes`/`no`/`on`/`off`, numbers read as octal, hexadecimal or base 60, tags,
aliases and merge keys, keys that are not text. Dates stay text (the models read them). Sequences are tuples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ventanilla.catalogue.faults import Fault, fault

Steps = tuple[str | int, ...]
"""The way to a value inside a file: keys and positions."""

MAX_BYTES = 1_048_576
MAX_DEPTH = 30

_BOOLEANS = {"true": True, "false": False}
_NULLS = {"", "~", "null"}
_OLD_BOOLEANS = re.compile(r"(?i:y|n|yes|no|on|off|true|false)")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_MISREAD = re.compile(r"[-+]?0[0-9_]+|[-+]?0[xXbBoO][0-9a-fA-F_]+|[-+]?[0-9]+(?::[0-5]?[0-9])+")
_MERGE = "tag:yaml.org,2002:merge"
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file read: `data` is empty where the file cannot be read at all; `faults` says why."""

    file: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Steps, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def line(self, steps: Steps) -> int:
        """The line (from 1) of the value at `steps`, or of the nearest value around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def fault(self, steps: Steps, rule: str, message: str, *, is_warning: bool = False) -> Fault:
        """A fault of this file at the line of `steps`."""
        return fault(self.file, self.line(steps), rule, message, is_warning=is_warning)


def read_document(folder: Path, file: str) -> Document:
    """Reads `folder/file`. Never raises for what the file contains; OSError if it cannot be opened."""
    raw = (folder / file).read_bytes()
    if len(raw) > MAX_BYTES:
        return Document(
            file, faults=(fault(file, 1, "file-too-large", f"el archivo pasa de {MAX_BYTES} bytes"),)
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Document(file, faults=(fault(file, line, "encoding", "el archivo no está en UTF-8"),))
    return parse_document(file, text)


def parse_document(file: str, text: str) -> Document:
    """The document in `text`; `file` is the name its faults carry."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return Document(file, faults=(fault(file, line, "yaml", error.problem or "YAML mal formado"),))
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return Document(file, faults=(fault(file, line, "yaml", "carácter no permitido"),))
    if not isinstance(root, yaml.MappingNode):
        return Document(file, faults=(fault(file, 1, "yaml", "el archivo debe ser una lista de claves"),))
    builder = _Builder(file)
    data = builder.value(root, ())
    return Document(file, data, builder.lines, tuple(builder.faults))


class _Builder:
    """Turns the nodes of one file into values, remembering lines and faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Steps, int] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, steps: Steps) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(steps, line)
        if id(node) in self._seen:
            return self._refuse(line, "alias", "alias de YAML (`*nombre`)")
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            return self._refuse(line, "tag", f"etiqueta de YAML «{node.tag}»")
        if len(steps) > MAX_DEPTH:
            return self._refuse(line, "too-deep", f"más de {MAX_DEPTH} niveles")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, steps)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(child, (*steps, index)) for index, child in enumerate(node.value))
        return self._scalar(node, line) if isinstance(node, yaml.ScalarNode) else None

    def _mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if key_node.tag == _MERGE:
                self._refuse(line, "alias", "clave de mezcla «<<»")
            elif not isinstance(key_node, yaml.ScalarNode) or not isinstance(
                self._scalar(key_node, line), str
            ):
                self._refuse(line, "key-not-text", "una clave que no es texto")
            elif key in result:
                self._refuse(line, "duplicate-key", f"la clave «{key}» está dos veces")
            else:
                self.lines[(*steps, key)] = line
                result[key] = self.value(value_node, (*steps, key))
        return result

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        text: str = node.value
        if node.style:
            return text
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if text in _NULLS:
            return None
        if _OLD_BOOLEANS.fullmatch(text):
            return self._refuse(line, "old-boolean", f"«{text}» sin comillas", keep=text)
        if _MISREAD.fullmatch(text):
            return self._refuse(line, "misread-number", f"«{text}» sin comillas", keep=text)
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        return text

    def _refuse(self, line: int, rule: str, message: str, keep: Any = None) -> Any:
        self.faults.append(fault(self.file, line, rule, message))
        return keep
