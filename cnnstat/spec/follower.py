"""Layers that stand on another's line: ``norm``, ``activation``, ``lrn`` and ``dropout``."""

from __future__ import annotations

import re
from collections.abc import Container
from collections.abc import Mapping as MappingOf
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from cnnstat.errors import SpecError
from cnnstat.keys.kinds import described, is_number
from cnnstat.layers import FOLLOWERS, AnyLayer
from cnnstat.layers.called import meant, nearest_type
from cnnstat.spec.expression import Scope
from cnnstat.spec.layer import Values, kinds_of, make_layer, read_keys
from cnnstat.spec.literal import WORDS
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.value import Compiled, check_keys, compile_node

MEANT_AS_EXPRESSION = re.compile(r"""['"\[]|\sif\s""")
"""What stands in an expression that may give a word, and in no type, however it is misspelt."""


class Given(NamedTuple):
    """What a line can rely on that it does not say itself.

    Attributes:
        keys: of each layer type, those that have defaults.
        open: in a survey, whether there may be more of these, and of names.
        names: what may stand for a layer type: params and arguments.
    """

    keys: MappingOf[str, Container[str]]
    open: bool
    names: AbstractSet[str]

    def keys_of(self, *types: type[AnyLayer]) -> dict[str, bool]:
        """The keys of a layer of one of these types, and whether it has to say them itself."""
        if self.open or len(types) > 1:
            return dict.fromkeys(kinds_of(*types), False)
        return {
            name: key.required and name not in self.keys.get(each.type, ())
            for each in types
            for name, key in each.keys.items()
        }

    def type_of(self, node: Node | None, what: str, label: str) -> Compiled | None:
        """The expression that stands for a type, such as the name of a param; None where a word is meant as a type."""
        if not isinstance(node, Scalar) or node.text in WORDS:
            return None
        if node.text not in self.names and not MEANT_AS_EXPRESSION.search(node.text):
            return None
        return compile_node(node, what, label)


class Follower:
    """A layer on another's line: ``norm: batchnorm``, ``activation: {type: elu, alpha: 0.5}``, ``dropout: 0.5``.

    Args:
        key: the key of the line.
        node: its value.
        label: the layer, for messages.
        given: what the line can rely on.
    """

    def __init__(self, key: str, node: Node, label: str, given: Given) -> None:
        self._given = given
        self.key, self.label, self.position = key, label, node.position
        self.types = FOLLOWERS[key]
        self.fixed: type[AnyLayer] | None = None
        self.values: dict[str, Compiled] = {}
        self.word: Compiled | None = None
        self._node: Mapping | None = None
        """with a type that a name stands for"""
        self._chosen: dict[str, Follower] = {}
        if isinstance(node, Mapping):
            self._mapping(node)
        elif isinstance(node, Scalar):
            self.word = compile_node(node, key, label).meaning(frozenset({*self.types, "none"}))
        else:
            raise SpecError(f"{key}: expected {self.expected}, got {kind_of(node)}", node.position, label)
        self.compiled = [*self.values.values(), *([self.word] if self.word else [])]

    def uses(self, defaults: MappingOf[str, Values]) -> list[Compiled]:
        """The values that it depends on: its own, and the defaults of types that it may be."""
        if not defaults:
            return self.compiled
        types = [self.fixed.type] if self.fixed else self.types
        return [*self.compiled, *(value for kind in types for value in defaults.get(kind, {}).values())]

    @property
    def expected(self) -> str:
        if len(self.types) > 1:
            return f"one of {', '.join(self.types)}, none{'' if self._node else ', or a mapping with a type'}"
        only = next(iter(self.types.values()))
        return f"{f'{only.short}, ' if only.short else ''}none, or a mapping with {', '.join(only.keys)}"

    def _mapping(self, node: Mapping) -> None:
        kind, types = node.entries.get("type"), tuple(self.types.values())
        several = len(types) > 1
        self.word = self._given.type_of(kind, f"{self.key}: type", self.label) if several else None
        if self.word is not None:
            self._node = node
        else:
            types = (self._type_in(node, kind) if several else types[0],)
            self.fixed = types[0]
        known = {**({"type": False} if several else {}), **self._given.keys_of(*types)}
        check_keys(node, known, f"{self.key}: ", self.label)
        self.values = read_keys(types, node, self.label, own=frozenset({"type"}))

    def _type_in(self, node: Mapping, kind: Node | None) -> type[AnyLayer]:
        if isinstance(kind, Scalar) and kind.text in self.types:
            return self.types[kind.text]
        got = kind_of(kind) if kind else "no type"
        hint = nearest_type(kind.text, self.types) if isinstance(kind, Scalar) else ""
        raise SpecError(f"{self.key}: expected {self.expected}, got {got}{hint}", node.position, self.label)

    def check(self, defaults: MappingOf[str, Values]) -> None:
        """Refuse what is wrong whatever names stand for."""
        if not self._given.open and all(each.names <= WORDS for each in self.uses(defaults)):
            self.make({}, defaults)

    def make(self, scope: Scope, defaults: MappingOf[str, Values]) -> AnyLayer | None:
        """The layer in a scope; its keys that are not given are the defaults of its type."""
        if self.fixed is not None:
            values = {**defaults.get(self.fixed.type, {}), **self.values}
            return make_layer(self.fixed, values, scope, self.label, self.position)
        assert self.word is not None
        what = f"{self.key}: type" if self._node else self.key
        called = next((found for name in self.word.names - self.types.keys() if (found := meant(name, self.types))), "")
        unknown = f"; did you mean {called!r}?" if called else f"; expected {self.expected}"
        value = self.word.value(scope, what, self.label, unknown)
        if value == "none" or value is False:
            return None
        if len(self.types) > 1 and isinstance(value, str) and value in self.types:
            if self._node is None:
                return make_layer(self.types[value], defaults.get(value, {}), scope, self.label, self.position)
            if value not in self._chosen:
                self._chosen[value] = Follower(self.key, typed(self._node, value), self.label, self._given)
            return self._chosen[value].make(scope, defaults)
        only = next(iter(self.types.values()))
        if len(self.types) == 1 and only.short and is_number(value):
            return only(**{only.short: self.word.parse(only.keys[only.short].kind, scope, self.key, self.label)})
        hint = nearest_type(value, [*self.types, "none"]) if isinstance(value, str) else ""
        problem = f"{what}: expected {self.expected}, got {described(value)}{hint}"
        raise SpecError(problem, self.word.position, self.label)


def typed(node: Mapping, kind: str) -> Mapping:
    """The same line or layer with a type as a word."""
    entries = {**node.entries, "type": Scalar(kind, False, node.entries["type"].position)}
    return node._replace(entries=entries)
