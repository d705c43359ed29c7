"""Names under ``from`` that no line above can have, whatever is chosen, counted or left out.

Which names there are is known only when a network is unrolled, which stops at the first that is missing. Here the lines
are looked at as they are written, so that all such names of a file are told at once, also those of blocks and variants
that no network uses. What cannot be known here is taken to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from functools import cached_property

from cnnstat.effort import spend
from cnnstat.errors import SpecError, nearest, shown
from cnnstat.layers import TYPES
from cnnstat.spec.line import name_of
from cnnstat.spec.mistakes import tell
from cnnstat.spec.names import MOST_LISTED
from cnnstat.spec.source import Mapping, Node, Scalar, Sequence
from cnnstat.spec.sources import LONGEST_NAME, NAME

NO_BLOCK, ANY_BLOCK = "", None
"""Of a name: it is that of a layer; it may be that of any block, or of none."""
DIGITS = "0123456789"
ABOVE = "above"
MOST_LOOKED = 50_000
"""Beginnings of names with dots that are looked up in all; behind that, a name is taken to be there."""


class Above:
    """The names that the lines above may have, each with the blocks of which they may be instances.

    Attributes:
        exact: the names that are written.
        numbered: what stands before a number: of repeated lines, and of those without a name.
        anything: whether one of them may have any name, since it cannot be read.
    """

    def __init__(self) -> None:
        self.exact: dict[str, set[str | None]] = {}
        self.numbered: dict[str, set[str | None]] = {}
        self.anything = False

    def add(self, line: Node) -> None:
        """Add the names that a line may have."""
        entries = line.entries if isinstance(line, Mapping) else {}
        kind, repeated = entries.get("block", entries.get("type")), "repeat" in entries
        name = entries.get("name")
        if not isinstance(kind, Scalar) or (name and not (isinstance(name, Scalar) and NAME.match(name.text))):
            self.anything = True
            return
        block: str | None = kind.text if "block" in entries else NO_BLOCK
        if "block" in entries and "type" in entries:
            block = ANY_BLOCK
        if isinstance(name, Scalar):
            names, stems = (self.numbered, {f"{name.text}_"}) if repeated else (self.exact, {name.text})
        elif block == NO_BLOCK:
            names, stems = self.numbered, {kind.text, *(() if kind.text in TYPES else TYPES)}  # it may be chosen
        else:
            names, stems = self.numbered, {"" if repeated else kind.text}
        for stem in stems:
            names.setdefault(stem, set()).add(block)

    def blocks_of(self, name: str) -> set[str | None]:
        """The blocks of which an instance may be called so; none where nothing may."""
        found = {*self.exact.get(name, ())}
        stem = name
        while stem and stem[-1] in DIGITS:
            stem = stem[:-1]
            found |= self.numbered.get(stem, set())
        return found

    def hint(self, name: str) -> str:
        """What may be meant by a name that there is not."""
        listed = not self.numbered and len(self.exact) < MOST_LISTED
        return nearest(name, [*self.exact, "input"], None if listed else "")


class Reads:
    """The check of what the lines of a file read.

    Args:
        layers: the lists of lines of its networks.
        blocks: its blocks.
    """

    def __init__(self, layers: list[Node], blocks: MappingOf[str, Node]) -> None:
        self._layers, self._blocks = layers, blocks
        self._inside: dict[str, Above] = {}
        self._looked = 0

    def check(self) -> None:
        """Refuse names that no line above has."""
        for lines in self._layers:
            self._check(lines, Above(), ABOVE, repeated=False)
        for name, block in self._blocks.items():
            if (own := lines_of(block)) is not None:
                self._check(own, Above(), f"in block {name}", repeated=False)

    @cached_property
    def _dotted(self) -> bool:
        """Whether a name is written with dots; a block ``r`` may read a layer ``r.x`` as its own ``x``."""
        written = Above()
        for lines in (*self._layers, *map(lines_of, self._blocks.values())):
            if lines is not None:
                add_all(lines, written)
        return any("." in name for name in (*written.exact, *written.numbered))

    def _check(self, lines: Node, above: Above, where: str, repeated: bool) -> None:
        items = lines.items if isinstance(lines, Sequence) else []
        spend(len(items) / 2)
        for line in items:
            for source in sources_of(line):
                if not self._known(source.text, above) and (where == ABOVE or not self._dotted):
                    problem = f"from: there is no layer {shown(source.text)} {where}{above.hint(source.text)}"
                    tell(SpecError(problem, source.position, label_of(line)))
            again = isinstance(line, Mapping) and "repeat" in line.entries
            if again and not repeated:  # what is inside of an instance may read the one before it, and what is inside
                add_all(line, above)
            for branch in branches_of(line):
                self._check(branch, above, where, repeated or again)
            above.add(line)

    def _known(self, name: str, above: Above) -> bool:
        """Whether a line above may have that name, or be a block with a line of the rest of it.

        What is left of a name is looked for once in each block: blocks whose names have dots could be gone through in
        as many ways as the name can be cut.
        """
        left, met = [(name, above)], set[tuple[str, str]]()
        while left:
            rest, among = left.pop()
            if among.anything or rest == "input" or among.blocks_of(rest):
                return True
            for at in (at for at, sign in enumerate(rest) if sign == "."):
                self._looked += 1
                for block in among.blocks_of(rest[:at]) - {NO_BLOCK}:
                    inside = self._inside_of(block) if block is not ANY_BLOCK else None
                    if inside is None or self._looked > MOST_LOOKED:
                        return True
                    if block is not None and (rest[at + 1 :], block) not in met:
                        met.add((rest[at + 1 :], block))
                        left.append((rest[at + 1 :], inside))
        return False

    def _inside_of(self, block: str) -> Above | None:
        """The names of all lines of a block; None where they cannot be known, as where a param chooses it."""
        lines = lines_of(self._blocks.get(block))
        if lines is None:
            return None
        if block not in self._inside:
            self._inside[block] = Above()
            add_all(lines, self._inside[block])
        return self._inside[block]


def lines_of(block: Node | None) -> Node | None:
    return block.entries.get("layers") if isinstance(block, Mapping) else None


def add_all(node: Node, above: Above) -> None:
    """Add the names of a line or of a list of lines, and of the lines in their branches."""
    if isinstance(node, Sequence):
        for line in node.items:
            add_all(line, above)
    else:
        above.add(node)
        for branch in branches_of(node):
            add_all(branch, above)


def branches_of(line: Node) -> list[Node]:
    branches = line.entries.get("branches") if isinstance(line, Mapping) else None
    return branches.items if isinstance(branches, Sequence) else []


def sources_of(line: Node) -> Iterator[Scalar]:
    """What a line reads by a name without expressions."""
    node = line.entries.get("from") if isinstance(line, Mapping) else None
    for each in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(each, Scalar) and NAME.match(each.text) and len(each.text) <= LONGEST_NAME:
            yield each


def label_of(line: Node) -> str:
    """A line as messages call it."""
    assert isinstance(line, Mapping)
    subject = " ".join(
        f"block {kind.text}" if key == "block" else kind.text
        for key in ("block", "type")
        if isinstance(kind := line.entries.get(key), Scalar)
    )
    return f"{name_of(line) or '(unnamed)'} ({subject})"
