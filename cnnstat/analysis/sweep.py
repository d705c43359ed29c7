"""One network at many input sizes: the rules run on arrays of sizes, all at once.

With NumPy a whole range costs little more than one analysis. Without it, or if the layers themselves depend on the size
(a spec that computes with its ``input`` or with a vector's ``channels``), each size is analysed on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain
from operator import and_
from typing import Any, NamedTuple

from cnnstat.analysis.fit import Fit, contents, fits, seen
from cnnstat.analysis.flow import Flow, values
from cnnstat.analysis.walk import analyze_network
from cnnstat.effort import spend
from cnnstat.errors import SpecError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network

SAFE = 2**62
"""Figures up to here are computed in 64 bits; larger ones in Python's own integers, which are slower."""
TRIED = 8
"""Sizes that tell which layers are asked at each size by itself."""
AT_ONCE = 1_000_000
"""Layers times sizes that are looked at together."""

Load = Callable[[int], Network]
"""Gives the network at an input size; ``SpecError`` where it cannot run."""
Pair = tuple[int, int]
"""Height and width."""


class Places(NamedTuple):
    """How the windows of some layers on equal maps fit, with one entry for each input size."""

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
        sides: the side of the square image, in pixels.
        runs: whether every layer can take its input; if not, the other entries mean nothing.
        exact: whether all windows fill their maps exactly.
        lossless: whether every map is read up to its far end.
        features: height and width of the last map (at the network's own size) that has more than one position.
        seen: rows and columns of the image that can influence the output.
        params: trainable parameters.
        macs: multiply-accumulates for one image.
        places: the layers with windows; layers that fit in the same way share an entry.
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
    """The network at each of ``sides``, with square images.

    Args:
        load: gives the network at a size.
        reference: the network at its own size; unless it is ``sized``, its layers are used at every size.
        sides: input sizes, at least one.
        only: the layers whose ``places`` are wanted (all by default); the other entries always cover all layers.
    """
    features = features_of(reference)
    if reference.sized:
        return _joined([_alone(load, side, features, only) for side in sides])
    step = len(sides) if only is None else max(1, AT_ONCE // len(reference))
    return _joined([_together(*each, features, only) for each in _pieces(reference, sides, step, True)])


def fit_at(network: Network, sides: Sequence[int]) -> tuple[list[bool], list[bool], list[bool]]:
    """For each size, whether a network runs, fits exactly, and loses no cell at the far end of a map.

    Its layers must not depend on the size of the input.
    """
    runs, exact, lossless = list[bool](), list[bool](), list[bool]()
    for made, piece in _pieces(network, sides, max(1, AT_ONCE // len(network))):
        flow, both = Flow(made), {}
        for fit in fits(made, flow.shapes):
            both[id(fit.rows), id(fit.columns)] = fit.exact, fit.lossless
        runs += values(flow.runs, len(piece))
        exact += values(flow.runs & _all(each[0] for each in both.values()), len(piece))
        lossless += values(flow.runs & _all(each[1] for each in both.values()), len(piece))
    return runs, exact, lossless


def _all(found: Iterable[Any]) -> Any:
    """Whether all are true; if they are arrays, at each size."""
    return reduce(and_, found, True)


def sides_with(network: Network, sides: Sequence[int], wanted: Mapping[int, Pair]) -> tuple[int, dict[int, list[int]]]:
    """At how many sizes a network runs, and for some nodes, at which of them the output has the wanted size.

    Its layers must not depend on the size of the input.
    """
    runs = 0
    found: dict[int, list[int]] = {index: [] for index in wanted}
    for made, piece in _pieces(network, sides, max(1, AT_ONCE // len(network))):
        flow = Flow(made)
        runs += sum(values(flow.runs, len(piece)))
        for index, (height, width) in wanted.items():
            shape = made.input if index == INPUT else flow.shapes[index]
            good = values(flow.runs & (shape.height == height) & (shape.width == width), len(piece))
            found[index] += [side for side, holds in zip(piece, good, strict=True) if holds]
    return runs, found


def _pieces(
    reference: Network, sides: Sequence[int], step: int, counted: bool = False
) -> Iterator[tuple[Network, Sequence[int]]]:
    """The network with arrays of up to ``step`` sizes as its input; without NumPy, with one size at a time.

    Args:
        counted: whether totals are asked of it, which may be larger than maps.
    """
    if (numpy := _numpy()) is None:
        for side in sides:
            spend(2 * len(reference))
            yield _at(reference, side), [side]
        return
    small = is_small(reference, max(sides), counted)
    kind = numpy.int64 if small else object
    slow = len(reference) / (500 if small else 20)  # Python's own integers take longer
    slow += looked_at(reference) / 4
    for first in range(0, len(sides), step):
        piece = sides[first : first + step]
        spend(10 * len(reference) + (2 + slow) * len(piece))
        yield _at(reference, numpy.array(piece, dtype=kind)), piece


def is_small(network: Network, side: int, counted: bool = False) -> bool:
    """Whether NumPy's integers hold all maps, and totals, at sizes up to this one; else they are Python's own."""
    whole = Flow(_at(network, side))
    most: int = max(*(whole.totals if counted else ()), *(shape.elements for shape in whole.shapes), 0)
    return most < SAFE


def looked_at(network: Network) -> int:
    """How many layers are asked at each size in Python, not at all sizes at once; of equal ones only one is asked.

    Merges are among them where what they merge is not of equal sizes everywhere, which a few sizes tell.
    """
    if (numpy := _numpy()) is None:
        return 0  # all are, and that is counted otherwise
    side = max(network.input.height, network.input.width)
    return Flow(_at(network, numpy.arange(side, side + TRIED))).slow


def features_of(network: Network) -> str:
    """The name of the layer whose output is the network's last map (:attr:`Analysis.features`)."""
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
    """The network at one size, loaded for this size."""
    try:
        return _together(load(side), [side], features, only)
    except SpecError:
        nothing = [(0, 0)]
        return Sweep([side], [False], [False], [False], nothing, nothing, [0], [0], [])


def _joined(parts: Sequence[Sweep]) -> Sweep:
    """Several sweeps joined into one; layers that do not exist at a size count as not fitting there."""
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
    """The entry of a layer that does not exist at ``count`` sizes."""
    nothing = [(0, 0)] * count
    return Places((), nothing, nothing, [False] * count, nothing)


def _together(network: Network, sides: Sequence[int], features: str, only: Collection[str] | None) -> Sweep:
    """The sweep of a network whose input has the ``sides`` as an array, or the only one as a number."""
    flow, count = Flow(network), len(sides)
    exact: Any = True
    lossless: Any = True
    alike: dict[Any, tuple[Fit, list[str]]] = {}
    for fit in fits(network, flow.shapes):
        sides_of = {id(each): each for each in (fit.rows, fit.columns)}.values()  # one, if both are the same object
        key = tuple(contents(value) for each in sides_of for value in each)
        names = alike.setdefault(key, (fit, []))[1]
        names += [fit.node.name] if only is None or fit.node.name in only else []
    for fit, _ in alike.values():
        exact, lossless = exact & fit.exact, lossless & fit.lossless
    shapes = {node.name: shape for node, shape in zip(network.nodes, flow.shapes, strict=True)}
    final = shapes.get(features, network.input)
    params, macs = flow.totals
    return Sweep(
        sides,
        values(flow.runs, count),
        values(flow.runs & exact, count),
        values(flow.runs & lossless, count),
        _pairs((final.height, final.width), count),
        _pairs(seen(network, flow.shapes), count),
        values(params, count),
        values(macs, count),
        [_places(fit, tuple(names), count) for fit, names in alike.values() if names],
    )


def _pairs(pair: tuple[Any, Any], count: int) -> list[Pair]:
    height, width = pair
    if height is width:
        return [(value, value) for value in values(height, count)]
    return list(zip(values(height, count), values(width, count), strict=True))


def _places(fit: Fit, names: tuple[str, ...], count: int) -> Places:
    rows, columns = fit.rows, fit.columns
    sizes, outputs, unread = (
        _pairs(pair, count)
        for pair in ((rows.size, columns.size), (rows.outputs, columns.outputs), (rows.unread, columns.unread))
    )
    return Places(names, sizes, outputs, values(fit.exact, count), unread)
