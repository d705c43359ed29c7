"""The smallest receptive field of each layer, over all paths that lead to it (Richter et al. 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from cnnstat.analysis.walk import LayerAnalysis
from cnnstat.layers import Axis
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT

Sizes = dict[Fraction, Fraction]
"""The smallest field size for each jump of a path; the jump alone determines how the field grows from here on.

Behind upsampling, where neighbouring outputs may see the same pixels, it is a lower bound. Without any, a path whose
jump and size another's do not exceed is left out, as it stays the larger one.
"""
MOST_JUMPS = 64
"""Different jumps that meet; behind more, or behind what nobody knows, a field is only known to have a pixel."""


def smallest_fields(every: Sequence[LayerAnalysis]) -> list[tuple[int, int]]:
    """For each node, height and width in pixels of the smallest field of all paths that lead to it, without gates."""
    down, across = (smallest_along(every, axis) for axis in (0, 1))
    return list(zip(down, across, strict=True))


def smallest_along(every: Sequence[LayerAnalysis], axis: int) -> list[int]:
    """The smallest fields along height (0) or width (1)."""
    windows = [window_of(layer, axis) for layer in every]
    growing = all(window.up == 1 for window in windows)
    found: dict[int, Sizes | None] = {INPUT: {Fraction(1): Fraction(1)}}
    for layer, window in zip(every, windows, strict=True):
        moves = moving(layer.inputs)
        sources = {source for source, each in zip(layer.node.inputs, moves, strict=True) if each[axis]}
        paths = [path for source in sources if (path := found[source]) is not None]
        known = layer.node.layer.known and len(paths) == len(sources)
        behind = through(window, paths) if known else None
        if behind is not None and growing:
            behind = smaller_ones(behind)
        found[layer.order] = behind if behind is None or len(behind) <= MOST_JUMPS else None
    sizes = [found[layer.order] for layer in every]
    return [1 if each is None else floor(min(each.values())) for each in sizes]


def smaller_ones(sizes: Sizes) -> Sizes:
    """Without those that another one's jump and size do not exceed."""
    found: Sizes = {}
    least: Fraction | None = None
    for jump, size in sorted(sizes.items()):
        if least is None or size < least:
            found[jump] = least = size
    return found


def window_of(layer: LayerAnalysis, axis: int) -> Axis:
    own = layer.node.layer
    return own.axes(own.input_of(layer.inputs))[axis]


def through(window: Axis, paths: Sequence[Sizes]) -> Sizes:
    """The sizes after a window, over all paths that meet before it."""
    behind: Sizes = {}
    span = window.dilation * (window.kernel - 1) + 1
    for path in paths:
        for jump, size in path.items():
            step = jump / window.up
            # Of a window over cells that stand apart, both ends may lie between cells.
            grown = size + step * (span - 1 - 2 * (window.up - 1))
            after = step * window.stride
            behind[after] = min(grown, behind.get(after, grown))
    return behind
