"""One line of a spec's layer list, read once and used for every instance of it."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, TypeAlias

from cnnstat.effort import spend
from cnnstat.errors import SpecError, near, nearest
from cnnstat.keys.kinds import Flag, Whole, described
from cnnstat.layers import FOLLOWERS, TYPES, AnyLayer
from cnnstat.layers.called import nearest_type
from cnnstat.spec.defaults import Defaults
from cnnstat.spec.expression import Scope
from cnnstat.spec.follower import Follower, typed
from cnnstat.spec.layer import frozen, length, make_layer, read_keys
from cnnstat.spec.literal import WORDS
from cnnstat.spec.mistakes import MOST_TOLD, NotedError, going_on, noted, surveying
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.sources import LONGEST_NAME, NAME, Source, read_sources
from cnnstat.spec.value import Compiled, as_list, as_mapping, check_keys, compile_argument, compile_node

LINE_KEYS: dict[str, str] = {
    "name": "what the layer is called; its type and a number when not given",
    "from": "the layer, or for a merge the list of layers, that it reads; the line before it when not given",
    "when": "a condition; the line is left out where it is false",
    "repeat": "how often the line stands here, one instance reading the other; `index` counts them from 1",
    "auxiliary": "true for a head that exists in training only; the line after it reads what this one read",
}
"""The keys that every line may have, with their meanings."""

MOST_LAYERS = 10_000
"""The most layers of a network, with repeats and blocks unrolled; the largest published ones have some 4,000."""
VALUES_PER_STEP = 4
"""Values of lists that a line compares with those of its other instances, for each step of arithmetic."""
FLAG, COUNT = Flag(), Whole(0, MOST_LAYERS)

Made = tuple[AnyLayer, tuple[AnyLayer, ...]]
AnyLine: TypeAlias = "LayerLine | BlockLine | ChosenLine"
Lists: TypeAlias = "list[list[AnyLine]]"


class Line:
    """Base of layer lines and block lines."""

    def __init__(self, node: Mapping, subject: str) -> None:
        self.position = node.position
        self.name = ""
        if "name" in node.entries:
            with going_on():
                self.name = read_name(node.entries["name"])
        self.label = f"{self.name or '(unnamed)'} ({subject})"
        entries = node.entries
        self.when = self._compiled(entries, "when")
        self.repeat = self._compiled(entries, "repeat")
        self.auxiliary = self._compiled(entries, "auxiliary")
        self.sources: list[Source] = []
        if "from" in entries:
            with going_on():
                self.sources = read_sources(entries["from"], self.label)

    def steps_in(self, scope: Scope) -> int:
        """Steps of arithmetic of an instance in a scope, but for those of its condition."""
        return (self.auxiliary.steps_in(scope) if self.auxiliary else 0) + self.steps_of_names(scope)

    def steps_of_names(self, scope: Scope) -> int:
        """Steps of arithmetic of the names that it reads."""
        return sum(part.steps_in(scope) for source in self.sources for part in source.expressions)

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        """The line's values, by their keys; without ``defaults`` only those that it gives itself."""
        keys = (("when", self.when), ("repeat", self.repeat), ("auxiliary", self.auxiliary))
        named = [("from", part) for source in self.sources for part in source.expressions]
        return [*((key, value) for key, value in keys if value is not None), *named]

    def _compiled(self, entries: dict[str, Node], name: str) -> Compiled | None:
        if name in entries:
            with going_on():
                return compile_node(entries[name], name, self.label)
        return None

    def times(self, scope: Scope) -> int:
        """How often the line is repeated."""
        return 1 if self.repeat is None else self.repeat.parse(COUNT, scope, "repeat", self.label)

    def flag(self, which: Compiled | None, scope: Scope, what: str, default: bool) -> bool:
        return default if which is None else which.parse(FLAG, scope, what, self.label)


class ChosenLine(Line):
    """A line whose type an expression gives, such as the name of a param: a layer line for each type that it takes."""

    def __init__(self, node: Mapping, kind: Compiled, defaults: Defaults) -> None:
        super().__init__(node, getattr(node.entries["type"], "text", ""))
        self._node, self._kind, self._defaults = node, kind, defaults
        self.lines: dict[str, LayerLine] = {}
        usual = {defaults.names.get(name) for name in kind.names} & TYPES.keys()
        if surveying() and len(usual) == 1:
            self.of_type(usual.pop() or "")

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        return [*super().values_by_key(), ("type", self._kind)]

    def of_type(self, kind: str) -> LayerLine:
        """The line with a type."""
        if kind not in self.lines:
            self.lines[kind] = LayerLine(typed(self._node, kind), self._defaults)
        return self.lines[kind]

    def chosen(self, scope: Scope) -> LayerLine:
        """The line that it is in a scope."""
        kind = self._kind.value(scope, "type", self.label)
        if not isinstance(kind, str) or kind not in TYPES:
            hint = nearest_type(kind) if isinstance(kind, str) else ""
            problem = f"type: expected a layer type, got {described(kind)}{hint}"
            raise SpecError(problem, self._kind.position, self.label)
        return self.of_type(kind)


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


