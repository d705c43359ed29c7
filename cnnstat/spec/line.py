"""What every line of a spec's layer list has, whether it adds a layer or a block."""

from __future__ import annotations

from cnnstat.errors import SpecError
from cnnstat.keys.kinds import Flag, Whole
from cnnstat.spec.expression import Scope
from cnnstat.spec.mistakes import going_on
from cnnstat.spec.source import Mapping, Node, Scalar, kind_of
from cnnstat.spec.sources import LONGEST_NAME, NAME, Source, read_sources
from cnnstat.spec.value import Compiled, compile_node

LINE_KEYS: dict[str, str] = {
    "name": "what the layer is called; its type and a number when not given",
    "from": "the layer, or for a merge the list of layers, that it reads; the line before it when not given",
    "when": "a condition; the line is left out where it is false",
    "repeat": "how often the line stands here, one instance reading the other; `index` counts them from 1",
    "auxiliary": "true for a head that exists in training only; the line after it reads what this one read",
    "output": "true for an output of the network besides that of its last line; layers may read it, and need not",
}
"""The keys that every line may have, with their meanings."""

MOST_LAYERS = 10_000
"""The most layers of a network, with repeats and blocks unrolled; the largest published ones have some 4,000."""
FLAG, COUNT = Flag(), Whole(0, MOST_LAYERS)


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
        self.output = self._compiled(entries, "output")
        self.sources: list[Source] = []
        if "from" in entries:
            with going_on():
                self.sources = read_sources(entries["from"], self.label)

    def steps_in(self, scope: Scope) -> int:
        """Steps of arithmetic of an instance in a scope, but for those of its condition."""
        flags = (self.auxiliary, self.output)
        return sum(each.steps_in(scope) for each in flags if each) + self.steps_of_names(scope)

    def steps_of_names(self, scope: Scope) -> int:
        """Steps of arithmetic of the names that it reads."""
        return sum(part.steps_in(scope) for source in self.sources for part in source.expressions)

    def values_by_key(self, defaults: bool = True) -> list[tuple[str, Compiled]]:
        """The line's values, by their keys; without ``defaults`` only those that it gives itself."""
        flags = (("auxiliary", self.auxiliary), ("output", self.output))
        keys = (("when", self.when), ("repeat", self.repeat), *flags)
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
