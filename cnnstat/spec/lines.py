"""The lines of a spec's layer list, each read once and used for every instance of it."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, TypeAlias

from cnnstat.effort import spend
from cnnstat.errors import SpecError, near, nearest
from cnnstat.keys.kinds import described
from cnnstat.layers import FOLLOWERS, TYPES, AnyLayer
from cnnstat.layers.called import nearest_type
from cnnstat.spec.defaults import Defaults
from cnnstat.spec.expression import Scope
from cnnstat.spec.follower import Follower, typed
from cnnstat.spec.layer import frozen, length, make_layer, read_keys
from cnnstat.spec.line import LINE_KEYS, Line, name_of
from cnnstat.spec.literal import WORDS
from cnnstat.spec.mistakes import MOST_TOLD, NotedError, going_on, noted, surveying
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.sources import LONGEST_NAME, NAME
from cnnstat.spec.value import Compiled, as_list, as_mapping, check_keys, compile_argument

VALUES_PER_STEP = 4
"""Values of lists that a line compares with those of its other instances, for each step of arithmetic."""
FOLLOWER = 5
"""Units of work (:mod:`cnnstat.effort`) that making a follower takes besides its arithmetic."""
OWN_KEYS = frozenset({"type", "branches", *LINE_KEYS, *FOLLOWERS})
"""Keys of a line that are none of its type's."""
MEANT = "; a layer type stands in quotes inside of an expression"

Made = tuple[AnyLayer, tuple[AnyLayer, ...]]
AnyLine: TypeAlias = "LayerLine | BlockLine | ChosenLine"
Lists: TypeAlias = "list[list[AnyLine]]"


class TypedLine(Line):
    """Base of lines that add a layer: the keys of its type, and the followers that act on its output.

    Args:
        node: the line.
        types: those that it may have.
        defaults: what it has unless it says otherwise.
    """

    def __init__(self, node: Mapping, types: tuple[type[AnyLayer], ...], defaults: Defaults) -> None:
        super().__init__(node, getattr(node.entries["type"], "text", ""))
        self._defaults, self._own = defaults, node.entries.keys()
        merges = any(each.merges for each in types)
        known = dict.fromkeys([*LINE_KEYS, "type", *FOLLOWERS, *(["branches"] if merges else [])], False)
        known |= defaults.given.keys_of(*types)
        check_keys(node, known, "", self.label)
        self.values = read_keys(types, node, self.label, OWN_KEYS)
        self.followers: list[Follower] = []
        for key in FOLLOWERS:
            if key in node.entries:
                with going_on():
                    self.followers.append(Follower(key, node.entries[key], self.label, defaults.given))
        self.branches: Lists | None = None

    def read_branches(self, node: Node | None) -> Lists | None:
        if node is None:
            return None
        if len(self.sources) > 1:
            raise SpecError("expected one 'from' beside branches: what all of them read", node.position, self.label)
        return [
            read_lines(branch, f"branch {number}", self._defaults)
            for number, branch in enumerate(as_list(node, "branches", self.label), 1)
        ]

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        values = [(key, value) for key, value in self.values.items() if defaults or key in self._own]
        followers = [each for each in self.followers if defaults or each.key in self._own]
        usual = self._defaults.values if defaults else {}
        inside = [(each.key, value) for each in followers for value in each.uses(usual)]
        return [*super().values_by_key(), *values, *inside]


class ChosenLine(TypedLine):
    """A line whose type an expression gives, such as the name of a param: a layer line for each type that it takes.

    It is checked as far as its type does not matter; the rest is checked where a network has it.
    """

    def __init__(self, node: Mapping, kind: Compiled, defaults: Defaults) -> None:
        super().__init__(node, tuple(TYPES.values()), defaults)
        self._node, self._kind = node, kind
        with going_on():
            self.branches = self.read_branches(node.entries.get("branches"))
        self._lines: dict[str, LayerLine] = {}

    def steps_in(self, scope: Scope) -> int:
        return super().steps_in(scope) + self._kind.steps_in(scope)

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        return [*super().values_by_key(defaults), ("type", self._kind)]

    def chosen(self, scope: Scope) -> LayerLine:
        """The line that it is in a scope."""
        kind = self._kind.value(scope, "type", self.label, inside=MEANT)
        if not isinstance(kind, str) or kind not in TYPES:
            hint = nearest_type(kind) if isinstance(kind, str) else ""
            problem = f"type: expected a layer type, got {described(kind)}{hint}"
            raise SpecError(problem, self._kind.position, self.label)
        if kind not in self._lines:
            self._lines[kind] = LayerLine(typed(self._node, kind), self._defaults, self.branches)
        return self._lines[kind]


class BlockLine(Line):
    """A line that adds an instance of a block; its other keys are the block's arguments."""

    def __init__(self, node: Mapping, names: Container[str]) -> None:
        block = node.entries["block"]
        if not isinstance(block, Scalar) or not NAME.match(block.text) or len(block.text) > LONGEST_NAME:
            raise SpecError(f"block: expected the name of a block, got {kind_of(block)}", block.position)
        super().__init__(node, f"block {block.text}")
        self.block, self.block_position = block.text, block.position
        own = {"block", *LINE_KEYS}
        self.argument_positions = {name: place for name, place in node.key_positions.items() if name not in own}
        self.arguments: dict[str, Compiled] = {}
        for name in self.argument_positions:
            with going_on():
                self.arguments[name] = compile_argument(node.entries[name], name, self.label, names)

    def steps_in(self, scope: Scope) -> int:
        return super().steps_in(scope) + sum(value.steps_in(scope) for value in self.arguments.values())

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        return [*super().values_by_key(), *self.arguments.items()]


