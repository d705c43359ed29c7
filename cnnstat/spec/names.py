"""The names of an unrolled network: making them, keeping them unique, and finding them for ``from``."""

from __future__ import annotations

from cnnstat.errors import Position, SpecError, nearest, shown
from cnnstat.spec.line import Line
from cnnstat.spec.lines import BlockLine, LayerLine

MOST_LISTED = 30
"""The most names that a message lists; if there are more, it only suggests a similar one."""
LONGEST = 400
"""The most characters of a name, including the names of the blocks around it."""
DEEPEST = 50
"""The most parts of a name, separated by dots."""


class Names:
    """Full names, with dots between block and layer, and the node whose output each name stands for."""

    def __init__(self) -> None:
        self.outputs: dict[str, int] = {}
        """layers and finished blocks, with the index of the node that gives their output"""
        self.blocks: dict[str, str] = {}
        """block instances, with the template each came from"""
        self.groups: set[str] = set()
        """every prefix of a name that ends before a dot"""
        self._positions: dict[str, Position] = {}
        self._counters: dict[str, int] = {}

    def full(self, line: LayerLine | BlockLine, path: str, index: int) -> str:
        """The name of an instance of a line in the block at ``path``; ``index`` counts repeats, 0 if there are none."""
        if line.name:
            return f"{path}{line.name}_{index}" if index else f"{path}{line.name}"
        if index and isinstance(line, BlockLine):
            return f"{path}{index}"
        stem = path + (line.block if isinstance(line, BlockLine) else line.type.type)
        while True:
            self._counters[stem] = number = self._counters.get(stem, 0) + 1
            if f"{stem}{number}" not in self._positions:
                return f"{stem}{number}"

    def claim(self, name: str, line: Line, block: str = "") -> None:
        """Take a name for a layer, or for an instance of ``block``.

        Raises:
            SpecError: it is too long, already taken, or would be inside a layer.
        """
        if len(name) > LONGEST:
            problem = (
                f"the name {shown(name)} is longer than {LONGEST:,} characters, with those of the blocks around it"
            )
            raise SpecError(problem, line.position, line.label)
        if name.count(".") >= DEEPEST:
            problem = f"the name {shown(name)} has more than {DEEPEST} parts, with those of the blocks around it"
            raise SpecError(problem, line.position, line.label)
        if name in self._positions:
            first = self._positions[name].line
            raise SpecError(f"the name {name!r} is used twice, first in line {first}", line.position, line.label)
        if name in self.groups and not block:
            raise SpecError(f"the name {name!r} is taken: there are layers named {name}.…", line.position, line.label)
        self._positions[name] = line.position
        if block:
            self.blocks[name] = block
        groups: list[str] = []
        group = name.rpartition(".")[0]
        while group and group not in self.groups:  # the prefixes of a known prefix are known too
            groups.append(group)
            group = group.rpartition(".")[0]
        for group in reversed(groups):
            if group in self.outputs and group not in self.blocks:
                raise SpecError(f"the name {name!r} would lie inside the layer {group!r}", line.position, line.label)
            self.groups.add(group)

    def resolve(self, name: str, place: Position, path: str, line: Line, where: str) -> int:
        """The node that ``name`` means in the block at ``path``; ``where`` describes that place for a message."""
        found = self.outputs.get(path + name)
        if found is None:
            above = [full[len(path) :] for full in self.outputs if full.startswith(path)]
            hint = nearest(name, [*above, "input"], None if len(above) < MOST_LISTED else "")
            raise SpecError(f"from: there is no layer {shown(name)} {where}{hint}", place, line.label)
        return found
