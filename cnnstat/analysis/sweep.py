"""One network at many input sizes: the rules run on arrays of sizes, all at once.

With NumPy a whole range costs little more than one analysis. Without it, and where the layers themselves depend on the
size (a spec that computes with its ``input`` or with a vector's ``channels``), each size is analysed on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from cnnstat.analysis.fit import Fit, contents, fits, one_object, seen
from cnnstat.analysis.walk import Rules, analyze_network, rules
from cnnstat.effort import spend
from cnnstat.errors import LayerError, SpecError, UsageError
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, MOST_ELEMENTS, Network

SAFE = 2**62
"""Figures up to here are computed in 64 bits; larger ones in Python's own integers, only slower."""
AT_ONCE = 1_000_000
"""Layers times sizes that are looked at together."""
MOST = 4 * AT_ONCE
"""Maps of different sizes times sizes of the input that are held in memory; tables have a row and a column for each."""

Load = Callable[[int], Network]
"""Gives the network at an input size; ``SpecError`` where it cannot run."""
Pair = tuple[int, int]
"""Height and width."""


class Places(NamedTuple):
    """How the windows of some layers on equal maps fit, at one input size after the other."""

    names: tuple[str, ...]
    sizes: Sequence[Pair]
    """of the layers' input"""
    outputs: Sequence[Pair]
    exact: Sequence[bool]
    unread: Sequence[Pair]
    """cells at the far end that no window reads"""


class Sweep(NamedTuple):
    """A network at several input sizes; every sequence holds one entry for each of them.

    Attributes:
        sides: rows and columns of the image.
        runs: whether every layer can take what it gets; where not, the other entries mean nothing.
        exact: whether all windows fill their maps exactly.
        lossless: whether no cell of any map is lost at its far end.
        features: height and width of the last map wider than one position at the network's own size.
        seen: rows and columns of the image that reach the output.
        params: trainable numbers.
        macs: multiply-accumulates.
        places: the layers with windows; those that fit alike share an entry.
    """

    sides: Sequence[int]
    runs: Sequence[bool]
    exact: Sequence[bool]
    lossless: Sequence[bool]
    features: Sequence[Pair]
    seen: Sequence[Pair]
    params: Sequence[int]
    macs: Sequence[int]
    places: Sequence[Places]


