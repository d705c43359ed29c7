"""Layers that stand on another's line: ``norm``, ``activation``, ``lrn`` and ``dropout``."""

from __future__ import annotations

from collections.abc import Container
from collections.abc import Mapping as MappingOf

from cnnstat.errors import SpecError
from cnnstat.keys.kinds import described, is_number
from cnnstat.layers import FOLLOWERS, AnyLayer
from cnnstat.layers.called import meant, nearest_type
from cnnstat.spec.expression import Scope
from cnnstat.spec.layer import Values, make_layer, read_keys
from cnnstat.spec.literal import WORDS
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.value import Compiled, check_keys, compile_node


class Follower:
    """A layer on another's line: ``norm: batchnorm``, ``activation: {type: elu, alpha: 0.5}``, ``dropout: 0.5``.

    Args:
        key: the key of the line.
        node: its value.
        label: the layer, for messages.
        given: the keys of each type that have defaults.
        loose: in a survey, whether there may be more of these.
    """

    def __init__(
        self, key: str, node: Node, label: str, given: MappingOf[str, Container[str]], loose: bool = False
    ) -> None:  # fmt: skip
        self._given, self._loose = given, loose
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
        given = self._given.get(self.fixed.type, ())
        known |= {
            name: each.required and not self._loose and name not in given for name, each in self.fixed.keys.items()
        }
        check_keys(node, known, f"{self.key}: ", self.label)
        self.values = read_keys(self.fixed, node, self.label, own=frozenset({"type"}))

    def check(self, defaults: MappingOf[str, Values]) -> None:
        """Refuse what is wrong whatever names stand for."""
        if not self._loose and all(each.names <= WORDS for each in self.uses(defaults)):
            self.make({}, defaults)

    def make(self, scope: Scope, defaults: MappingOf[str, Values]) -> AnyLayer | None:
        """The layer in a scope; its keys that are not given are the defaults of its type."""
        if self.fixed is not None:
            values = {**defaults.get(self.fixed.type, {}), **self.values}
            return make_layer(self.fixed, values, scope, self.label, self.position)
        assert self.word is not None
        called = next((found for name in self.word.names if (found := meant(name, self.types))), "")
        unknown = f"; did you mean {called!r}?" if called else f"; expected {self.expected}"
        value = self.word.value(scope, self.key, self.label, unknown)
        if value == "none" or value is False:
            return None
        if len(self.types) > 1 and isinstance(value, str) and value in self.types:
            return make_layer(self.types[value], defaults.get(value, {}), scope, self.label, self.position)
        only = next(iter(self.types.values()))
        if len(self.types) == 1 and only.short and is_number(value):
            return only(**{only.short: self.word.parse(only.keys[only.short].kind, scope, self.key, self.label)})
        hint = nearest_type(value, [*self.types, "none"]) if isinstance(value, str) else ""
        raise SpecError(
            f"{self.key}: expected {self.expected}, got {described(value)}{hint}", self.position, self.label
        )
