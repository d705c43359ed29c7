"""A network: the flat, ordered graph of its layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from cnnstat.display import Drawn
from cnnstat.errors import LayerError, Position, UsageError, nearest
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.recipe import Recipe
from cnnstat.network.witness import Witness

MOST_ELEMENTS = 10**18
INPUT = -1
"""The index that stands for the network's input."""


class Node(NamedTuple):
    """One line of the unrolled spec: a layer, and the layers that act on its output (norm, activation, ...)."""

    name: str
    """the layer's name with the blocks around it: ``stage2.block1.conv1``"""
    layer: AnyLayer
    """the layer's type and keys"""
    followers: tuple[AnyLayer, ...]
    """the layers on the same line that act on its output, in the order in which they act"""
    inputs: tuple[int, ...]
    """the indices of the nodes that it reads, all before it; -1 is the network's input"""
    auxiliary: bool
    """whether it is part of an auxiliary head, which exists only in training"""
    position: Position | None
    """its line in the spec; None if there is none"""
    output: bool = False
    """whether its output is one of the network's besides that of the last layer"""

    def __repr__(self) -> str:
        return f"<Node {self.label}>"

    @property
    def label(self) -> str:
        return f"{self.name} ({self.layer.type})"


@dataclass(frozen=True, eq=False)
class Network(Drawn):
    """A network with all its settings applied, ready to be analysed.

    Attributes:
        name: the name by which commands and functions know it, such as ``"alexnet"``.
        title: its name in tables.
        source: the paper and the place in it, as ``{"paper": ..., "section": ...}``.
        about: one paragraph, or ``""``.
        input: the shape of one image.
        nodes: its layers; each reads only nodes before it.
        recipe: how it is trained.
        witnesses: printed figures that imply a size of the input.
        blocks: the template that each block came from, by the block's path of names.
        settings: the params that its spec declares, with the values used here.
        file: the path of its spec.
        sized: whether its layers depend on the size of the input, so that another size may give other layers.
        lines: the cost of reading the spec at another size: the number of lines gone through, including repeats and
            lines that conditions leave out, and more for lines that compute a lot.
    """

    name: str
    title: str
    source: Mapping[str, str]
    about: str
    input: Shape
    nodes: tuple[Node, ...]
    recipe: Recipe = field(default_factory=Recipe)
    witnesses: tuple[Witness, ...] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    sized: bool = False
    lines: int = 0

    def __repr__(self) -> str:
        return f"<Network {self.name}: input {self.input}, {len(self):,} layers>"

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def operations(self) -> int:
        """How many layers there are, with the norms, activations and the like on their lines."""
        return len(self.nodes) + sum(len(node.followers) for node in self.nodes)

    @cached_property
    def outputs(self) -> tuple[int, ...]:
        """The nodes whose outputs are the network's, in the order of the spec: the last one of no head comes last."""
        main = [index for index, node in enumerate(self.nodes) if not node.auxiliary]
        return (*(index for index in main[:-1] if self.nodes[index].output), main[-1])

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """The last node of each auxiliary head, in the order of the spec."""
        read = {source for node in self.nodes for source in node.inputs}
        return tuple(index for index, node in enumerate(self.nodes) if node.auxiliary and index not in read)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The names of all layers, and of the blocks around them, each with the indices of the layers that it means."""
        found: dict[str, list[int]] = {}
        for index, node in enumerate(self.nodes):
            path = node.name
            while path:
                found.setdefault(path, []).append(index)
                path = path.rpartition(".")[0]
        return found

    def has(self, path: str) -> bool:
        """Whether ``path`` names a layer, or a block that contains layers."""
        return path in self.places

    def select(self, path: str) -> Sequence[int]:
        """The index of the layer named ``path``, or the indices of all layers inside the block of that name.

        Raises:
            UsageError: there is no such layer or block; the message suggests a similar name.
        """
        if path not in self.places:
            outermost = list(dict.fromkeys(node.name.split(".")[0] for node in self.nodes))
            all_of_them = f"; it has {', '.join(outermost[:16])}{', …' if len(outermost) > 16 else ''}"
            raise UsageError(f"{self.name} has no layer {path!r}{nearest(path, self.places, all_of_them)}")
        return self.places[path]


def infer(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...]) -> Shape:
    """The output shape, after a check that the layer can take these inputs.

    Raises:
        LayerError: the layer cannot take its inputs; the message says what it expected.
    """
    x = layer.input_of(inputs)
    layer.check(x)
    y = layer.output(x)
    if y.height < 1 or y.width < 1:
        raise LayerError(too_large(layer, x))
    if y.elements > MOST_ELEMENTS:
        raise LayerError(f"its output {y} would have more than {MOST_ELEMENTS:,} elements")
    for follower in followers:
        follower.check(y)
    return y


def too_large(layer: AnyLayer, x: Shape) -> str:
    """The message for a window that does not fit into its input, with the sizes."""
    spans, rooms = [], []
    for axis, size in zip(layer.axes(x), (x.height, x.width), strict=True):
        spans.append(axis.dilation * (axis.kernel - 1) + 1)
        rooms.append(size + axis.before + axis.after)
    padded = "" if (rooms[0], rooms[1]) == (x.height, x.width) else f" ({rooms[0]}×{rooms[1]} with padding)"
    dilated = " (dilated)" if any(axis.dilation > 1 for axis in layer.axes(x)) else ""
    return f"kernel {spans[0]}×{spans[1]}{dilated} is larger than its input {x.height}×{x.width}{padded}"