def sweep(load: Load, reference: Network, sides: Sequence[int], only: Collection[str] | None = None) -> Sweep:
    """The network at each of ``sides``, square.

    Args:
        load: gives the network at a size.
        reference: the network at its own size, whose layers stand for those at every other.
        sides: input sizes, at least one.
        only: the layers whose places are wanted; of the others only what they make of the whole is kept.
    """
    features = features_of(reference)
    if reference.sized:
        return _joined([_alone(load, side, features, only) for side in sides])
    step = len(sides) if only is None else max(1, AT_ONCE // len(reference))
    return _joined([_together(*each, features, only) for each in _pieces(reference, sides, step)])


def sides_with(network: Network, sides: Sequence[int], wanted: Mapping[int, Pair]) -> tuple[int, dict[int, list[int]]]:
    """At how many sizes a network runs, and for some nodes at which of them the output is as high and wide as wanted.

    Its layers must not depend on the size of the input.
    """
    runs = 0
    found: dict[int, list[int]] = {index: [] for index in wanted}
    for made, piece in _pieces(network, sides, max(1, AT_ONCE // len(network))):
        flow = _Flow(made)
        runs += sum(_values(flow.runs, len(piece)))
        for index, (height, width) in wanted.items():
            shape = made.input if index == INPUT else flow.shapes[index]
            good = _values(flow.runs & (shape.height == height) & (shape.width == width), len(piece))
            found[index] += [side for side, holds in zip(piece, good, strict=True) if holds]
    return runs, found


def _pieces(reference: Network, sides: Sequence[int], step: int) -> Iterator[tuple[Network, Sequence[int]]]:
    """The network with arrays of so many sizes as its input, with a single size each where there is no NumPy."""
    if (numpy := _numpy()) is None:
        for side in sides:
            spend(2 * len(reference))
            yield _at(reference, side), [side]
        return
    whole = _Flow(_at(reference, max(sides)))
    most = max(whole.params, whole.macs, *(shape.elements for shape in whole.shapes))
    kind = numpy.int64 if most < SAFE else object
    for first in range(0, len(sides), step):
        piece = sides[first : first + step]
        spend(2 * len(piece) + len(reference) * (10 + len(piece) // 500))
        yield _at(reference, numpy.array(piece, dtype=kind)), piece


def features_of(network: Network) -> str:
    """The layer on whose output the network's features lie."""
    last = analyze_network(network).features
    return last.name if last else network.nodes[0].name


def _numpy() -> Any:
    try:
        import numpy
    except ModuleNotFoundError:
        return None
    return numpy


def _at(network: Network, side: Any) -> Network:
    return replace(network, input=Shape(network.input.channels, side, side))


def _alone(load: Load, side: int, features: str, only: Collection[str] | None) -> Sweep:
    """The network at one size, read anew."""
    try:
        return _together(load(side), [side], features, only)
    except SpecError:
        nothing = [(0, 0)]
        return Sweep([side], [False], [False], [False], nothing, nothing, [0], [0], [])


def _joined(parts: Sequence[Sweep]) -> Sweep:
    """Sweeps over one size after the other as one; layers that are not there at a size do not fit there."""
    if len(parts) == 1:
        return parts[0]
    own = [{name: each for each in part.places for name in each.names} if any(part.runs) else {} for part in parts]
    names = dict.fromkeys(name for each in own for name in each)
    absent = [_absent(len(part.sides)) for part in parts]
    places: dict[Any, Places] = {}
    for name in names:
        found = [each.get(name, none) for each, none in zip(own, absent, strict=True)]
        columns: list[Any] = [tuple(chain.from_iterable(each[field] for each in found)) for field in range(1, 5)]
        known = places.get(tuple(columns))
        places[tuple(columns)] = Places((*(known.names if known else ()), name), *columns)

    def every(field: int) -> list[Any]:
        return list(chain.from_iterable(part[field] for part in parts))

    return Sweep(every(0), every(1), every(2), every(3), every(4), every(5), every(6), every(7), [*places.values()])


def _absent(count: int) -> Places:
    """A layer that does not stand in the network at some sizes."""
    nothing = [(0, 0)] * count
    return Places((), nothing, nothing, [False] * count, nothing)


def _together(network: Network, sides: Sequence[int], features: str, only: Collection[str] | None) -> Sweep:
    """The network at the sizes that its input holds as an array, or at the only one that it holds."""
    flow, count = _Flow(network), len(sides)
    exact: Any = True
    lossless: Any = True
    alike: dict[Any, tuple[Fit, list[str]]] = {}
    for fit in fits(network, flow.shapes):
        key = tuple(map(contents, (*fit.rows, *(() if fit.columns is fit.rows else fit.columns))))
        names = alike.setdefault(key, (fit, []))[1]
        names += [fit.node.name] if only is None or fit.node.name in only else []
    for fit, _ in alike.values():
        exact, lossless = exact & fit.exact, lossless & fit.lossless
    shapes = {node.name: shape for node, shape in zip(network.nodes, flow.shapes, strict=True)}
    final = shapes.get(features, network.input)
    return Sweep(
        sides,
        _values(flow.runs, count),
        _values(flow.runs & exact, count),
        _values(flow.runs & lossless, count),
        _pairs((final.height, final.width), count),
        _pairs(seen(network, flow.shapes), count),
        _values(flow.params, count),
        _values(flow.macs, count),
        [_places(fit, tuple(names), count) for fit, names in alike.values() if names],
    )


def _values(value: Any, count: int) -> list[Any]:
    """What an array, or a number that is the same for all sizes, holds at each of them."""
    return value.tolist() if hasattr(value, "tolist") else [value] * count


def _pairs(pair: tuple[Any, Any], count: int) -> list[Pair]:
    if pair[0] is pair[1]:
        return [(value, value) for value in _values(pair[0], count)]
    return list(zip(*(_values(each, count) for each in pair), strict=True))


def _places(fit: Fit, names: tuple[str, ...], count: int) -> Places:
    rows, columns = fit.rows, fit.columns
    sizes, outputs, unread = (
        _pairs(pair, count)
        for pair in ((rows.size, columns.size), (rows.outputs, columns.outputs), (rows.unread, columns.unread))
    )
    return Places(names, sizes, outputs, _values(fit.exact, count), unread)


class _Flow:
    """Shapes and totals of a network whose input is one size or an array of sizes.

    Attributes:
        shapes: the nodes' outputs; equal arrays are one object.
        runs: whether every layer can take what it gets.
        params, macs: totals without the auxiliary heads.
    """

    def __init__(self, network: Network) -> None:
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
            # Repeated lines share their layers, and equal maps their arrays: the rules of a block run once.
            key = (id(node.layer), id(node.followers), *(id(side) for shape in inputs for side in shape))
            found = known.get(key)
            if found is None:
                found = rules(node.layer, node.followers, inputs)
                found = known[key] = found._replace(output=self._interned(found.output))
                self.runs = self.runs & _suits(node.layer, node.followers, inputs, found.output)
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


def _suits(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...], y: Shape) -> Any:
    """Whether a layer can take its inputs: at each size where they are arrays.

    What a layer checks besides sizes held at the reference size, and holds at every other.
    """
    good = (y.height >= 1) & (y.width >= 1) & (y.elements <= MOST_ELEMENTS)
    array: Any = next((side for shape in (*inputs, y) for side in shape if hasattr(side, "tolist")), None)
    long = inputs[0].flat and hasattr(inputs[0].channels, "tolist")
    if array is None or not (long or any(each.sized for each in (layer, *followers))):
        return good if array is not None else good and _checked(layer, followers, inputs, y)
    if layer.merges and len({(id(shape.height), id(shape.width), shape.flat) for shape in inputs}) == 1 and not long:
        inputs, y, count = tuple(map(_last, inputs)), _last(y), 1  # equal at one size, equal at all
    else:
        count = len(array)
    columns = [zip(*(_values(side, count) for side in shape), strict=True) for shape in (*inputs, y)]
    verdicts = [
        _checked(layer, followers, tuple(Shape(*each) for each in shapes[:-1]), Shape(*shapes[-1]))
        for shapes in zip(*columns, strict=True)
    ]
    import numpy

    return good & numpy.array(verdicts)


def _last(shape: Shape) -> Shape:
    """The shape at the last of its sizes."""
    channels, height, width = (side.tolist()[-1] if hasattr(side, "tolist") else side for side in shape[:3])
    return Shape(channels, height, width, shape.flat)


def _checked(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...], y: Shape) -> bool:
    try:
        layer.check(inputs if layer.merges else inputs[0])
        for follower in followers:
            follower.check(y)
    except LayerError:
        return False
    return True
