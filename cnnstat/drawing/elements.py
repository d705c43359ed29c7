"""The elements of a drawing: boxes, branches, tangles, blocks, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cnnstat.analysis import LayerAnalysis

STRIPES = ("normalization", "activation", "dropout")
"""Families that are a stripe on the box of the layer whose output they change."""


class Cell(NamedTuple):
    """What is drawn as one box.

    Attributes:
        layers: a layer, and behind it those that are stripes on it.
        reads: the cells that it reads, by their indices; :data:`INPUT` is the image.
    """

    layers: tuple[LayerAnalysis, ...]
    reads: tuple[int, ...]

    @property
    def layer(self) -> LayerAnalysis:
        return self.layers[0]

    @property
    def stripes(self) -> list[str]:
        """The families of what follows the layer, each once, in order."""
        followers = [each for layer in self.layers for each in layer.node.followers]
        own = [layer.node.layer for layer in self.layers[1:]]
        return list(dict.fromkeys(each.family for each in (*followers, *own) if each.family in STRIPES))


@dataclass(frozen=True)
class Leaf:
    """One box."""

    cell: int


@dataclass(frozen=True)
class Parallel:
    """Branches between a box and the one that merges them, which belongs to it; no parts are a skip.

    ``merge`` is None where the branches end apart; ``read`` tells whether what follows reads their ends.
    """

    branches: tuple[Series, ...]
    merge: int | None
    read: bool = True


@dataclass(frozen=True)
class Tangle:
    """Boxes that neither follow one another nor lie side by side; ``merge`` is the one in which they end."""

    cells: tuple[int, ...]
    merge: int | None
    wiring: tuple[tuple[int, ...], ...]
    """what each box reads, by its place among them, and at last what their end does, if anything reads them; -1 for
    what stands before"""


@dataclass(frozen=True)
class Block:
    """What a spec calls a block, or a run of equal ones.

    Attributes:
        name: its path of names; of a run that of the first.
        last: of a run the name of the last; else "".
        outlet: of a run the box in which the last one ends; else -1.
        template: what it is made from; "" for none.
        parts: what it consists of.
        times: how often it follows itself.
    """

    name: str
    last: str
    template: str
    parts: Series
    times: int = 1
    outlet: int = -1


@dataclass(frozen=True)
class Tap:
    """What hangs on a line and ends by itself, as a head that exists in training only."""

    parts: Series


Element = Leaf | Parallel | Tangle | Block | Tap
Series = tuple[Element, ...]


def cells_in(element: Element) -> list[int]:
    """All boxes of an element."""
    found: list[int] = []
    open_elements: list[Element] = [element]
    while open_elements:
        each = open_elements.pop()
        if isinstance(each, Leaf):
            found.append(each.cell)
        elif isinstance(each, Tangle):
            found += each.cells if each.merge is None else [*each.cells, each.merge]
        elif isinstance(each, (Block, Tap)):
            open_elements += each.parts
        else:
            found += [] if each.merge is None else [each.merge]
            open_elements += [inner for branch in each.branches for inner in branch]
    return found


def end_of(element: Element) -> int:
    """The box in which an element ends, of branches that end apart the last one; -1 where nothing but lines does."""
    if isinstance(element, Leaf):
        return element.cell
    if isinstance(element, (Block, Tap)):
        ends = (end_of(each) for each in reversed(element.parts) if not isinstance(each, Tap))
        return element.outlet if isinstance(element, Block) and element.outlet >= 0 else next(ends, -1)
    if element.merge is not None:
        return element.merge
    if isinstance(element, Tangle):
        return max((element.cells[place] for place in element.wiring[-1] if place >= 0), default=element.cells[-1])
    return max((end_of(each) for branch in element.branches for each in branch), default=-1)


def in_order(element: Element) -> list[int]:
    """All boxes of an element in the order of layers, but the one in which it ends as the last."""
    end = end_of(element)
    return sorted(cells_in(element), key=lambda cell: (cell == end, cell))
