"""Shapes and totals of a network whose input has one size, or an array of sizes."""

from __future__ import annotations

from typing import Any

from cnnstat.analysis.fit import one_object
from cnnstat.analysis.rules import Rules, rules
from cnnstat.analysis.whole import require_whole
from cnnstat.errors import LayerError, UsageError
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, MOST_ELEMENTS, Network

MOST = 4_000_000
"""The most values held in memory: the number of maps of different sizes times the number of sizes of the input."""


def values(value: Any, count: int) -> list[Any]:
    """The values at each of ``count`` sizes: those of an array, or a number that is the same for all sizes."""
    return value.tolist() if hasattr(value, "tolist") else [value] * count


class Flow:
    """Shapes and totals of a network whose input has one size, or an array of sizes.

    Attributes:
        shapes: the shapes of the nodes' outputs; equal arrays are the same object.
        runs: whether every layer can take its input, at each size.
        params, macs: totals without the auxiliary heads.
    """

    def __init__(self, network: Network) -> None:
        require_whole(network)
        self.shapes: list[Shape] = []
        self.runs: Any = True
        self.params: Any = 0
        self.macs: Any = 0
        self._equal: dict[Any, Any] = {}
        known: dict[tuple[Any, ...], Rules] = {}
        image = self._interned(network.input)
        count = getattr(image.height, "size", 1)
        for node in network.nodes:
            inputs = tuple(image if source == INPUT else self.shapes[source] for source in node.inputs)
            # Equal maps share their arrays, so the rules of equal layers run only once.
            key = (node.layer, node.followers, *(id(side) for shape in inputs for side in shape))
            found = known.get(key)
            if found is None:
                found = rules(node.layer, node.followers, inputs)
                found = known[key] = found._replace(output=self._interned(found.output))
                self.runs = self.runs & suits(node.layer, node.followers, inputs, found.output)
                if len(self._equal) * count > MOST:
                    most = f"{MOST // count:,} maps of different sizes at {count:,} sizes of the input"
                    raise UsageError(f"more than {most} are too many to compare; take fewer sizes")
            self.shapes.append(found.output)
            if not node.auxiliary:
                self.params, self.macs = self.params + found.counts.params, self.macs + found.counts.macs

    def _interned(self, shape: Shape) -> Shape:
        """The shape with one object for equal sizes."""
        channels, height, width, flat = shape
        channels, height, width = (one_object(self._equal, side) for side in (channels, height, width))
        return Shape(channels, height, width, flat)


def suits(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...], y: Shape) -> Any:
    """Whether a layer can take its inputs; if they are arrays, at each size.

    Checks that do not depend on sizes passed at the reference size, and so pass at every other.
    """
    good = (y.height >= 1) & (y.width >= 1) & (y.elements <= MOST_ELEMENTS)
    array: Any = next((side for shape in (*inputs, y) for side in shape if hasattr(side, "tolist")), None)
    long = inputs[0].flat and hasattr(inputs[0].channels, "tolist")
    if array is None or not (long or any(each.sized for each in (layer, *followers))):
        return good if array is not None else good and checked(layer, followers, inputs, y)
    alike = len({(id(shape.height), id(shape.width), shape.flat) for shape in inputs}) == 1
    if layer.merges and alike and not long and not any(each.sized for each in followers):
        inputs, y, count = tuple(map(at_last, inputs)), at_last(y), 1  # equal at one size, equal at all
    else:
        count = len(array)
    columns = [zip(*(values(side, count) for side in shape), strict=True) for shape in (*inputs, y)]
    verdicts = [
        checked(layer, followers, tuple(Shape(*each) for each in shapes[:-1]), Shape(*shapes[-1]))
        for shapes in zip(*columns, strict=True)
    ]
    import numpy

    return good & numpy.array(verdicts)


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
