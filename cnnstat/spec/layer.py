"""From the keys in a spec to a layer: keys are compiled once, then evaluated in each scope."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache
from typing import Any

from cnnstat.errors import LayerError, Position, SpecError
from cnnstat.keys.kinds import Kind
from cnnstat.layers import AnyLayer
from cnnstat.spec.expression import Scope
from cnnstat.spec.mistakes import going_on
from cnnstat.spec.source import Mapping
from cnnstat.spec.value import Compiled, for_kinds

Values = dict[str, Compiled]
"""Of a layer type's keys."""


@cache
def kinds_of(*types: type[AnyLayer]) -> dict[str, tuple[Kind, ...]]:
    """The keys of some layer types, with the kinds of values that they take."""
    found: dict[str, list[Kind]] = {}
    for each in types:
        for name, key in each.keys.items():
            if key.kind not in found.setdefault(name, []):
                found[name].append(key.kind)
    return {name: tuple(kinds) for name, kinds in found.items()}


def read_keys(types: Iterable[type[AnyLayer]], node: Mapping, label: str, own: Container[str]) -> Values:
    """The values of the own keys of a layer that is of one of these types; refused is what none of them takes."""
    kinds, found = kinds_of(*types), Values()
    for name, value in node.entries.items():
        if name in kinds and name not in own:
            with going_on():
                found[name] = for_kinds(kinds[name], value, name, label)
    return found


def make_layer(layer: type[AnyLayer], values: Values, scope: Scope, label: str, position: Position) -> AnyLayer:
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


def length(value: Any) -> int:
    """How many values a value holds, if it is a list or a mapping."""
    if isinstance(value, list | dict):
        return len(value) + sum(map(length, value.values() if isinstance(value, dict) else value))
    return 0


def frozen(value: Any) -> Any:
    """A value as a dictionary key: lists and mappings become tuples, and True is kept apart from 1, which equals it."""
    if type(value) is int or type(value) is str:  # nearly all are
        return value
    if isinstance(value, list):
        return tuple(map(frozen, value))
    if isinstance(value, dict):
        return tuple((name, frozen(each)) for name, each in value.items())
    return (bool, value) if isinstance(value, bool) else value
