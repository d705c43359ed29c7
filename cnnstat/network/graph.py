"""A network: the flat, ordered graph of its layers."""

from __future__ import annotations

from collections.abc import Mapping
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
    """One line of the unrolled spec: a layer, and what acts on its output in place (norm, activation, ...)."""

    name: str
    layer: AnyLayer
    followers: tuple[AnyLayer, ...]
    inputs: tuple[int, ...]
    """indices of the nodes it reads, all before it; :data:`INPUT` is the network's input"""
    auxiliary: bool
    """whether it exists in training only"""
    position: Position | None

    def __repr__(self) -> str:
        return f"<Node {self.label}>"

    @property
    def label(self) -> str:
        return f"{self.name} ({self.layer.type})"


@dataclass(frozen=True, eq=False)
class Network(Drawn):
    """A network with all its settings applied, ready to be analysed.

    Attributes:
        name: what a person types for it.
        title: what tables call it.
        source: the paper and where in it, as ``{"paper": ..., "section": ...}``.
        about: one paragraph, or ``""``.
        input: shape of one image.
        nodes: its layers; each reads only nodes before it.
        recipe: how it is trained.
        witnesses: printed figures that speak for a size of the input.
        blocks: for each block instance, by its path of names, the template it came from.
        settings: the params that its spec declares, with their values here.
        file: the spec.
        sized: whether layers depend on the size of the input: then the network at another size is another network.
        lines: of the spec that were gone through for it, repeats and what conditions leave out too; as many more where
            these compute a lot. What it takes to read it at another size.
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
    def places(self) -> frozenset[str]:
        """The names of all layers, and of the blocks around them."""
        found = set()
        for node in self.nodes:
            path = node.name
            while path and path not in found:
                found.add(path)
                path = path.rpartition(".")[0]
        return frozenset(found)

    def has(self, path: str) -> bool:
        """Whether there is a layer of that name, or a block with layers."""
        return path in self.places

    def select(self, path: str) -> list[int]:
        """Indices of the layer named ``path``, or of all layers inside the block of that name."""
        inside = path + "."
        found = [index for index, node in enumerate(self.nodes) if node.name == path or node.name.startswith(inside)]
        if not found:
            outermost = list(dict.fromkeys(node.name.split(".")[0] for node in self.nodes))
            all_of_them = f"; it has {', '.join(outermost[:16])}{', …' if len(outermost) > 16 else ''}"
            raise UsageError(f"{self.name} has no layer {path!r}{nearest(path, self.places, all_of_them)}")
        return found


def infer(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...]) -> Shape:
    """The output shape, after checking that the layer can take these inputs.

    Raises:
        LayerError: the layer does not fit its inputs; says what it expected.
    """
    x: Any = inputs if layer.merges else inputs[0]
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
    """Why a window does not fit, in numbers."""
    spans, rooms = [], []
    for axis, size in zip(layer.axes(x), (x.height, x.width), strict=True):
        spans.append(axis.dilation * (axis.kernel - 1) + 1)
        rooms.append(size + axis.before + axis.after)
    padded = "" if (rooms[0], rooms[1]) == (x.height, x.width) else f" ({rooms[0]}×{rooms[1]} with padding)"
    dilated = " (dilated)" if any(axis.dilation > 1 for axis in layer.axes(x)) else ""
    return f"kernel {spans[0]}×{spans[1]}{dilated} is larger than its input {x.height}×{x.width}{padded}"
