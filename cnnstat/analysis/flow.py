"""Shapes and totals of a network whose input has one size, or an array of sizes."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from cnnstat.analysis.fit import one_object
from cnnstat.analysis.rules import count as count_of
from cnnstat.analysis.whole import require_whole
from cnnstat.errors import LayerError, UsageError
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, MOST_ELEMENTS, Network, Node

MOST = 4_000_000
"""The most values held in memory: the number of maps of different sizes times the number of sizes of the input."""


def values(value: Any, count: int) -> list[Any]:
    """The values at each of ``count`` sizes: those of an array, or a number that is the same for all sizes."""
    return value.tolist() if hasattr(value, "tolist") else [value] * count


class Step(NamedTuple):
    """The first layer of those that are equal and get equal inputs."""

    node: Node
    inputs: Any
    """its input, or those of a merge"""
    output: Shape


class Flow:
    """Shapes and totals of a network whose input has one size, or an array of sizes.

    Attributes:
        shapes: the shapes of the nodes' outputs; equal arrays are the same object.
        runs: whether every layer can take its input, at each size.
        slow: how many layers, of which equal ones count once, are asked at each size by itself.
    """

    def __init__(self, network: Network) -> None:
        require_whole(network)
        self.shapes: list[Shape] = []
        self.runs: Any = True
        self.slow = 0
        self._numbers: dict[Any, Any] = {}
        self._maps: dict[Any, Any] = {}
        self._steps: list[Step] = []
        self._times: list[int] = []
        known: dict[tuple[Any, ...], int] = {}
        image = self._interned(network.input)
        count = getattr(image.height, "size", 1)
        for node in network.nodes:
            inputs = tuple(image if source == INPUT else self.shapes[source] for source in node.inputs)
            # Equal maps share their arrays, so the rules of equal layers run only once.
            key = (node.layer, node.followers, *(id(side) for shape in inputs for side in shape))
            at = known.get(key)
            if at is None:
                at = known[key] = len(known)
                self._add(node, inputs)
                if len(self._maps) * count > MOST:
                    most = f"{MOST // count:,} maps of different sizes at {count:,} sizes of the input"
                    raise UsageError(f"more than {most} are too many to compare; take fewer sizes")
            self.shapes.append(self._steps[at].output)
            self._times[at] += not node.auxiliary

    def _add(self, node: Node, inputs: tuple[Shape, ...]) -> None:
        """Run the rules of a layer that is unlike those before."""
        x = node.layer.input_of(inputs)
        y = self._interned(node.layer.output(x))
        self._steps.append(Step(node, x, y))
        self._times.append(0)
        good, alone = suits(node.layer, node.followers, inputs, y)
        self.runs, self.slow = self.runs & good, self.slow + alone

    @cached_property
    def totals(self) -> tuple[Any, Any]:
        """Trainable parameters and multiply-accumulates, without the auxiliary heads."""
        params: Any = 0
        macs: Any = 0
        for (node, x, y), times in zip(self._steps, self._times, strict=True):
            if times:
                found = count_of(node.layer, node.followers, x, y)
                params, macs = params + times * found.params, macs + times * found.macs
        return params, macs

    def _interned(self, shape: Shape) -> Shape:
        """The shape with one object for equal sizes."""
        channels, height, width, flat = shape
        channels, height, width = (
            one_object(self._maps if hasattr(side, "size") else self._numbers, side)
            for side in (channels, height, width)
        )
        return Shape(channels, height, width, flat)


def suits(
    layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...], y: Shape
) -> tuple[Any, bool]:  # fmt: skip
    """Whether a layer can take its inputs, at each size if they are arrays; and whether each was asked by itself.

    Checks that do not depend on sizes passed at the reference size, and so pass at every other.
    """
    good = (y.height >= 1) & (y.width >= 1) & (y.elements <= MOST_ELEMENTS)
    array: Any = next((side for shape in (*inputs, y) for side in shape if hasattr(side, "tolist")), None)
    long = any(hasattr(shape.channels, "tolist") for shape in inputs)  # vectors as long as the image is large
    if array is None:
        return good and checked(layer, followers, inputs, y), False
    if not (long or any(each.sized for each in (layer, *followers))):
        return good, False
    alike = len({(id(shape.height), id(shape.width), shape.flat) for shape in inputs}) == 1
    together = layer.merges and alike and not long and not any(each.sized for each in followers)
    if together:
        inputs, y, count = tuple(map(at_last, inputs)), at_last(y), 1  # equal at one size, equal at all
    else:
        count = len(array)
    columns = [zip(*(values(side, count) for side in shape), strict=True) for shape in (*inputs, y)]
    verdicts = [
        checked(layer, followers, tuple(Shape(*each) for each in shapes[:-1]), Shape(*shapes[-1]))
        for shapes in zip(*columns, strict=True)
    ]
    import numpy

    return good & numpy.array(verdicts), not together


def at_last(shape: Shape) -> Shape:
    """The shape at the last of its sizes."""
    channels, height, width = (side.tolist()[-1] if hasattr(side, "tolist") else side for side in shape[:3])
    return Shape(channels, height, width, shape.flat)


def checked(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...], y: Shape) -> bool:
    try:
        layer.check(layer.input_of(inputs))
        for follower in followers:
            follower.check(y)
    except LayerError:
        return False
    return True