class LayerLine(TypedLine):
    """A line whose type is known.

    Args:
        node: the line.
        defaults: what it has unless it says otherwise.
        branches: those of the line that chose the type, which has read them.
    """

    def __init__(self, node: Mapping, defaults: Defaults, branches: Lists | None = None) -> None:
        before = noted()
        self.type = read_type(node, defaults)
        super().__init__(node, (self.type,), defaults)
        usual = defaults.values.get(self.type.type, {})
        self.values = {**{key: value for key, value in usual.items() if key not in self._own}, **self.values}
        own, others = {each.key: each for each in self.followers}, defaults.followers.get(self.type.type, {})
        found = [(own if key in self._own else others).get(key) for key in FOLLOWERS]
        self.followers = [each for each in found if each is not None]
        self.branches = branches
        if branches is None:
            with going_on():
                self.branches = self.read_branches(node.entries.get("branches"))
        names = [value.names for key, value in self.values_by_key() if key not in LINE_KEYS]
        self.names = tuple(sorted(frozenset().union(*names)))
        used = [value.names for each in self.followers for value in each.uses(defaults.values)]
        self._behind = tuple(sorted(frozenset().union(*used)))
        self._made: dict[tuple[Any, ...], Made] = {}
        self._followed: dict[tuple[Any, ...], tuple[AnyLayer, ...]] = {}
        if surveying() and noted() == before:
            self._check()

    def _check(self) -> None:
        """Refuse what is wrong whatever names stand for, which otherwise is found when the layer is made."""
        if all(each.names <= WORDS for each in self.values.values()) and not self._defaults.open:
            with going_on():
                make_layer(self.type, self.values, {}, self.label, self.position)
        for follower in self.followers:
            with going_on():
                follower.check(self._defaults.values)

    def make(self, scope: Scope, count: Callable[[int], None] | None) -> Made:
        """The layer and its followers in this scope; equal scopes share one object.

        Args:
            scope: the values of names.
            count: called with the number of steps of arithmetic that this takes; None in the catalog, whose lines stay.
        """
        given = [scope.get(name) for name in self.names]
        kinds = set(map(type, given))
        if count and (list in kinds or dict in kinds):
            count(length(given) // VALUES_PER_STEP)
        key = tuple(map(frozen, given))
        made = self._made.get(key)
        if made is None:
            if count:
                count(sum(value.steps_in(scope) for _, value in self.values_by_key()))
            layer = make_layer(self.type, self.values, scope, self.label, self.position)
            made = self._made[key] = (layer, self._followers_in(scope, FOLLOWER if count else 0))
        return made

    def _followers_in(self, scope: Scope, units: float) -> tuple[AnyLayer, ...]:
        """The followers in a scope, which mostly depend on less of it than the layer does; each one made is work."""
        key = tuple([frozen(scope.get(name)) for name in self._behind])
        made = self._followed.get(key)
        if made is None:
            spend(units * len(self.followers))
            every = [follower.make(scope, self._defaults.values) for follower in self.followers]
            made = self._followed[key] = tuple([each for each in every if each is not None])
        return made


def read_type(node: Mapping, defaults: Defaults) -> type[AnyLayer]:
    """The type of a line, which is no expression."""
    kind = node.entries["type"]
    if isinstance(kind, Scalar) and kind.text in TYPES:
        return TYPES[kind.text]
    text = kind.text if isinstance(kind, Scalar) else ""
    if defaults.open and text.isidentifier():
        raise NotedError("")  # it may be the name of a param, of which nothing is known
    hint = nearest_type(text)
    if meant := "" if hint.startswith("; did you") else near(text, defaults.names):
        hint = f"; did you mean {meant!r}?"
    problem = f"type: expected a layer type, got {kind_of(kind)}{hint}"
    if text in ("auxiliary", "block", "output"):
        problem = f"type: {text!r} is a key of a line, not a layer type"
    raise SpecError(problem, kind.position, name_of(node))


def read_line(node: Node, defaults: Defaults) -> AnyLine:
    """One line of a layer list."""
    line = as_mapping(node, "layer")
    if "block" in line.entries:
        if "type" in line.entries:
            raise SpecError("a line has a type or a block, not both", line.key_positions["type"], name_of(line))
        return BlockLine(line, defaults.names)
    if "type" not in line.entries:
        hint = next(
            (nearest(key, ["type", "block"]) for key in line.entries if key.lower() in ("typ", "kind", "op")), ""
        )
        raise SpecError(f"missing key 'type' (or 'block'){hint}", line.position, name_of(line))
    kind = line.entries["type"]
    if not isinstance(kind, Scalar) or kind.text not in TYPES:
        chosen = defaults.given.type_of(kind, "type", name_of(line))
        if chosen is not None:
            return ChosenLine(line, chosen, defaults)
    return LayerLine(line, defaults)


def read_lines(node: Node, what: str, defaults: Defaults) -> list[AnyLine]:
    items = as_list(node, what)
    spend(2 * len(items))
    found, before = [], noted()
    for item in items:
        with going_on():
            found.append(read_line(item, defaults))
        if noted() - before >= MOST_TOLD:  # those of the lines below come behind them
            break
    return found
