"""Repairs of a size that does not fit, found by search: other inputs, ceil mode, other paddings; and their costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.fit import Fit
from cnnstat.analysis.setting import DEFAULT, Setting
from cnnstat.analysis.sweep import Load
from cnnstat.derivation import explain_layer
from cnnstat.derivation.fitting import fraction, padding_words, remark
from cnnstat.errors import LayerError, SpecError
from cnnstat.keys.kinds import Sides
from cnnstat.layers.shape import LARGEST_SIDE, Shape
from cnnstat.layers.window import Windowed
from cnnstat.network.graph import INPUT, Network, infer
from cnnstat.sizes.misfit import shapes_of
from cnnstat.sizes.progression import Fitting
from cnnstat.sizes.rounding import rounded, with_keys


class Repair(NamedTuple):
    """One way to lose no cells.

    Attributes:
        what: what to change.
        how: the arithmetic of the changed layer; "" if no layer is changed.
        remaining: the names of layers that still leave cells unread.
        analysis: the network with the change.
    """

    what: str
    how: str
    remaining: Sequence[str]
    analysis: Analysis


def repairs(analysis: Analysis, load: Load, known: Fitting | None) -> list[Repair]:
    """Ways to lose no cells: inputs near this one, then changes to the first layer that loses some."""
    lossy = [fit for fit in shapes_of(analysis) if not fit.lossless]
    found = [*other_inputs(analysis, load, known)]
    if lossy and not analysis.network.sized:  # otherwise other sizes mean other layers
        found += [*ceilings(analysis, lossy[0]), *paddings(analysis, lossy[0])]
    return found


def other_inputs(analysis: Analysis, load: Load, known: Fitting | None) -> Iterator[Repair]:
    """The nearest square inputs that fit exactly, or if there are none, that lose nothing."""
    image = analysis.network.input
    if known is None or image.height != image.width:
        return
    sizes = known.exact if known.exact.firsts else known.lossless
    for side in sizes.near(image.height):
        if side <= LARGEST_SIDE:
            yield Repair(f"input {side}×{side}", "", (), analyze_network(load(side), analysis.setting))


def changed(analysis: Analysis, index: int, **keys: Any) -> Analysis:
    """The network of an analysis with other values for some keys of one layer.

    Raises:
        LayerError: it does not run with these.
    """
    network = analysis.network
    node = network.nodes[index]
    layer = with_keys(node.layer, **keys)
    layer.validate()
    nodes = (*network.nodes[:index], node._replace(layer=layer), *network.nodes[index + 1 :])
    return inferred(replace(network, nodes=nodes), analysis.setting)


def inferred(network: Network, setting: Setting = DEFAULT) -> Analysis:
    """The analysis of a changed network, after a check that it runs.

    Raises:
        LayerError: it does not run.
    """
    shapes: list[Shape] = []
    for each in network.nodes:
        inputs = tuple(network.input if source == INPUT else shapes[source] for source in each.inputs)
        shapes.append(infer(each.layer, each.followers, inputs))
    return analyze_network(network, setting)


def paddings(analysis: Analysis, fit: Fit) -> Iterator[Repair]:
    """The smallest paddings with which a layer loses nothing: equal ones on both sides, and exact ones."""
    layer = fit.node.layer
    if not isinstance(layer, Windowed) or not isinstance(layer.padding, Sides):
        return
    top, bottom, left, right = layer.padding
    rows, columns = ([fewest(analysis, fit, axis, even) for even in (True, False)] for axis in (0, 1))
    for (up, down), (before, after) in dict.fromkeys(zip(rows, columns, strict=True)):
        sides = Sides(top + up, bottom + down, left + before, right + after)
        try:
            made = changed(analysis, fit.order, padding=sides)
        except (LayerError, SpecError):
            continue
        yield repaired(f"{fit.node.name} with {padding_words(sides)}", made, fit.order)


def shape_before(analysis: Analysis, fit: Fit) -> Any:
    (x,) = analysis.every[fit.order].inputs
    return x


def fewest(analysis: Analysis, fit: Fit, axis: int, even: bool) -> tuple[int, int]:
    """Rows of padding to add before and after, so that the windows along one axis read every cell.

    ``even`` adds equally many on both sides and may leave some padding unread; otherwise the last window ends where the
    padding ends.
    """
    layer: Any = fit.node.layer
    window = layer.axes(shape_before(analysis, fit))[axis]
    size = (fit.rows, fit.columns)[axis].size
    span = window.dilation * (window.kernel - 1) + 1
    left_over = (size + window.before + window.after - span) % window.stride
    missing = (window.stride - left_over) % window.stride
    if not even:
        return missing // 2, missing - missing // 2
    if left_over <= window.after:
        return 0, 0
    # Then one window more, of which a row of padding at most is left over.
    return -(-missing // 2), -(-missing // 2)


def ceilings(analysis: Analysis, fit: Fit) -> Iterator[Repair]:
    """Sizes rounded up: first of one layer, then, if others still lose cells, of every layer."""
    if not isinstance(fit.node.layer, Windowed):
        return
    one, all_of_them = (rounded(analysis.network, up=True, only=only) for only in (fit.order, None))
    for what, network in ((fit.node.name, one), ("every layer", all_of_them)):
        try:
            made = inferred(network, analysis.setting)
        except (LayerError, SpecError):
            continue
        found = repaired(f"{what} rounding up (ceil_mode)", made, fit.order)
        yield found if network is one else found._replace(how=f"{fit.node.name} {found.how}")
        if not found.remaining:
            return


def remaining(repair: Repair) -> list[str]:
    """A remark on the layers that still lose cells; empty if there are none."""
    many = "" if len(repair.remaining) > 1 else "s"
    return [f"{', '.join(repair.remaining)} still lose{many} some"] if repair.remaining else []


def repaired(what: str, made: Analysis, index: int) -> Repair:
    """A repair with the arithmetic of the layer that it changes."""
    every = shapes_of(made)
    remaining = [fit.node.name for fit in every if not fit.lossless]
    (derivation,) = explain_layer(made, made.every[index], keys=["output_shape"])
    sizes = [each for each in derivation.equations if each.label != "channels"]
    parts = [fraction(each) if len(sizes) == 1 else f"{each.label} {fraction(each)}" for each in sizes]
    said = remark(next(fit for fit in every if fit.order == index))
    return Repair(what, "; ".join(parts) + (f": {said}" if said else ""), remaining, made)