class LayerLine(Line):
    """A line that adds a layer: its type, the type's keys, and the followers that act on its output."""

    def __init__(self, node: Mapping, defaults: Defaults) -> None:
        kind = node.entries["type"]
        if not isinstance(kind, Scalar) or kind.text not in TYPES:
            text = kind.text if isinstance(kind, Scalar) else ""
            hint = nearest_type(text)
            if meant := "" if hint.startswith("; did you") else near(text, defaults.names):
                hint = f"; did you mean {meant!r}?"
            problem = f"type: expected a layer type, got {kind_of(kind)}{hint}"
            if text in ("auxiliary", "block"):
                problem = f"type: {text!r} is a key of a line, not a layer type"
            if defaults.open and isinstance(kind, Scalar) and kind.text.isidentifier():
                raise NotedError("")  # it may be the name of a param, of which nothing is known
            raise SpecError(problem, kind.position, name_of(node))
        before = noted()
        self.type = TYPES[kind.text]
        super().__init__(node, kind.text)
        known = dict.fromkeys([*LINE_KEYS, "type", *FOLLOWERS, *(["branches"] if self.type.merges else [])], False)
        given = defaults.keys.get(kind.text, ())
        known |= {
            name: each.required and name not in given and not defaults.open for name, each in self.type.keys.items()
        }
        check_keys(node, known, "", self.label)
        entries = node.entries
        own = read_keys(self.type, node, self.label, own=frozenset({"type", "branches", *LINE_KEYS, *FOLLOWERS}))
        usual = defaults.values.get(kind.text, {})
        self.values = {**{key: value for key, value in usual.items() if key not in entries}, **own}
        self._own, self._defaults = entries.keys(), defaults
        self.followers = self._followers(entries)
        self.branches: Lists | None = None
        with going_on():
            self.branches = self._branches(entries.get("branches"))
        names = [value.names for key, value in self.values_by_key() if key not in LINE_KEYS]
        self.names = tuple(sorted(frozenset().union(*names)))
        self._made: dict[tuple[Any, ...], Made] = {}
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

    def _followers(self, entries: dict[str, Node]) -> list[Follower]:
        """What acts on the output: the line's own, or else the default."""
        usual, found = self._defaults.followers.get(self.type.type, {}), []
        for key in FOLLOWERS:
            if key in entries:
                with going_on():
                    found.append(Follower(key, entries[key], self.label, self._defaults.given))
            elif key in usual:
                found.append(usual[key])
        return found

    def _branches(self, node: Node | None) -> Lists | None:
        if node is None:
            return None
        if self.sources and len(self.sources) > 1:
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

    def make(self, scope: Scope, count: Callable[[int], None]) -> Made:
        """The layer and its followers in this scope; equal scopes share one object.

        Args:
            scope: the values of names.
            count: called with the number of steps of arithmetic that this takes.
        """
        given = [scope.get(name) for name in self.names]
        if any(isinstance(each, list | dict) for each in given):
            count(length(given) // VALUES_PER_STEP)
        key = tuple(map(frozen, given))
        made = self._made.get(key)
        if made is None:
            count(sum(value.steps_in(scope) for _, value in self.values_by_key()))
            layer = make_layer(self.type, self.values, scope, self.label, self.position)
            followers = (follower.make(scope, self._defaults.values) for follower in self.followers)
            made = self._made[key] = (layer, tuple(each for each in followers if each is not None))
        return made


def name_of(node: Mapping) -> str:
    """The name in a line that cannot be read, for the message about it."""
    name = node.entries.get("name")
    return name.text if isinstance(name, Scalar) else ""


def read_name(node: Node) -> str:
    if not isinstance(node, Scalar) or not NAME.match(node.text) or len(node.text) > LONGEST_NAME:
        got = kind_of(node)
        raise SpecError(f"name: expected Latin letters, digits, _, - and dots between them, got {got}", node.position)
    if node.text == "input":
        raise SpecError("name: 'input' stands for what the network or the block is given", node.position)
    return node.text


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
