"""A network as boxes and arrows without places, for languages whose programs lay graphs out themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.drawing.boxes import PAPER, box
from cnnstat.drawing.draw import Drawn, description, title_of
from cnnstat.drawing.elements import Block, Element, Leaf, Parallel, Series, Tangle, Tap
from cnnstat.drawing.flow import Flow
from cnnstat.drawing.folding import at_depth, flat, in_runs, name_of, said_sign
from cnnstat.drawing.labels import Labels, input_lines
from cnnstat.drawing.scene import Part, Shape, Text
from cnnstat.drawing.ways import PLAIN, Wish
from cnnstat.network.graph import INPUT


class Node(NamedTuple):
    """A box.

    Attributes:
        lines: what is written on it; the last one names what stripes show in drawings.
        family: a key of the palette.
        about: what it shows, in words; "" for none.
    """

    lines: tuple[str, ...]
    family: str
    about: str = ""


@dataclass
class Group:
    """Nodes that lie in one block, or in a run of which one is shown.

    Attributes:
        title: what is written on it; "" for the whole network.
        inside: what lies in it, in order: nodes by their indices, and groups.
        prefix: the block's name, which its layers' names leave out.
    """

    title: str
    inside: list[int | Group] = field(default_factory=list)
    prefix: str = ""


@dataclass
class Sketch:
    """A graph without places.

    Attributes:
        title: what is drawn.
        about: the graph in words, for who does not see it.
        nodes: the boxes, in the order of layers.
        edges: from which node to which, in order.
        whole: the nodes and groups as they lie inside of one another.
    """

    title: str
    about: str = ""
    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)
    whole: Group = field(default_factory=lambda: Group(""))


def sketch_of(analysis: Analysis, wish: Wish = PLAIN) -> Sketch:
    """The graph of a network, neighbours that look alike once, unless it is asked for otherwise.

    Raises:
        UsageError: there is no such block or item.
    """
    drawn = Drawn(analysis, wish)
    labels, blocks = drawn.labels, drawn.blocks
    runs = in_runs(blocks, said_sign(labels, wish.items), labels.cells)
    fold, chain = "folded", runs
    if wish.unfold:
        fold, chain = "unfolded", flat(blocks)
    elif wish.depth is not None:
        fold, chain = f"depth {wish.depth}", tuple(at_depth(runs, wish.depth))
    sketch = Sketch(title_of(analysis, wish), description(analysis, labels, fold, wish))
    pen = Pen(sketch, labels, boxed=wish.depth is not None)
    begin = pen.node(sketch.whole, box(PAPER, input_lines(labels), "input"))
    pen.series(chain, [begin], sketch.whole)
    return sketch


class Pen:
    """Puts the elements of a network on a sketch.

    Attributes:
        sketch: to which nodes and edges are added.
        labels: what boxes say.
        boxed: whether blocks are one box each.
    """

    def __init__(self, sketch: Sketch, labels: Labels, boxed: bool) -> None:
        self.sketch, self.labels, self.boxed = sketch, labels, boxed

    def series(self, parts: Series, sources: Sequence[int], group: Group) -> list[int]:
        """Elements that follow one another, the first behind some nodes; returns those in which the last ends."""
        ends = list(sources)
        for each in parts:
            ends = self.element(each, ends, group)
        return ends

    def element(self, element: Element, sources: Sequence[int], group: Group) -> list[int]:
        """One element behind some nodes; returns those in which it ends."""
        if isinstance(element, Leaf):
            return [self.leaf(element.cell, sources, group)]
        if isinstance(element, Parallel):
            ends = [end for branch in element.branches for end in self.series(branch, sources, group)]
        elif isinstance(element, Tap):
            self.series(element.parts, sources, group)
            return list(sources)
        elif isinstance(element, Tangle):
            ends = self.tangle(element, sources, group)
        elif self.boxed:
            return [self.linked(self.node(group, self.flow(group).block(element)), sources)]
        else:
            return self.block(element, sources, group)
        return ends if element.merge is None else [self.leaf(element.merge, ends, group)]

    def block(self, block: Block, sources: Sequence[int], group: Group) -> list[int]:
        times = f" ×{block.times}" if block.times > 1 else ""
        inner = Group(f"{name_of(block, self.labels)}{times}", prefix=block.name)
        group.inside.append(inner)
        return self.series(block.parts, sources, inner)

    def tangle(self, tangle: Tangle, sources: Sequence[int], group: Group) -> list[int]:
        """Each box behind those that it reads; what it reads from outside stands before the tangle."""
        cells, inner = self.labels.cells, dict[int, int]()

        def behind(reads: Sequence[int]) -> list[int]:
            found = [node for each in reads for node in ([inner[each]] if each in inner else sources)]
            return list(dict.fromkeys(found))

        for cell in tangle.cells:
            inner[cell] = self.leaf(cell, behind(cells[cell].reads), group)
        return behind([tangle.cells[place] if place >= 0 else INPUT for place in tangle.wiring[-1]])

    def leaf(self, cell: int, sources: Sequence[int], group: Group) -> int:
        return self.linked(self.node(group, self.flow(group).leaf(cell)), sources)

    def flow(self, group: Group) -> Flow:
        """Writes boxes as drawings have them, with names as they are called inside of a block."""
        return Flow(self.labels, PAPER, group.prefix)

    def linked(self, node: int, sources: Sequence[int]) -> int:
        self.sketch.edges += [(source, node) for source in sources]
        return node

    def node(self, group: Group, part: Part) -> int:
        """A node that says what a box of a drawing does."""
        shapes = [item for item in part.items if isinstance(item, Shape)]
        lines = [item.text for item in part.items if isinstance(item, Text)]
        stripes = [each.about for each in shapes[1:]]
        lines += [", ".join(stripes)] if stripes else []
        self.sketch.nodes.append(Node(tuple(lines), shapes[0].fill, shapes[0].about))
        group.inside.append(len(self.sketch.nodes) - 1)
        return len(self.sketch.nodes) - 1


def members(group: Group) -> Iterator[int]:
    """All nodes of a group."""
    for each in group.inside:
        if isinstance(each, Group):
            yield from members(each)
        else:
            yield each
