"""From the keys in a spec to a layer: keys are compiled once, then evaluated in each scope. Also followers' keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cnnstat.errors import LayerError, Position, SpecError
from cnnstat.keys.kinds import described, is_number
from cnnstat.layers import FOLLOWERS, AnyLayer
from cnnstat.layers.called import meant, nearest_type
from cnnstat.spec.expression import Scope
from cnnstat.spec.literal import WORDS
from cnnstat.spec.mistakes import going_on
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.value import Compiled, check_keys, compile_node, for_kind


def read_keys(layer: type[AnyLayer], node: Mapping, label: str, own: Iterable[str]) -> dict[str, Compiled]:
    """The values of a layer type's own keys."""
    found: dict[str, Compiled] = {}
    for name, value in node.entries.items():
        if name in layer.keys and name not in own:
            with going_on():
                found[name] = for_kind(layer.keys[name].kind, value, name, label)
    return found


def make_layer(
    layer: type[AnyLayer], values: dict[str, Compiled], scope: Scope, label: str, position: Position
) -> AnyLayer:
    """An instance of ``layer`` with its keys evaluated in ``scope``."""
    parsed = {name: value.parse(layer.keys[name].kind, scope, name, label) for name, value in values.items()}
    missing = [name for name, each in layer.keys.items() if each.required and name not in parsed]
    if missing:
        raise SpecError(f"{layer.type}: missing key {missing[0]!r}", position, label)
    made = layer(**parsed)
    try:
        made.validate()
    except LayerError as error:
        raise SpecError(str(error), position, label) from error
    return made


class Follower:
    """A layer on another's line: ``norm: batchnorm``, ``activation: {type: elu, alpha: 0.5}``, ``dropout: 0.5``."""

    def __init__(self, key: str, node: Node, label: str) -> None:
        self.key, self.label, self.position = key, label, node.position
        self.types = FOLLOWERS[key]
        self.fixed: type[AnyLayer] | None = None
        self.values: dict[str, Compiled] = {}
        self.word: Compiled | None = None
        if isinstance(node, Mapping):
            self._mapping(node)
        elif isinstance(node, Scalar):
            self.word = compile_node(node, key, label).meaning(frozenset({*self.types, "none"}))
        else:
            raise SpecError(f"{key}: expected {self.expected}, got {kind_of(node)}", node.position, label)
        compiled = [*self.values.values(), *([self.word] if self.word else [])]
        self.names = frozenset().union(*(each.names for each in compiled))

    @property
    def expected(self) -> str:
        if len(self.types) > 1:
            return f"one of {', '.join(self.types)}, none, or a mapping with a type"
        only = next(iter(self.types.values()))
        return f"{f'{only.short}, ' if only.short else ''}none, or a mapping with {', '.join(only.keys)}"

    def _mapping(self, node: Mapping) -> None:
        kind = node.entries.get("type")
        several = len(self.types) > 1
        if several and (not isinstance(kind, Scalar) or kind.text not in self.types):
            got = kind_of(kind) if kind else "no type"
            hint = nearest_type(kind.text, self.types) if isinstance(kind, Scalar) else ""
            raise SpecError(f"{self.key}: expected {self.expected}, got {got}{hint}", node.position, self.label)
        self.fixed = self.types[kind.text] if several and isinstance(kind, Scalar) else next(iter(self.types.values()))
        known = {"type": False} if several else {}
        known |= {name: each.required for name, each in self.fixed.keys.items()}
        check_keys(node, known, f"{self.key}: ", self.label)
        self.values = read_keys(self.fixed, node, self.label, own=frozenset({"type"}))

    def check(self) -> None:
        """Refuse what is wrong whatever names stand for."""
        if self.names <= WORDS:
            self.make({})

    def make(self, scope: Scope) -> AnyLayer | None:
        if self.fixed is not None:
            return make_layer(self.fixed, self.values, scope, self.label, self.position)
        assert self.word is not None
        called = next((found for name in self.word.names if (found := meant(name, self.types))), "")
        unknown = f"; did you mean {called!r}?" if called else f"; expected {self.expected}"
        value = self.word.value(scope, self.key, self.label, unknown)
        if value == "none" or value is False:
            return None
        if len(self.types) > 1 and isinstance(value, str) and value in self.types:
            return make_layer(self.types[value], {}, scope, self.label, self.position)
        only = next(iter(self.types.values()))
        if len(self.types) == 1 and only.short and is_number(value):
            return only(**{only.short: self.word.parse(only.keys[only.short].kind, scope, self.key, self.label)})
        hint = nearest_type(value, [*self.types, "none"]) if isinstance(value, str) else ""
        raise SpecError(
            f"{self.key}: expected {self.expected}, got {described(value)}{hint}", self.position, self.label
        )


def length(value: Any) -> int:
    """How many values a value holds, if it is a list or a mapping."""
    if isinstance(value, list | dict):
        return len(value) + sum(map(length, value.values() if isinstance(value, dict) else value))
    return 0


def frozen(value: Any) -> Any:
    """A value as a dictionary key: lists and mappings become tuples, and True is kept apart from 1, which equals it."""
    if isinstance(value, list):
        return tuple(map(frozen, value))
    if isinstance(value, dict):
        return tuple((name, frozen(each)) for name, each in value.items())
    return (bool, value) if isinstance(value, bool) else value
