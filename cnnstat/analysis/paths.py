"""The smallest receptive field of each layer, over all paths that lead to it (Richter et al. 2021)."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.analysis.field import Extent
from cnnstat.analysis.walk import LayerAnalysis
from cnnstat.layers import Axis
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT

Sizes = dict[int, int]
"""The smallest field size for each jump of a path; the jump alone determines how the field grows from here on."""


def smallest_fields(every: Sequence[LayerAnalysis]) -> list[tuple[int, int]]:
    """For each node, height and width in pixels of the smallest field of all paths that lead to it, without gates."""
    down, across = (smallest_along(every, axis) for axis in (0, 1))
    return list(zip(down, across, strict=True))


def smallest_along(every: Sequence[LayerAnalysis], axis: int) -> list[int]:
    """The smallest fields along height (0) or width (1)."""
    found: dict[int, Sizes] = {INPUT: {1: 1}}
    for layer in every:
        moves = moving(layer.inputs)
        sources = [source for source, each in zip(layer.node.inputs, moves, strict=True) if each[axis]]
        found[layer.order] = through(window_of(layer, axis), [found[source] for source in sources])
    return [min(found[layer.order].values()) for layer in every]


def window_of(layer: LayerAnalysis, axis: int) -> Axis:
    own = layer.node.layer
    return own.axes(layer.inputs if own.merges else layer.inputs[0])[axis]


def through(window: Axis, paths: Sequence[Sizes]) -> Sizes:
    """The sizes after a window, over all paths that meet before it."""
    behind: Sizes = {}
    for path in paths:
        for jump, size in path.items():
            grown = Extent(size, jump).through(window)
            behind[grown.jump] = min(grown.size, behind.get(grown.jump, grown.size))
    return behind
