"""The part of CEL a pack may use, parsed and typed before anything is evaluated.

Allowed are flat facts, texts, numbers, true and false, lists of texts or numbers, parentheses,
`&& || ! == != < <= > >= in` and `size(...)`. There is no field access, no index, no arithmetic and no
macro, so that an expression costs no more than its length. CEL itself (see `conditions`) evaluates it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FactType = Literal["string", "number", "bool", "list"]

MAX_LENGTH = 500
FUNCTIONS = frozenset({"size"})

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"[^"\\\n]*"|'[^'\\\n]*')
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![0-9A-Za-z_.]))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<symbol>&&|\|\||==|!=|<=|>=|[<>!()\[\],])""",
    re.VERBOSE,
)
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_TYPE_NAMES: Mapping[FactType, str] = MappingProxyType(
    {"string": "un texto", "number": "un número", "bool": "un sí/no", "list": "una lista"}
)


class ExpressionFault(ValueError):
    """An expression that may not stand in a pack; `rule` is the code of the rule it breaks."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Expression:
    """`variables` gives each fact used with its type (declared, or inferred from its use; None if open).

    `compared` lists the texts that each fact is compared with, so that they can be held against choices.
    """

    text: str
    variables: Mapping[str, FactType | None]
    compared: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Operand:
    type: FactType | None
    name: str | None = None
    texts: tuple[str, ...] = ()
    element: FactType | None = None


def parse(text: str, types: Mapping[str, FactType] | None = None) -> Expression:
    """Parses and types `text`, which must be a yes/no. With `types` only those facts exist; without, types are
    inferred. Raises ExpressionFault."""
    if len(text) > MAX_LENGTH:
        raise ExpressionFault(
            "cel-too-long", f"la condición tiene {len(text)} caracteres; caben {MAX_LENGTH}"
        )
    parser = _Parser(_tokens(text), types)
    whole = parser.disjunction()
    parser.finish()
    parser.want(whole, "bool")
    return Expression(text, MappingProxyType(parser.used), tuple(parser.compared))


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionFault("cel-forbidden", f"«{text[position : position + 12]}» no se admite")
        if match.lastgroup != "space":
            tokens.append((str(match.lastgroup), match.group()))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[tuple[str, str]], types: Mapping[str, FactType] | None) -> None:
        self.tokens = tokens
        self.types = types
        self.used: dict[str, FactType | None] = {}
        self.compared: list[tuple[str, str]] = []

    def finish(self) -> None:
        if self.tokens:
            raise ExpressionFault("cel-syntax", f"sobra «{self.tokens[0][1]}»")

    def disjunction(self) -> _Operand:
        return self._joined("||", lambda: self._joined("&&", self._comparison))

    def want(self, operand: _Operand, wanted: FactType) -> None:
        """Faults unless `operand` has the type `wanted`; a fact whose type is open takes it."""
        known = self.used[operand.name] if operand.name else operand.type
        if known is None and operand.name:
            self.used[operand.name] = wanted
        elif known != wanted:
            subject = f"«{operand.name}» es" if operand.name else "hay"
            shown = _TYPE_NAMES[known] if known else "una lista vacía"
            raise ExpressionFault("cel-type", f"{subject} {shown} donde hace falta {_TYPE_NAMES[wanted]}")

    def _joined(self, symbol: str, part: Callable[[], _Operand]) -> _Operand:
        left = part()
        while self._take(symbol):
            self.want(left, "bool")
            left = part()
            self.want(left, "bool")
        return left

    def _comparison(self) -> _Operand:
        left = self._negation()
        symbol = next((symbol for symbol in (*_COMPARISONS, "in") if self._take(symbol)), None)
        if symbol is None:
            return left
        right = self._negation()
        if symbol == "in":
            self._membership(left, right)
        else:
            self._same(left, right, is_order=symbol not in ("==", "!="))
        return _Operand("bool")

    def _membership(self, left: _Operand, right: _Operand) -> None:
        self.want(right, "list")
        if right.name or right.element:
            self.want(left, right.element or "string")
        elif self._type(left) is None:
            self.want(left, "string")
        self._note(left, right)
        self._note(right, left)

    def _same(self, left: _Operand, right: _Operand, *, is_order: bool) -> None:
        for one, other in ((left, right), (right, left)):
            known = self._type(other)
            if known is not None:
                self.want(one, known)
            self._note(one, other)
        if is_order and self._type(left) in ("bool", "list"):
            raise ExpressionFault("cel-type", "solo se ordenan textos y números")

    def _negation(self) -> _Operand:
        if not self._take("!"):
            return self._primary()
        self.want(self._negation(), "bool")
        return _Operand("bool")

    def _primary(self) -> _Operand:
        kind, text = self._next()
        if kind == "string":
            return _Operand("string", texts=(text[1:-1],))
        if kind == "number":
            return _Operand("number")
        if text in ("true", "false"):
            return _Operand("bool")
        if text == "(":
            inner = self.disjunction()
            self._expect(")")
            return inner
        if text == "[":
            return self._list()
        if kind == "symbol" or text == "in":
            raise ExpressionFault("cel-syntax", f"«{text}» no va ahí")
        return self._call(text) if self._take("(") else self._fact(text)

    def _list(self) -> _Operand:
        items: list[_Operand] = []
        while not self._take("]"):
            if items:
                self._expect(",")
            items.append(self._primary())
            if items[-1].name or items[-1].type not in ("string", "number"):
                raise ExpressionFault("cel-type", "una lista solo lleva textos o números")
            self.want(items[-1], items[0].type or "string")
        texts = tuple(text for item in items for text in item.texts)
        return _Operand("list", texts=texts, element=items[0].type if items else None)

    def _call(self, function: str) -> _Operand:
        if function not in FUNCTIONS:
            raise ExpressionFault("cel-unknown-function", f"la función «{function}» no existe")
        argument = self.disjunction()
        self._expect(")")
        if self._type(argument) is None:
            self.want(argument, "list")
        if self._type(argument) not in ("string", "list"):
            raise ExpressionFault("cel-type", "size() mide un texto o una lista")
        return _Operand("number")

    def _fact(self, name: str) -> _Operand:
        if self.types is not None and name not in self.types:
            raise ExpressionFault("cel-unknown-variable", f"el dato «{name}» no existe")
        known = self.types[name] if self.types is not None else self.used.get(name)
        self.used[name] = known
        return _Operand(known, name=name)

    def _type(self, operand: _Operand) -> FactType | None:
        return self.used[operand.name] if operand.name else operand.type

    def _note(self, fact: _Operand, other: _Operand) -> None:
        if fact.name:
            self.compared.extend((fact.name, text) for text in other.texts)

    def _next(self) -> tuple[str, str]:
        if not self.tokens:
            raise ExpressionFault("cel-syntax", "la condición está incompleta")
        return self.tokens.pop(0)

    def _take(self, text: str) -> bool:
        if self.tokens and self.tokens[0][1] == text:
            self.tokens.pop(0)
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise ExpressionFault("cel-syntax", f"falta «{text}»")
